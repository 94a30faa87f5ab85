"""A schedule as the learner puts it together: one scheduler, several in sequence, or several at once."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch
from torch import Tensor
from torch.optim import Optimizer, lr_scheduler

from playground.optimization.optimizers import ALL_OPTIMIZERS
from playground.optimization.schedulers import ALL_SCHEDULERS, LAMBDAS, Per, ScheduleRow
from playground.parameters import Value

How = Literal["single", "SequentialLR", "ChainedScheduler"]
Stepped = Literal["auto", "batch", "epoch", "early"]
STEPPED: tuple[Stepped, ...] = ("auto", "batch", "epoch", "early")
PARTS = 4  # at most


@dataclass(frozen=True)
class Part:
    """One scheduler and what is written in its brackets; what is not written is PyTorch's default."""

    name: str
    given: tuple[tuple[str, Value], ...] = ()

    @property
    def row(self) -> ScheduleRow:
        return ALL_SCHEDULERS[self.name]

    def having(self, name: str, value: Value | None) -> "Part":
        """Return the part with another value of one parameter; None leaves it out."""
        given = {**dict(self.given), name: value}
        ordered = {each: given[each] for each in self.row.settings if given.get(each) is not None}
        return replace(self, given=tuple(ordered.items()))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Schedule:
    """Schedulers, how they go together, and when ``scheduler.step()`` is called.

    Attributes:
        milestones: In a sequence, the steps at which the next part takes over.
        stepped: ``auto`` is as the documentation says; ``batch`` and ``epoch`` are after each of them; ``early`` is
            before ``optimizer.step()``, which is wrong.
    """

    parts: tuple[Part, ...]
    how: How = "single"
    milestones: tuple[int, ...] = ()
    stepped: Stepped = "auto"

    @property
    def wants(self) -> Per:
        """When the documentation steps it: what has a part that counts batches counts batches."""
        return "batch" if any(part.row.per == "batch" for part in self.parts) else "epoch"

    @property
    def per(self) -> Per:
        """When it is stepped here."""
        return self.stepped if self.stepped in ("batch", "epoch") else self.wants

    @property
    def needs_loss(self) -> bool:
        """Whether its `step` takes the loss."""
        return self.how == "single" and self.parts[0].name == "ReduceLROnPlateau"

    @property
    def name(self) -> str:
        """The names of its parts, for a legend."""
        joint = " → " if self.how == "SequentialLR" else " × "
        return joint.join(part.name for part in self.parts)


@dataclass(frozen=True)
class Setting:
    """The run around a schedule.

    Attributes:
        optimizer: A row of the table of optimizers.
        options: Its settings that are not at their defaults.
        losses: The validation loss after each epoch, for those that ask for it; the last one goes on.
    """

    optimizer: str = "SGD"
    options: tuple[tuple[str, Value], ...] = ()
    epochs: int = 30
    batches: int = 20
    losses: tuple[float, ...] = ()

    @property
    def rate(self) -> float:
        """The optimizer's own learning rate."""
        return float(dict(self.options).get("lr", 0.1))  # type: ignore[arg-type]

    @property
    def total_steps(self) -> int:
        return self.epochs * self.batches

    def loss(self, epoch: int) -> float:
        return self.losses[min(epoch, len(self.losses) - 1)] if self.losses else math.nan


# Settings that PyTorch has no default for, and what shows well in a run
_STARTS: Mapping[str, Callable[[Setting], Value]] = {
    "step_size": lambda run: max(1, run.epochs // 3),
    "milestones": lambda run: (max(1, run.epochs // 2), max(2, 5 * run.epochs // 6)),
    "T_0": lambda run: max(1, run.epochs // 3),
    "base_lr": lambda run: run.rate / 10,
    "max_lr": lambda run: run.rate,
    "step_size_up": lambda run: max(1, run.total_steps // 6),
}


def fresh(name: str, setting: Setting) -> Part:
    """Return a scheduler to start from: what must be written in its brackets is, and fits the run."""
    part = Part(name)
    for each in part.row.parameters:
        if each.name in _STARTS or each.name not in part.row.pytorch_defaults:
            start = _STARTS.get(each.name)
            part = part.having(each.name, start(setting) if start else each.default)
    return part


def arguments(schedule: Schedule, place: int, setting: Setting) -> dict[str, Any]:
    """Return what the part at `place` is given: what is written, what the table sets, what follows from the run.

    A scheduler by itself takes the run's length in the unit in which the documentation steps it, so that it shows what
    comes of stepping it otherwise; a part of a sequence takes the length of its stretch in the unit of the sequence.
    """
    part = schedule.parts[place]
    given: dict[str, Any] = {each.name: each.default for each in part.row.parameters} | dict(part.given)
    if not {"epochs", "steps_per_epoch"} & set(given):  # another way to say total_steps
        for name, quantity in part.row.derived.items():
            given.setdefault(name, _length(schedule, place, setting, quantity))
    return given


def _length(schedule: Schedule, place: int, setting: Setting, quantity: str) -> int:
    if schedule.how == "single":
        return {"epochs": setting.epochs, "total_steps": setting.total_steps}[quantity]
    whole = setting.epochs if schedule.per == "epoch" else setting.total_steps
    begin, end = stretch(schedule, place)
    return max(1, (whole if end is None else end) - begin)


def stretch(schedule: Schedule, place: int) -> tuple[int, int | None]:
    """Return the steps from which and up to which a part of a sequence is at work; None is the end of the run."""
    if place < len(schedule.milestones):
        return (0, *schedule.milestones)[place], schedule.milestones[place]
    return schedule.milestones[-1] if schedule.milestones else 0, None


def build(schedule: Schedule, setting: Setting) -> tuple[Optimizer, Any]:
    """Return a real optimizer of one number, and the real scheduler; PyTorch's errors come through."""
    weight: Tensor = torch.nn.Parameter(torch.zeros(1, 1))
    row = ALL_OPTIMIZERS[setting.optimizer]
    optimizer = row.make([weight], **row.arguments(dict(setting.options)))
    return optimizer, attach(optimizer, schedule, setting)


def attach(optimizer: Optimizer, schedule: Schedule, setting: Setting) -> Any:
    """Return the real scheduler on an optimizer; PyTorch's errors come through."""
    parts = [_live(optimizer, schedule, place, setting) for place in range(len(schedule.parts))]
    if schedule.how == "SequentialLR":
        return lr_scheduler.SequentialLR(optimizer, parts, list(schedule.milestones))
    if schedule.how == "ChainedScheduler":
        return lr_scheduler.ChainedScheduler(parts, optimizer)
    return parts[0]


def _live(optimizer: Optimizer, schedule: Schedule, place: int, setting: Setting) -> Any:
    given = arguments(schedule, place, setting)
    functions = {name: LAMBDAS[value] for name, value in given.items() if name == "lr_lambda"}
    lists = {name: list(value) for name, value in given.items() if isinstance(value, tuple)}
    return schedule.parts[place].row.make(optimizer, **{**given, **functions, **lists})


def moments(schedule: Schedule, setting: Setting) -> Iterator[tuple[int, bool, bool]]:
    """Give for every step of the run its epoch, and whether the scheduler is stepped before and after it."""
    early = schedule.stepped == "early"
    for epoch in range(setting.epochs):
        for batch in range(setting.batches):
            first = schedule.per == "batch" or batch == 0
            last = schedule.per == "batch" or batch == setting.batches - 1
            yield epoch, early and first, not early and last
