"""The script that does a run by itself, in plain PyTorch.

It is made of the very classes and functions that the worker runs (their source) and of the config's numbers, so it
cannot drift; run alone with the same number of threads it prints the same losses and accuracies.
"""

from collections.abc import Mapping
from typing import Any

from playground.datasets import DATASETS, SPLITS
from playground.networks import MODELS, facts_of
from playground.optimization import LOSSES, OPTIMIZERS, SCHEDULERS
from playground.sources import imports, source_of
from playground.training.assembly import EVALUATION_BATCH_SIZE
from playground.training.config import TrainConfig
from playground.training.steps import train_step
from playground.training.tasks import TASKS

IMPORTS = """\
import torch
from torch import nn, optim
from torch.optim import lr_scheduler
from torch.utils.data import DataLoader, Subset
"""

DEVICE_AUTO = '"cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"'

MAIN = """\
device = torch.device({device})
epochs = {epochs}

data = {data}
parts = {split}(data.targets, {parts})
train_set, validation_set, test_set = (Subset(data, part.tolist()) for part in parts)

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
{per_epoch}    validation_loss, validation_{score} = {evaluate}(model, loss_fn, validation_loader, device)
    print(
        f"epoch {{epoch}}: train_loss {{total_loss / len(train_loader):.6f}}, "
        f"validation_loss {{validation_loss:.6f}}, validation_{score} {{validation_{score}:.6f}}"
    )

test_loss, test_{score} = {evaluate}(model, loss_fn, test_loader, device)
print(f"test_loss {{test_loss:.6f}}, test_{score} {{test_{score}:.6f}}")
"""


def script(config: TrainConfig) -> str:
    """Return a Python file that needs torch, torchvision and scikit-learn only, and trains as `config` says."""
    row, model_row = DATASETS[config.data.name], MODELS[config.model.name]
    task, facts = TASKS[row.kind], facts_of(config.data.name, config.data.parameters)
    split = SPLITS[row.kind]
    parts = (row.make, split, model_row.make, train_step, task.evaluate)
    fetched = {"download": True} if row.download else {}
    scheduler, per_batch, per_epoch = "", "", ""
    if config.scheduler:
        scheduling = SCHEDULERS[config.scheduler.name]
        lengths = {"epochs": "epochs", "total_steps": "epochs * len(train_loader)"}
        derived = {name: lengths[quantity] for name, quantity in scheduling.derived.items()}
        arguments = _arguments(config.scheduler.parameters, **derived)
        scheduler = f"scheduler = lr_scheduler.{scheduling.name}(optimizer, {arguments})\n"
        if scheduling.per == "batch":
            per_batch = "\n        scheduler.step()"
        else:
            per_epoch = "    scheduler.step()\n"
    main = MAIN.format(
        device=DEVICE_AUTO if config.device == "auto" else repr(config.device),
        epochs=config.epochs,
        data=f"{row.make.__name__}({_arguments({**config.data.parameters, **fetched})})",
        split=split.__name__,
        evaluate=task.evaluate.__name__,
        score=task.score,
        parts=_arguments(config.split.model_dump(), seed=str(config.seed)),
        seed=config.seed,
        loader=_arguments(config.loader.model_dump()),
        evaluation_batch_size=EVALUATION_BATCH_SIZE,
        model=f"{model_row.make.__name__}({_arguments(model_row.arguments_for(facts, config.model.parameters))})",
        loss=f"nn.{LOSSES[config.loss.name].name}({_arguments(config.loss.parameters)})",
        optimizer=f"optim.{OPTIMIZERS[config.optimizer.name].name}(model.parameters(), "
        f"{_arguments(config.optimizer.parameters)})",
        scheduler=scheduler,
        per_batch=per_batch,
        per_epoch=per_epoch,
    )
    head = imports(*parts, main=main, offered=IMPORTS)
    return "\n\n".join([head, *map(source_of, parts), main]).replace("\n\n\n\n", "\n\n\n")


def _arguments(given: Mapping[str, Any], **written: str) -> str:
    """Return keyword arguments as they are typed; those in `written` are code already."""
    return ", ".join(
        [f"{name}={value!r}" for name, value in given.items()] + [f"{name}={code}" for name, code in written.items()]
    )
