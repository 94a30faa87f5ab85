"""What a data set does with the class number of a sample: `target_transform`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import one_hot

from playground.parameters import Row, table
from playground.translations import N_


@dataclass(frozen=True)
class TargetRow(Row):
    """A `target_transform`: `make(number of classes)` returns it.

    Attributes:
        code: How it is written.
    """

    code: str = ""


def _one_hot(classes: int) -> Callable[[int], torch.Tensor]:
    return lambda label: one_hot(torch.tensor(label), classes)


def _one_hot_float(classes: int) -> Callable[[int], torch.Tensor]:
    return lambda label: one_hot(torch.tensor(label), classes).float()


TARGETS = table(
    TargetRow(
        "one_hot",
        _one_hot,
        N_("0 everywhere, 1 at the class: int64."),
        code="lambda label: one_hot(torch.tensor(label), {classes})",
    ),
    TargetRow(
        "one_hot.float",
        _one_hot_float,
        N_("The same in float32, as mse_loss and cross_entropy with shares want it."),
        code="lambda label: one_hot(torch.tensor(label), {classes}).float()",
    ),
    TargetRow(
        "None",
        lambda classes: lambda label: label,
        N_("The class number itself, as cross_entropy wants it."),
        code="None",
    ),
)


@dataclass(frozen=True)
class Target:
    """What a target_transform made of a label: its values, shape and dtype; or PyTorch's refusal."""

    values: tuple[float, ...]
    shape: tuple[int, ...] | None
    dtype: str
    error: str = ""


def target(name: str, label: int, classes: int) -> Target:
    """Return what the `target_transform` called `name` makes of a label."""
    try:
        made: Any = TARGETS[name].make(classes)(label)
    except RuntimeError as error:
        return Target((), None, "", str(error))
    if isinstance(made, int):
        return Target((made,), None, "int")
    return Target(tuple(made.tolist()), tuple(made.shape), str(made.dtype).removeprefix("torch."))
