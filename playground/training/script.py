"""The script that does a run by itself, in plain PyTorch.

It is made of the very classes and functions that the worker runs (their source) and of the config's numbers, so it
cannot drift; run alone with the same number of threads it prints the same losses and accuracies.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from playground.datasets import DATASETS, split
from playground.networks import MODELS
from playground.optimization import LOSSES, OPTIMIZERS, SCHEDULERS
from playground.training.assembly import EVALUATION_BATCH_SIZE
from playground.training.config import TrainConfig
from playground.training.steps import evaluate, train_step

IMPORTS = """\
from collections.abc import Iterable

import sklearn.datasets
import torch
from torch import Tensor, nn, optim
from torch.optim import lr_scheduler
from torch.utils.data import DataLoader, TensorDataset
"""

DEVICE_AUTO = '"cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"'

MAIN = """\
device = torch.device({device})
epochs = {epochs}

images, labels = {data}()
parts = split(labels, {parts})
train_set, validation_set, test_set = (TensorDataset(images[part], labels[part]) for part in parts)

torch.manual_seed({seed})
generator = torch.Generator().manual_seed({seed})
train_loader = DataLoader(train_set, {loader}, generator=generator)
validation_loader = DataLoader(validation_set, batch_size={evaluation_batch_size})
test_loader = DataLoader(test_set, batch_size={evaluation_batch_size})

model = {model}.to(device)
loss_fn = {loss}
optimizer = {optimizer}
{scheduler}
for epoch in range(1, epochs + 1):
    total_loss = 0.0
    for inputs, targets in train_loader:
        total_loss += train_step(model, loss_fn, optimizer, inputs.to(device), targets.to(device)){per_batch}
{per_epoch}    validation_loss, validation_accuracy = evaluate(model, loss_fn, validation_loader, device)
    print(
        f"epoch {{epoch}}: train_loss {{total_loss / len(train_loader):.6f}}, "
        f"validation_loss {{validation_loss:.6f}}, validation_accuracy {{validation_accuracy:.6f}}"
    )

test_loss, test_accuracy = evaluate(model, loss_fn, test_loader, device)
print(f"test_loss {{test_loss:.6f}}, test_accuracy {{test_accuracy:.6f}}")
"""


def script(config: TrainConfig) -> str:
    """Return a Python file that needs torch and scikit-learn only, and trains as `config` says."""
    data = DATASETS[config.data.name].make
    model = MODELS[config.model.name].make
    sources = [_source(each) for each in (data, split, model, train_step, evaluate)]
    scheduler, per_batch, per_epoch = "", "", ""
    if config.scheduler:
        row = SCHEDULERS[config.scheduler.name]
        lengths = {"epochs": "epochs", "total_steps": "epochs * len(train_loader)"}
        derived = {name: lengths[quantity] for name, quantity in row.derived.items()}
        arguments = _arguments(config.scheduler.parameters, **derived)
        scheduler = f"scheduler = lr_scheduler.{row.name}(optimizer, {arguments})\n"
        if row.per == "batch":
            per_batch = "\n        scheduler.step()"
        else:
            per_epoch = "    scheduler.step()\n"
    main = MAIN.format(
        device=DEVICE_AUTO if config.device == "auto" else repr(config.device),
        epochs=config.epochs,
        data=data.__name__,
        parts=_arguments(config.data.parameters, seed=str(config.seed)),
        seed=config.seed,
        loader=_arguments(config.loader.model_dump()),
        evaluation_batch_size=EVALUATION_BATCH_SIZE,
        model=f"{model.__name__}({_arguments(config.model.parameters)})",
        loss=f"nn.{LOSSES[config.loss.name].name}({_arguments(config.loss.parameters)})",
        optimizer=f"optim.{OPTIMIZERS[config.optimizer.name].name}(model.parameters(), "
        f"{_arguments(config.optimizer.parameters)})",
        scheduler=scheduler,
        per_batch=per_batch,
        per_epoch=per_epoch,
    )
    return "\n\n".join([IMPORTS, *sources, main]).replace("\n\n\n\n", "\n\n\n")


def _arguments(given: Mapping[str, Any], **written: str) -> str:
    """Return keyword arguments as they are typed; those in `written` are code already."""
    return ", ".join(
        [f"{name}={value!r}" for name, value in given.items()] + [f"{name}={code}" for name, code in written.items()]
    )


@cache
def _source(thing: Callable[..., Any]) -> str:
    """Return the source of a class or function."""
    return inspect.getsource(thing).rstrip() + "\n"
