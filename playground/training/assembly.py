"""From a config to the live objects of a run."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn, optim
from torch.utils.data import DataLoader, Dataset, Subset

from playground.datasets import DATASETS, SPLITS, downloads
from playground.networks import MODELS, facts_of
from playground.optimization import LOSSES, OPTIMIZERS, SCHEDULERS
from playground.training.config import TrainConfig
from playground.training.tasks import TASKS, Task
from playground.translations import N_, PlaygroundError

EVALUATION_BATCH_SIZE = 256

Batches = DataLoader[tuple[Tensor, ...]]


@dataclass
class Assembly:
    """The live objects of a run. `schedule_per` says when the scheduler is stepped; "" where there is none."""

    task: Task
    device: torch.device
    data: Dataset[tuple[Tensor, Tensor]]
    test_indices: Tensor
    train: Batches
    validation: Batches
    test: Batches
    generator: torch.Generator
    model: nn.Module
    loss_fn: nn.Module
    optimizer: optim.Optimizer
    scheduler: optim.lr_scheduler.LRScheduler | None
    schedule_per: str
    total_steps: int


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


def assemble(config: TrainConfig) -> Assembly:
    """Build data, model, loss, optimizer and scheduler, seeded; the order of the random draws is the script's."""
    device = find_device(config.device)
    row = DATASETS[config.data.name]
    data = downloads.make(row, config.data.parameters)
    parts = SPLITS[row.kind](data.targets, **config.split.model_dump(), seed=config.seed)
    train_set, validation_set, test_set = (Subset(data, part.tolist()) for part in parts)

    torch.manual_seed(config.seed)
    generator = torch.Generator().manual_seed(config.seed)
    train = DataLoader(train_set, **config.loader.model_dump(), generator=generator)
    if len(train) == 0:
        raise PlaygroundError(
            N_(
                "A batch_size of {batch_size} with drop_last leaves no batch of {samples} samples. "
                "Choose a smaller batch_size."
            ),
            batch_size=config.loader.batch_size,
            samples=len(train_set),
        )
    total_steps = config.epochs * len(train)

    model = (
        MODELS[config.model.name]
        .build(facts_of(config.data.name, config.data.parameters), config.model.parameters)
        .to(device)
    )
    loss_fn = LOSSES[config.loss.name].make(**config.loss.parameters)
    optimizer = OPTIMIZERS[config.optimizer.name].make(model.parameters(), **config.optimizer.parameters)
    scheduler, schedule_per = None, ""
    if config.scheduler:
        scheduling = SCHEDULERS[config.scheduler.name]
        lengths = {"epochs": config.epochs, "total_steps": total_steps}
        derived: dict[str, Any] = {name: lengths[quantity] for name, quantity in scheduling.derived.items()}
        scheduler = scheduling.make(optimizer, **config.scheduler.parameters, **derived)
        schedule_per = scheduling.per
    return Assembly(
        task=TASKS[row.kind],
        device=device,
        data=data,
        test_indices=parts[2],
        train=train,
        validation=DataLoader(validation_set, batch_size=EVALUATION_BATCH_SIZE),
        test=DataLoader(test_set, batch_size=EVALUATION_BATCH_SIZE),
        generator=generator,
        model=model,
        loss_fn=loss_fn,
        optimizer=optimizer,
        scheduler=scheduler,
        schedule_per=schedule_per,
        total_steps=total_steps,
    )
