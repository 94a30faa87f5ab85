"""Which cells a number was worked out from: every input cell is changed in turn, and what changes with it is seen."""

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.program.functions import FUNCTIONS
from playground.program.origins.choosers import Cells, Choice, choosing, chosen_by
from playground.program.origins.repeating import again, short_name
from playground.program.records import Call, Shape, tensors

PAIRS = 100_000  # of an output cell and a cell behind it; more can be neither drawn nor read
SECONDS = 0.5
NUDGE = 0.0625
EXTREME = 1e6

Table = NDArray[np.bool_]  # (cells of an input, cells of the output): which changes which

# In these a nudge shows every cell; in others, such as `max`, one may wait behind a larger one
SMOOTH = {"sum", "mean", "prod", "cumsum", "cumprod", "softmax", "log_softmax", "layer_norm"}
SMOOTH |= {"linear", "conv1d", "conv2d", "avg_pool2d", "interpolate"}


def mixed(call: Call, inputs: Sequence[Tensor], output: int) -> list[list[Cells]] | None:
    """Return, for each input, the cells behind each output cell: those that can change it.

    What the cells hold does not matter, it is tried on other numbers: a factor of 0 hides nothing, and a cell that lost
    against a larger one counts as well. None where it cannot be tried, or would take too long.
    """
    shape = tensors(call.output)[output].shape
    all_pairs = torch.Size(shape).numel() * sum(each.numel() for each in inputs)
    if all_pairs > PAIRS and (short_name(call) in WHOLE or FUNCTIONS[call.row].growth == "solve"):
        return None
    if short_name(call) in WHOLE:
        return _looked_through(call, inputs, shape)
    known = [
        chosen_by(Choice(call, inputs, place, shape)) if each else None for place, each in enumerate(choosing(call))
    ]
    try:
        tables = _tables(call, inputs, output, [place for place, each in enumerate(known) if each is None])
    except TimeoutError:
        return None
    if tables is None or sum(int(table.sum()) for table in tables.values()) > PAIRS:
        return None
    return [_cells(tables[place]) if each is None else each for place, each in enumerate(known)]


def _tables(call: Call, inputs: Sequence[Tensor], output: int, places: Sequence[int]) -> dict[int, Table] | None:
    """Return, for the inputs at some places, a table (its cells, output cells) of which changes which."""
    deadline = time.perf_counter() + SECONDS

    def work(given: Sequence[Tensor]) -> Tensor | None:
        if time.perf_counter() > deadline:
            raise TimeoutError
        try:
            return again(call, given)[output]
        except Exception:  # noqa: BLE001 - a matrix without an inverse, numbers that are no probabilities
            return None

    row = FUNCTIONS[call.row]
    smooth = row.category == "matrix" or row.short in SMOOTH
    tables: dict[int, Table] | None = None
    for numbers in NUMBERS:
        base = [
            each.clone(memory_format=torch.contiguous_format) if chosen else numbers(each.shape, place)
            for place, (each, chosen) in enumerate(zip(inputs, choosing(call), strict=True))
        ]
        before = work(base)
        if before is None or tuple(before.shape) != tensors(call.output)[output].shape:
            continue
        found = {place: _changes(work, base, base[place].view(-1), before, smooth) for place in places}
        tables = found if tables is None else {place: tables[place] | found[place] for place in places}
        if all(table.any(axis=1).all() for table in tables.values()):
            break
    return tables


def _changes(
    work: Callable[[Sequence[Tensor]], Tensor | None],
    base: Sequence[Tensor],
    cells: Tensor,
    before: Tensor,
    smooth: bool,
) -> Table:
    """Return a table (cells of one input, output cells) of which changes which; the cells are parts of `base`."""
    values, expected = cells.numpy(), _array(before)  # the same memory
    unknown = np.isnan(expected)
    table = np.zeros((len(values), expected.size), dtype=bool)
    for cell, old in enumerate(cells.tolist()):
        for new in _other_values(old):
            values[cell] = new
            after = work(base)
            if after is None:
                continue
            table[cell] |= True if after.shape != before.shape else (_array(after) != expected) & ~unknown
            count = np.count_nonzero(table[cell])
            if count == expected.size or (smooth and count):
                break
        values[cell] = old
    return table


def _array(tensor: Tensor) -> NDArray[Any]:
    return (tensor.float() if tensor.dtype == torch.bfloat16 else tensor).numpy().reshape(-1)


def _other_values(old: float) -> tuple[float, ...]:
    if isinstance(old, bool):
        return (not old,)
    if isinstance(old, int):
        return old + 1, old - 1, 0
    return old + NUDGE, EXTREME, -EXTREME, 0.0


def _cells(table: Table) -> list[Cells]:
    """Return for each column of a table the rows where it is true."""
    rows = iter(table.T.nonzero()[1].tolist())
    return [tuple(islice(rows, count)) for count in table.sum(axis=0).tolist()]


# Numbers to try on, until every cell has changed something: made from a shape, and which of the inputs it is


def _between(shape: Sequence[int], place: int) -> Tensor:
    """Return numbers between 0.1 and 0.9 that have nothing to do with each other."""
    generator = torch.Generator().manual_seed(place)
    return 0.1 + 0.8 * torch.rand(tuple(shape), generator=generator, dtype=torch.float64)


def _definite(shape: Sequence[int], place: int) -> Tensor:
    """Return the same with a large diagonal in square matrices, for functions that want positive definite ones."""
    numbers = _between(shape, place)
    square = numbers.ndim >= 2 and shape[-1] == shape[-2]
    return numbers + len(numbers) * torch.eye(shape[-1], dtype=torch.float64) if square else numbers


NUMBERS: tuple[Callable[[Sequence[int], int], Tensor], ...] = (
    _between,
    _definite,
    lambda shape, place: torch.zeros(tuple(shape), dtype=torch.float64),
    lambda shape, place: torch.ones(tuple(shape), dtype=torch.float64),
)


# Functions that look through all cells, though a change may leave the outcome as it was


def _looked_through(call: Call, inputs: Sequence[Tensor], shape: Shape) -> list[list[Cells]]:
    """Return all cells of the arguments that are looked through, and the cell in the same place of the others."""
    names, by_rows = WHOLE[short_name(call)]
    found: list[list[Cells]] = []
    for operand, each in zip(call.operands, inputs, strict=True):
        numbers = torch.arange(each.numel()).reshape(each.shape)
        if operand.name not in names and tuple(each.shape) == shape:
            numbers = numbers.reshape(*shape, 1)
        elif by_rows and each.ndim > 1:
            numbers = numbers.unsqueeze(-2).expand(*shape, each.shape[-1])
        else:
            numbers = numbers.flatten().expand(*shape, each.numel())
        found.append([tuple(row) for row in numbers.reshape(torch.Size(shape).numel(), numbers.shape[-1]).tolist()])
    return found


WHOLE: Mapping[str, tuple[frozenset[str], bool]] = {  # arguments by place and name, and whether each row for itself
    "isin": (frozenset({"1", "test_elements"}), False),
    "bucketize": (frozenset({"1", "boundaries"}), False),
    "searchsorted": (frozenset({"0", "sorted_sequence"}), True),
    "histc": (frozenset({"0", "input"}), False),
    "histogram": (frozenset({"0", "input"}), False),
    "nonzero": (frozenset({"0", "input"}), False),
    "argwhere": (frozenset({"0", "input"}), False),
}
