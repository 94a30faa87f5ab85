"""The script that does a run by itself, in plain PyTorch.

It is made of the very classes and functions that the worker runs (their source) and of the config's numbers, so it
cannot drift; run alone with the same number of threads it prints the same losses and accuracies.
"""

from collections.abc import Callable, Mapping
from typing import Any

from playground.datasets import ALL_DATASETS, SPLITS
from playground.datasets.making import call
from playground.networks import MODELS, facts_of
from playground.optimization import LOSSES, OPTIMIZERS
from playground.sources import imports, source_of
from playground.training import beginnings, transfer
from playground.training.assembly import EVALUATION_BATCH_SIZE
from playground.training.config import TrainConfig
from playground.training.schedules import code_of, schedule_of
from playground.training.script_technique import (
    after_epoch,
    augmentation,
    batches,
    extras,
    prepared,
    restored,
)
from playground.training.tasks import TASKS

IMPORTS = """\
import copy
import math

import torch
from torch import nn, optim
from torch.optim import lr_scheduler
from torch.utils.data import DataLoader, Subset
from torchvision.transforms import v2
"""

DEVICE_AUTO = '"cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"'

DATA = """\
data = {data}
parts = {split}(data.targets, {parts})
{few}train_set, validation_set, test_set = (Subset(data, part.tolist()) for part in parts)
{augmentation}
torch.manual_seed({seed})
generator = torch.Generator().manual_seed({seed})
train_loader = DataLoader(train_set, {loader}, generator=generator)
validation_loader = DataLoader(validation_set, batch_size={evaluation_batch_size})
test_loader = DataLoader(test_set, batch_size={evaluation_batch_size})
"""

FEW = "parts = (few_of_each(data.targets, parts[0], per_class={}), *parts[1:])\n"

MAIN = """\
device = torch.device({device})
epochs = {epochs}

{data}
model = {model}.to(device)
{beginning}{compiled}{loss_fn}
optimizer = {optimizer}
{prepared}
for epoch in range(1, epochs + 1):
    total_loss = 0.0
{batches}
    validation_loss, validation_{score} = {evaluate}(model, loss_fn, validation_loader, device)
    print(
        f"epoch {{epoch}}: train_loss {{total_loss / len(train_loader):.6f}}, "
        f"validation_loss {{validation_loss:.6f}}, validation_{score} {{validation_{score}:.6f}}"
    )
{after_epoch}
{restored}test_loss, test_{score} = {evaluate}(model, loss_fn, test_loader, device)
print(f"test_loss {{test_loss:.6f}}, test_{score} {{test_{score}:.6f}}")
"""


def script(config: TrainConfig) -> str:
    """Return a Python file that needs torch, torchvision and scikit-learn only, and trains as `config` says."""
    row, model_row = ALL_DATASETS[config.data.name], MODELS[config.model.name]
    task, technique, schedule = TASKS[row.kind], config.technique, schedule_of(config)
    parts = (row.make, SPLITS[row.kind], model_row.make, *learned_before(config), *extras(technique), task.evaluate)
    parts = tuple(dict.fromkeys(parts))
    main = MAIN.format(
        device=DEVICE_AUTO if config.device == "auto" else repr(config.device),
        epochs=config.epochs,
        data=data_lines(config),
        evaluate=task.evaluate.__name__,
        score=task.score,
        model=model_call(config),
        beginning=beginnings.lines(config),
        compiled="compiled = torch.compile(model)\n" if technique.compile else "",
        loss_fn=_loss_fn(config),
        optimizer=optimizer_call(config),
        prepared=prepared(technique, code_of(schedule, config) if schedule else ""),
        batches=batches(technique, schedule),
        after_epoch=after_epoch(technique, schedule),
        restored=restored(technique),
    )
    head = imports(*parts, main=main, offered=IMPORTS)
    return "\n\n".join([head, *map(source_of, parts), main]).replace("\n\n\n\n", "\n\n\n")


def learned_before(config: TrainConfig) -> list[Callable[..., Any]]:
    """Return the functions and classes that only a run needs that does not learn everything from scratch."""
    return [*beginnings.pieces(config), *transfer.pieces(config)]


def data_lines(config: TrainConfig) -> str:
    """Return what opens the data, parts them, and puts them into loaders."""
    row = ALL_DATASETS[config.data.name]
    return DATA.format(
        data=call(row, config.data.parameters),
        split=SPLITS[row.kind].__name__,
        parts=_arguments(config.split.model_dump(), seed=str(config.seed)),
        augmentation=augmentation(config.technique),
        few=FEW.format(config.transfer.per_class) if config.transfer.per_class else "",
        seed=config.seed,
        loader=_arguments(config.loader.model_dump()),
        evaluation_batch_size=EVALUATION_BATCH_SIZE,
    )


def model_call(config: TrainConfig) -> str:
    """Return what makes the network."""
    row, facts = MODELS[config.model.name], facts_of(config.data.name, config.data.parameters)
    return f"{row.make.__name__}({_arguments(row.arguments_for(facts, config.model.parameters))})"


def loss_call(config: TrainConfig) -> str:
    """Return what makes the loss; the weights of the classes, where it has some, are called ``weights``."""
    written = {"weight": "weights"} if config.technique.class_weights else {}
    return f"nn.{LOSSES[config.loss.name].name}({_arguments(config.loss.parameters, **written)})"


def weights_line(config: TrainConfig) -> str:
    """Return what makes the weights of the classes."""
    if not config.technique.class_weights:
        return ""
    classes = facts_of(config.data.name, config.data.parameters).outputs
    return f"weights = class_weights(data.targets[parts[0]], classes={classes})\n"


def _loss_fn(config: TrainConfig) -> str:
    there = ".to(device)" if config.technique.class_weights else ""
    return f"{weights_line(config)}loss_fn = {loss_call(config)}{there}"


def optimizer_call(config: TrainConfig, model: str = "model") -> str:
    """Return what makes the optimizer of a network that is called `model`."""
    name, given = OPTIMIZERS[config.optimizer.name].name, config.optimizer.parameters
    return f"optim.{name}({transfer.parameters_code(config, model)}, {_arguments(given)})"


def _arguments(given: Mapping[str, Any], **written: str) -> str:
    """Return keyword arguments as they are typed; those in `written` are code already."""
    return ", ".join(
        [f"{name}={value!r}" for name, value in given.items()] + [f"{name}={code}" for name, code in written.items()]
    )
