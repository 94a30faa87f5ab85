"""What Python itself does with values, within bounds, and says where it cannot."""

import io
import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from torch import Tensor

from playground.program.careful import Refusal
from playground.program.checking import BITS
from playground.program.recording import Recording
from playground.program.records import Span
from playground.program.values import text_of
from playground.translations import N_

ARRAYS = (Tensor, np.ndarray)


def within_reach(recording: Recording, span: Span, symbol: str, values: Sequence[Any]) -> None:
    """Refuse whole numbers, lists and texts that would grow without bound."""
    if any(isinstance(value, str) for value in values) and symbol not in ("==", "!="):
        recording.refuse(span, N_("Text in quotes can only be an argument of a function here."))
    symbol = symbol.removesuffix("=") if symbol not in ("==", "!=", "<=", ">=") else symbol
    lists = [value for value in values if isinstance(value, list | tuple)]
    if lists and symbol in ("+", "*"):
        repeats = max([times(value) for value in values]) if symbol == "*" else 1
        if repeats * sum(map(length, values if symbol == "+" else lists)) > recording.limits.leaves:
            recording.refuse(
                span, N_("A list here can hold at most {most} values."), most=f"{recording.limits.leaves:,}"
            )
    if symbol in ("*", "**") and all(isinstance(value, int) for value in values):
        bits = [value.bit_length() for value in values]
        if (bits[0] * values[1] if symbol == "**" else sum(bits)) > BITS:
            recording.refuse(span, N_("This number has more than {most} bits."), most=BITS)


def length(value: Any) -> int:
    """Return the length of a value, 1 where it has none."""
    try:
        return len(value)
    except TypeError:
        return 1


def times(value: Any) -> int:
    """Return how often a value repeats a list that it is multiplied by."""
    try:
        return operator.index(value)
    except (TypeError, ValueError, RuntimeError):
        return 1


def printed(shown: Sequence[Any], ending: Mapping[str, Any]) -> str:
    text = io.StringIO()
    print(*[text_of(value, str) for value in shown], file=text, **ending)
    return text.getvalue()


def get(owner: Any, index: Any) -> Any:
    return owner[index]


def unbound(name: str) -> Any:
    raise NameError(f"name '{name}' is not defined")


def not_callable(value: Any) -> Any:
    raise TypeError(f"'{type(value).__name__}' object is not callable")


def no_member(value: Any, name: str) -> Any:
    kind = type(value)
    if any(name in vars(each) for each in kind.__mro__):  # it is there, and in no table
        template = N_("{name} of a value of type {kind} is not in this playground's catalogue.")
        template = N_("{name} of a value of type {kind} is not in this playground's catalogue.")
        raise Refusal(template, name=f".{name}", kind=kind.__name__)
    raise AttributeError(f"'{type(value).__name__}' object has no attribute '{name}'")


def take_apart(value: Any, count: int) -> list[Any]:
    if not isinstance(value, Iterable):
        raise TypeError(f"cannot unpack non-iterable {type(value).__name__} object")
    found = length(value)
    thousands = isinstance(value, ARRAYS) and found > count  # of rows are not made for an error
    values = [None] * found if thousands else list(value)
    if len(values) > count:
        raise ValueError(f"too many values to unpack (expected {count})")
    if len(values) < count:
        raise ValueError(f"not enough values to unpack (expected {count}, got {len(values)})")
    return values
