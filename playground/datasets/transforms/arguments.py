"""An argument of a transform: its name and default come from the transform's own signature, the table adds the rest."""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, get_args, get_origin

import torch
from torchvision.transforms import v2

from playground.parameters import Parameter, short
from playground.translations import N_, PlaygroundError

Given = bool | int | float | str | tuple[float, ...] | None
DTYPES = tuple(f"torch.{name}" for name in ("float32", "uint8", "float16", "float64", "int64"))
MODES = ("nearest", "bilinear", "bicubic")

# What is chosen by a name: the object that PyTorch is given, and how code writes it
NAMED: Mapping[str, tuple[Any, str]] = {
    **{text: (getattr(torch, text.removeprefix("torch.")), text) for text in DTYPES},
    **{mode: (v2.InterpolationMode(mode), f"v2.InterpolationMode.{mode.upper()}") for mode in MODES},
    **{policy.value: (policy, f"v2.AutoAugmentPolicy.{policy.name}") for policy in v2.AutoAugmentPolicy},
}


@dataclass(frozen=True)
class Limits:
    """What the table says of an argument beyond the signature.

    Attributes:
        lengths: How many numbers it may be: (1,) a number, (1, 2) a number or two of them, (2,) always two.
        start: What a new step begins with, where the signature has no default, or a dull one.
        ends: It is a range, from and to.
    """

    help: str
    minimum: float = -math.inf
    maximum: float = math.inf
    choices: tuple[str, ...] = ()
    lengths: tuple[int, ...] = (1,)
    start: Given = None
    ends: bool = False


@dataclass(frozen=True)
class Argument:
    """An argument that can be set.

    Attributes:
        default: The signature's, in plain values; None where it has none, and where it is None.
        required: It must be given.
        start: What a new step begins with.
        whole: Its numbers are whole.
        listed: Its numbers are always in a list, even if there is only one.
    """

    name: str
    default: Given
    required: bool
    start: Given
    whole: bool
    listed: bool
    limits: Limits

    @property
    def lengths(self) -> tuple[int, ...]:
        """Return how many numbers it may be."""
        return (2,) if self.limits.ends else self.limits.lengths

    def check(self, value: object, field: str) -> Given:
        """Return `value` as this argument takes it, or raise `PlaygroundError` that says what is allowed."""
        if value is None and self.default is None and not self.required:
            return None
        if not isinstance(value, tuple):
            if 1 not in self.lengths or (isinstance(value, str) and len(self.lengths) > 1):
                raise self._count(value, field)
            checked = self._number(field).check(value)
            return (_real(checked),) if self.listed else checked
        if len(value) not in self.lengths or (len(value) == 1 and not self.listed):
            raise self._count(value, field)
        numbers = tuple(_real(self._number(field).check(each)) for each in value)
        if self.limits.ends and numbers[0] > numbers[1]:
            raise PlaygroundError(
                N_("{field} is {value}; the first number is the lower end, the second the upper one."),
                field=field,
                value=short(value),
            )
        return numbers

    def _number(self, field: str) -> Parameter:
        """Return the setting of one of its numbers."""
        start = self.start if not isinstance(self.start, tuple) else self.start[0]
        kind = start if isinstance(start, bool | str) else (0 if self.whole else 0.0)
        low, high = self.limits.minimum, self.limits.maximum
        return Parameter(field, kind, self.limits.help, low, high, choices=self.limits.choices)

    def _count(self, value: object, field: str) -> PlaygroundError:
        return PlaygroundError(
            N_("{field} is {value}; it takes numbers with commas between them, this many: {allowed}."),
            field=field,
            value=short(value),
            allowed=", ".join(map(str, self.lengths)),
        )


def _real(value: object) -> float:
    assert isinstance(value, int | float)
    return value


def argument(make: Callable[..., Any], name: str, limits: Limits) -> Argument:
    """Return the argument `name` of a transform; raise `KeyError` where its signature has none of that name."""
    parameter = inspect.signature(make).parameters[name]
    required = parameter.default is inspect.Parameter.empty
    default = None if required else plain(parameter.default)
    start = default if limits.start is None else limits.start
    if get_origin(parameter.annotation) is Literal:
        limits = Limits(limits.help, choices=get_args(parameter.annotation))
    if start is None:
        raise ValueError(f"{name}: the signature has no default, so the table must say what to start with")
    first = start[0] if isinstance(start, tuple) else start
    whole = isinstance(first, int) and not isinstance(first, bool)
    listed = get_origin(parameter.annotation) is Sequence and not limits.ends
    return Argument(name, default, required, start, whole, listed, limits)


def plain(value: Any) -> Given:
    """Return a default as plain values: the name of what is chosen by name, a tuple for a list."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, torch.dtype):
        return str(value)
    return tuple(value) if isinstance(value, list) else value


def real(value: Given) -> Any:
    """Return what PyTorch is given."""
    return NAMED[value][0] if isinstance(value, str) and value in NAMED else value


def code(value: Given) -> str:
    """Return a value as the code that is shown writes it."""
    return NAMED[value][1] if isinstance(value, str) and value in NAMED else repr(value)
