"""Where the cells went that a function moves: every input cell is replaced by a number of its own, and found again."""

import itertools
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from playground.program.origins.choosers import Cells, Choice, choosing, chosen_by
from playground.program.origins.repeating import again
from playground.program.records import Call, Shape, tensors

FIRST = 2.0**40  # numbers from here on stand for cells: no constant of a lesson is as large


def moved(call: Call, inputs: Sequence[Tensor], output: int) -> list[list[Cells]] | None:
    """Return, for each input, the cells behind each output cell; None where the function does more than move cells."""
    shape = tensors(call.output)[output].shape
    chooses = choosing(call)
    carried = [place for place, each in enumerate(chooses) if not each]
    cells: list[list[Cells]] = [[] for _ in inputs]
    for place, each in enumerate(chooses):
        if each:
            chosen = chosen_by(Choice(call, inputs, place, shape))
            if chosen is None:
                return None
            cells[place] = chosen
    if carried:
        found = _carried(call, inputs, carried, output, shape)
        if found is None:
            return None
        for place, each_cells in zip(carried, found, strict=True):
            cells[place] = each_cells
    return cells


def _carried(
    call: Call, inputs: Sequence[Tensor], carried: Sequence[int], output: int, shape: Shape
) -> list[list[Cells]] | None:
    recorded = tensors(call.output)
    given = [inputs[place] for place in carried]
    values = torch.cat([(each.abs() if each.is_complex() else each).flatten().double() for each in given])
    sizes = [each.numel() for each in given]
    for ranks in _rankings(values):
        parts = dict(zip(carried, (ranks + FIRST).split(sizes), strict=True))
        numbered = [parts[place].reshape(each.shape) if place in parts else each for place, each in enumerate(inputs)]
        try:
            results = again(call, numbered)
        except Exception:  # noqa: BLE001 - some functions want their own dtype
            return None
        if _same_choice(results, [each.data for each in recorded]):
            break
    found = results[output] if results[output].is_floating_point() else results[0]
    if tuple(found.shape) != shape:
        return None
    places = _places(found, ranks)
    return None if places is None else _split(places, sizes)


def _rankings(values: Tensor) -> Iterator[Tensor]:
    """Give ranks for cells, in the order of their values, so that they can still be sorted.

    Each cell has a rank of its own, first or last among equals; for functions that leave out equal cells, neighbours
    that are equal share one, then all that are equal.
    """
    numbers = torch.arange(len(values), dtype=torch.float64)
    for order in (values.argsort(stable=True), len(values) - 1 - values.flip(0).argsort(stable=True)):
        ranks = torch.empty_like(numbers)
        ranks[order] = numbers
        yield ranks
    yield (values.diff(prepend=values[:1]) != 0).cumsum(0).double()
    yield values.unique(return_inverse=True)[1].double()


def _same_choice(results: Sequence[Tensor], recorded: Sequence[Tensor | None]) -> bool:
    """Tell whether shapes, and indices among the results, are those of the call itself."""
    return len(results) == len(recorded) and all(
        before is None
        or (
            result.shape == before.shape
            and (not result.dtype == torch.int64 == before.dtype or torch.equal(result, before))
        )
        for result, before in zip(results, recorded, strict=True)
    )


def _places(found: Tensor, ranks: Tensor) -> list[Cells] | None:
    """Return for each output cell the places of the cells with the number found there; None if one is no cell's."""
    places: dict[float, list[int]] = {}
    for place, rank in enumerate(ranks.tolist()):
        places.setdefault(rank, []).append(place)
    numbers = (found.flatten().double() - FIRST).tolist()
    if any(number >= 0 and number not in places for number in numbers):
        return None
    return [tuple(places.get(number, ())) for number in numbers]


def _split(cells: Sequence[Cells], sizes: Sequence[int]) -> list[list[Cells]]:
    """Return, for each input, its part of cells that are numbered through all inputs."""
    starts = itertools.accumulate(sizes, initial=0)
    return [
        [tuple(place - start for place in each if start <= place < start + size) for each in cells]
        for start, size in zip(starts, sizes, strict=False)
    ]
