"""Broadcasting by its rule: shapes aligned from the right, axis by axis; what is stretched, and what that spares."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch

from playground.program.records import Shape
from playground.translations import N_, Message

Verdict = Literal["equal", "stretched", "missing", "clash"]

EQUAL = N_("Equal: all have {size}.")
STRETCHED = N_("1 in {names}: it is stretched to {size}.")
ABSENT = N_("No axis in {names}: it counts as 1.")
MISSING = N_("No axis in {names}: it counts as 1 and is stretched to {size}.")
CLASH = N_(
    "{a} has {n}, {b} has {m}: they differ, and neither is 1. Two ways out: change one of them (to 1, or to the other "
    "size), or add an axis of size 1 with unsqueeze, so that other axes meet."
)


@dataclass(frozen=True)
class Column:
    """One axis of the result, and what each operand has there.

    Attributes:
        axis: Counted from the end, as PyTorch counts: -1 is the last.
        sizes: For each operand its size; None where it has no such axis.
        size: What the result has; None where the sizes clash.
        verdict: `clash` where two sizes differ and neither is 1; else `missing` where an operand lacks the axis;
            else `stretched` where one has size 1 and another does not; else `equal`.
        stretched: The operands of size 1 that are stretched.
        missing: The operands that lack the axis.
        clashing: The operands whose sizes clash.
    """

    axis: int
    sizes: tuple[int | None, ...]
    size: int | None
    verdict: Verdict
    stretched: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    clashing: tuple[int, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """An operand before and after `torch.broadcast_to`.

    Attributes:
        shape: Its own shape.
        strides: Its strides after it, 0 where it is stretched, as PyTorch gives them; None where the shapes clash, and
            where PyTorch cannot count so many elements.
        nbytes: The bytes that it has, before and after: none is copied.
        copied: The bytes that it would have if its elements were copied; None where the shapes clash.
    """

    shape: Shape
    strides: Shape | None
    nbytes: int
    copied: int | None


@dataclass(frozen=True)
class Alignment:
    """Shapes aligned from the right.

    Attributes:
        columns: One for each axis of the longest shape, in the order of the rule: the last axis first.
        operands: What becomes of each operand.
        shape: The shape of the result; None where two sizes clash.
    """

    columns: tuple[Column, ...]
    operands: tuple[Stretch, ...]
    shape: Shape | None


def align(shapes: Sequence[Shape], dtypes: Sequence[torch.dtype] = ()) -> Alignment:
    """Return how shapes are broadcast to each other.

    Args:
        shapes: One for each operand.
        dtypes: What each operand's elements are, for the bytes; float32 where none is given.
    """
    longest = max(map(len, shapes), default=0)
    columns = tuple(
        _column(-k, [shape[-k] if k <= len(shape) else None for shape in shapes]) for k in range(1, longest + 1)
    )
    sizes = [column.size for column in reversed(columns)]
    shape = tuple(size for size in sizes if size is not None)
    result = None if None in sizes else shape
    kinds = [*dtypes, *[torch.float32] * (len(shapes) - len(dtypes))]
    return Alignment(columns, tuple(_stretch(*each, result) for each in zip(shapes, kinds, strict=True)), result)


def _column(axis: int, sizes: Sequence[int | None]) -> Column:
    missing = tuple(place for place, size in enumerate(sizes) if size is None)
    ones = tuple(place for place, size in enumerate(sizes) if size == 1)
    others = [place for place in range(len(sizes)) if place not in missing + ones]
    found = {sizes[place] for place in others}
    if len(found) > 1:
        return Column(axis, tuple(sizes), None, "clash", missing=missing, clashing=tuple(others))
    size = next(iter(found), 1)
    stretched = ones if size != 1 else ()
    verdict: Verdict = "missing" if missing else "stretched" if stretched else "equal"
    return Column(axis, tuple(sizes), size, verdict, stretched, missing)


def _stretch(shape: Shape, dtype: torch.dtype, result: Shape | None) -> Stretch:
    nbytes = math.prod(shape) * dtype.itemsize
    if result is None:
        return Stretch(shape, None, nbytes, None)
    try:  # on a tensor without memory
        strides = torch.empty(shape, dtype=dtype, device="meta").broadcast_to(result).stride()
    except RuntimeError:  # more elements than 64 bits can count
        strides = None
    return Stretch(shape, strides, nbytes, math.prod(result) * dtype.itemsize)


def rule(column: Column, names: Sequence[str]) -> tuple[Message, ...]:
    """Return in words what the rule makes of a column of the operands called `names`."""
    if column.verdict == "equal":
        return (Message(EQUAL, {"size": column.size}),)
    if column.verdict == "clash":
        a = column.clashing[0]
        b = next(place for place in column.clashing if column.sizes[place] != column.sizes[a])
        values = {"a": names[a], "b": names[b], "n": column.sizes[a], "m": column.sizes[b]}
        return (Message(CLASH, values),)
    said = (
        (ABSENT if column.size == 1 else MISSING, column.missing),
        (STRETCHED, column.stretched),
    )
    return tuple(
        Message(template, {"names": ", ".join(names[place] for place in places), "size": column.size})
        for template, places in said
        if places
    )
