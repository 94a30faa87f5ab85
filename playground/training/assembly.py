"""From a config to the live objects of a run."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn, optim
from torch.utils.data import DataLoader, Dataset, Subset

from playground.datasets import ALL_DATASETS, SPLITS
from playground.datasets.making import make
from playground.networks import MODELS, facts_of
from playground.optimization import LOSSES, OPTIMIZERS
from playground.optimization.schedule import Schedule, attach
from playground.training.augmenting import Augmented, transform_of
from playground.training.beginnings import Ends, prepare
from playground.training.config import TrainConfig
from playground.training.pieces import class_weights, few_of_each
from playground.training.schedules import schedule_of, setting_of
from playground.training.tasks import TASKS, Task, task_of
from playground.training.technique import NO_FLOAT16, Technique
from playground.training.transfer import parameters
from playground.translations import N_, Message, PlaygroundError

EVALUATION_BATCH_SIZE = 256

Batches = DataLoader[tuple[Tensor, ...]]


@dataclass
class Assembly:
    """The live objects of a run. `schedule` says what `scheduler` is and when it is stepped; both are None where there
    is none. `scaler` is switched off but for float16. `begun` says what the network began from, if not from scratch;
    `beginning` are its parameters then, where it is watched how far they move. The loop keeps `epoch`, the one that is
    going on, for the views.
    """

    task: Task
    device: torch.device
    data: Dataset[tuple[Tensor, Tensor]]
    classes: tuple[str, ...]
    test_indices: Tensor
    train: Batches
    validation: Batches
    test: Batches
    generator: torch.Generator
    model: nn.Module
    loss_fn: nn.Module
    optimizer: optim.Optimizer
    schedule: Schedule | None
    scheduler: Any
    technique: Technique
    scaler: torch.amp.GradScaler
    total_steps: int
    stepped_model: nn.Module  # what the steps run: the model, or the same compiled
    begun: Message | None
    beginning: tuple[Tensor, ...]
    epoch: int = 1


def find_device(wish: str) -> torch.device:
    """Return the device for `wish` (``auto``, ``cpu``, ``cuda``, ``mps``), or raise `PlaygroundError`."""
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if wish == "auto":
        wish = next(name for name, available in there.items() if available)
    if not there[wish]:
        raise PlaygroundError(
            N_("This computer has no device {wish} that PyTorch can use. Choose one of: {allowed}."),
            wish=wish,
            allowed=", ".join(["auto", *(name for name, available in there.items() if available)]),
        )
    return torch.device(wish)


def assemble(config: TrainConfig, ends: Ends = lambda: False) -> Assembly:
    """Build data, model, loss, optimizer and scheduler, seeded; the order of the random draws is the script's.

    Raises `Ended` where `ends` says, while the network learns what it begins from, that the run is to end.
    """
    device, technique = find_device(config.device), config.technique
    if technique.precision == "float16" and device.type != "cuda":
        raise PlaygroundError(NO_FLOAT16, device=device.type)
    row = ALL_DATASETS[config.data.name]
    data = make(row, config.data.parameters)
    if not data.targets.is_floating_point() and len(data.targets.unique()) < 2:
        raise PlaygroundError(
            N_(
                "All samples of {name} are of one class, so there is nothing to tell apart. Choose data with at least "
                "two classes."
            ),
            name=row.name,
        )
    parts = SPLITS[row.kind](data.targets, **config.split.model_dump(), seed=config.seed)
    for name, part in zip(("validation_fraction", "test_fraction"), parts[1:], strict=True):
        if len(part) < TASKS[row.kind].least:
            raise PlaygroundError(
                N_("{name} leaves {count} of {samples} samples, and at least {least} are needed: raise it."),
                name=name,
                count=len(part),
                samples=len(data.targets),
                least=TASKS[row.kind].least,
            )
    if config.transfer.per_class:
        parts = (few_of_each(data.targets, parts[0], config.transfer.per_class), *parts[1:])
    train_set, validation_set, test_set = (Subset(data, part.tolist()) for part in parts)
    learned: Dataset[tuple[Tensor, Tensor]] = train_set
    if technique.augmentation:
        learned = Augmented(train_set, transform_of(technique.augmentation))

    torch.manual_seed(config.seed)
    generator = torch.Generator().manual_seed(config.seed)
    train = DataLoader(learned, **config.loader.model_dump(), generator=generator)
    if len(train) == 0:
        raise PlaygroundError(
            N_(
                "A batch_size of {batch_size} with drop_last leaves no batch of {samples} samples. "
                "Choose a smaller batch_size."
            ),
            batch_size=config.loader.batch_size,
            samples=len(train_set),
        )
    if technique.accumulate > len(train):
        raise PlaygroundError(
            N_("accumulate is {accumulate}, but an epoch has {batches} batches only: lower it, or the batch_size."),
            accumulate=technique.accumulate,
            batches=len(train),
        )
    facts = facts_of(config.data.name, config.data.parameters)
    model = MODELS[config.model.name].build(facts, config.model.parameters).to(device)
    begun = prepare(model, config, device, ends)
    weights = {"weight": class_weights(data.targets[parts[0]], facts.outputs)} if technique.class_weights else {}
    loss_fn = LOSSES[config.loss.name].make(**config.loss.parameters, **weights).to(device)
    optimizer = OPTIMIZERS[config.optimizer.name].make(parameters(model, config), **config.optimizer.parameters)
    schedule = schedule_of(config)
    return Assembly(
        task=task_of(row.kind, config.transfer.moves_apart),
        device=device,
        data=data,
        classes=tuple(getattr(data, "classes", row.classes)),
        test_indices=parts[2],
        train=train,
        validation=DataLoader(validation_set, batch_size=EVALUATION_BATCH_SIZE),
        test=DataLoader(test_set, batch_size=EVALUATION_BATCH_SIZE),
        generator=generator,
        model=model,
        stepped_model=model,
        loss_fn=loss_fn,
        optimizer=optimizer,
        schedule=schedule,
        scheduler=attach(optimizer, schedule, setting_of(config, len(train))) if schedule else None,
        technique=technique,
        scaler=torch.amp.GradScaler(device.type, enabled=technique.precision == "float16"),
        total_steps=config.epochs * len(train),
        begun=begun,
        beginning=tuple(each.detach().clone() for each in model.parameters() if config.transfer.moves_apart),
    )
