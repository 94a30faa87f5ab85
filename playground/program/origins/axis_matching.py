"""Which axis of an output goes on from which axis of an input, read off the cells that go from one to the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from playground.program.origins.choosers import Cells
from playground.program.records import Shape

Match = list[int | None]  # for each axis of an input the axis of the output that it goes on as
Claims = list[dict[int, int]]  # for each axis of an input how closely it goes along with axes of the output
Places = NDArray[np.intp]

LOOSE, CLOSE, EXACT = 1, 2, 3  # how the place along an output axis tells the place along an input axis


@dataclass(frozen=True)
class Flow:
    """Cells of inputs on their way to an output.

    Attributes:
        shapes: Those of the inputs.
        cells: See `Sources.cells`.
        picks: Which inputs are indices: what they pick comes along their own axes.
        merges: Which inputs are masks that pick cells into one row.
        writes: The indices tell where to write.
        keeps: An axis that is worked along keeps its place where the shape stays as it is: `softmax`, `sort`.
        slides: A window may move along an axis: `conv1d`, `cumsum`.
    """

    shapes: Sequence[Shape]
    output: Shape
    cells: Sequence[Sequence[Cells]]
    picks: Sequence[bool]
    merges: Sequence[bool]
    writes: bool
    keeps: bool
    slides: bool


def matches(flow: Flow) -> list[Match]:
    """Return for each input which of its axes goes on as which axis of the output."""
    claims = [
        _claims(shape, flow.output, cells, slides=flow.slides)
        for shape, cells in zip(flow.shapes, flow.cells, strict=True)
    ]
    merged = {place for each in _of(claims, flow.merges) for kinds in each for place in kinds}
    claims = [[{p: kind for p, kind in kinds.items() if p not in merged} for kinds in each] for each in claims]
    found = [_settled(flow, claims, place) for place in range(len(claims))]
    for shape, match, cells in zip(flow.shapes, found, flow.cells, strict=True):
        if shape == flow.output and all(each in ((), (cell,)) for cell, each in enumerate(cells)):
            match[:] = range(len(shape))  # what is left of it is in its own place
        _match_single(shape, flow.output, match)
    taken = {place for match in found for place in match}
    for shape, match in zip(flow.shapes, found, strict=True):
        if len(shape) == len(flow.output):
            for axis, (before, after) in enumerate(zip(shape, flow.output, strict=True)):
                left = match[axis] is None and axis not in match
                if left and ((after == 1 and axis not in taken) or (flow.keeps and before == after)):
                    match[axis] = axis
    return found


def _of(claims: Sequence[Claims], chosen: Sequence[bool]) -> list[Claims]:
    return [each for each, included in zip(claims, chosen, strict=True) if included]


def _claims(shape: Shape, output: Shape, cells: Sequence[Cells], *, slides: bool) -> Claims:
    """Return for each axis of an input how closely each axis of the output goes along with it."""
    counts = np.fromiter(map(len, cells), np.intp, len(cells))
    there = _coordinates(np.repeat(np.arange(len(cells)), counts), output)
    here = _coordinates(np.fromiter(chain.from_iterable(cells), np.intp, counts.sum()), shape)
    slides = slides and bool((counts > 1).any())
    found: Claims = []
    for size, along in zip(shape, here, strict=True):
        kinds = {}
        for place, (other_size, other) in enumerate(zip(output, there, strict=True)):
            together = np.zeros((other_size, size), dtype=bool)
            together[other, along] = True
            kinds[place] = _closeness(together, slides=slides)
        found.append({place: kind for place, kind in kinds.items() if kind})
    return found


def _coordinates(flat: Places, shape: Shape) -> tuple[Places, ...]:
    return np.unravel_index(flat, shape) if shape else ()


def _closeness(together: NDArray[np.bool_], *, slides: bool) -> int:
    """Return how closely the rows of a table go along with its columns; 0 if they do not.

    Args:
        together: Which places of an output axis (rows) and of an input axis (columns) go together.
        slides: It may be a window that moves along.
    """
    rows = np.flatnonzero(together.any(axis=1))
    if len(rows) < 2:
        return 0
    first = together[rows].argmax(axis=1)
    last = together.shape[1] - 1 - together[rows, ::-1].argmax(axis=1)
    if not np.array_equal(first, last):
        steps = np.diff(first), np.diff(last)
        moves = all((step >= 0).all() for step in steps) and (sum(steps) > 0).all()
        return CLOSE if slides and moves else 0
    if len(set(first.tolist())) == len(rows):
        return EXACT if np.array_equal(first, rows) else CLOSE
    return LOOSE if (first != first[0]).any() else 0


def _settled(flow: Flow, claims: Sequence[Claims], own: int) -> Match:
    """Return which axis of one input goes on as which of the output, where several may claim the same."""
    mine, others = claims[own], [each for place, each in enumerate(claims) if place != own]
    shift = len(flow.output) - len(mine)
    best: list[tuple[int, int] | None] = []
    for axis, kinds in enumerate(mine):
        choices = sorted(kinds, key=lambda place: (kinds[place], place == axis + shift), reverse=True)
        best.append((choices[0], kinds[choices[0]]) if choices else None)
    picked = {place for each in _of(claims, flow.picks) for kinds in each for place in kinds}
    match: Match = []
    for axis, claim in enumerate(best):
        place, kind = claim or (None, 0)
        rivals = [each[1] for other, each in enumerate(best) if other != axis and each and each[0] == place]
        merged = any(kind < EXACT or rival == EXACT for rival in rivals)
        loose = kind == LOOSE and any(place in kinds for each in others for kinds in each)
        away = kind < EXACT and place in picked and (flow.writes or not flow.picks[own])
        match.append(None if merged or loose or away else place)
    return match


def _match_single(shape: Shape, output: Shape, match: Match) -> None:
    """Match axes of size 1, which no place can tell: those of the output in order, or what they are broadcast to."""
    broadcast = all(place is not None for size, place in zip(shape, match, strict=True) if size != 1)
    for axis in reversed(range(len(shape))):
        if shape[axis] != 1 or match[axis] is not None:
            continue
        first = 1 + max((place for place in match[:axis] if place is not None), default=-1)
        end = min((place for place in match[axis + 1 :] if place is not None), default=len(output))
        aligned = axis + len(output) - len(shape)
        free = [place for place in range(len(output)) if place not in match]
        preferred = (
            [place for place in free if output[place] == 1 and place == aligned],
            [place for place in free if output[place] == 1 and first <= place < end],
            [place for place in free if broadcast and place == aligned and first <= place < end],
            [place for place in free if output[place] == 1],
        )
        match[axis] = next((places[-1] for places in preferred if places), None)


def shared(flow: Flow, found: Sequence[Match]) -> list[list[int | None]]:
    """Return for each input which of its axes that end here it has in common with others: the same number each.

    Two inputs share an axis that behind each output cell has the same places in both: `k` in the product of two
    matrices.
    """
    known: list[tuple[NDArray[np.bool_], set[int]]] = []
    numbers: list[list[int | None]] = []
    for own, (shape, cells, match) in enumerate(zip(flow.shapes, flow.cells, found, strict=True)):
        mine: list[int | None] = []
        counts = np.fromiter(map(len, cells), np.intp, len(cells))
        there = np.repeat(np.arange(len(cells)), counts)
        here = _coordinates(np.fromiter(chain.from_iterable(cells), np.intp, counts.sum()), shape)
        for size, along, place in zip(shape, here, match, strict=True):
            if place is not None:
                mine.append(None)
                continue
            behind = np.zeros((len(cells), size), dtype=bool)
            behind[there, along] = True
            number = next(
                (n for n, (other, inputs) in enumerate(known) if own not in inputs and np.array_equal(other, behind)),
                len(known),
            )
            if number == len(known):
                known.append((behind, set()))
            known[number][1].add(own)
            mine.append(number)
        numbers.append(mine)
    return numbers
