"""Which axis of an input is which axis of the output: the same axis keeps its colour through an operation."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from playground.program.functions import FUNCTIONS
from playground.program.origins.axis_matching import Flow, Match, matches, shared
from playground.program.origins.choosers import choosing, writing
from playground.program.origins.mixed import WHOLE
from playground.program.origins.repeating import again
from playground.program.origins.sources import MOST, Sources, origin, sources
from playground.program.records import Call, ManyValue, Shape, TensorValue, tensors
from playground.program.running import alone

Numbers = tuple[int, ...]

LARGEST = 4  # size of an axis to try on, unless there are other sizes below it
KEEPING = {"reduction", "comparison"}  # categories of functions after which an axis is where it was


@dataclass(frozen=True)
class Axes:
    """Numbers of axes: the same number means the same axis.

    Attributes:
        operands: For each operand, the number of each of its axes.
        output: The numbers of the output's axes.
    """

    operands: tuple[Numbers, ...]
    output: Numbers


def axes(call: Call, found: Sources | None = None) -> Axes:
    """Return which axes belong together.

    An axis of an input goes on as an axis of the output where the place along the one tells the place along the other:
    it is the same, shifted, reversed, every second one, or a window that moves along. What works along an axis and
    leaves the shape as it is (`softmax`, `sort`), or leaves size 1 of it (`keepdim`), keeps the axis. Axes that are
    merged, summed over or picked from end: they have numbers that the output has not; where inputs have one in common,
    it is the same number.

    Args:
        call: A call; if it failed, its inputs alone are numbered.
        found: Where the cells of an output came from. Without it the call is tried on smaller tensors; where that
            cannot be done, axes of equal size are matched, from the right and then from the left.
    """
    shapes = [operand.value.shape for operand in call.operands]
    results = tensors(call.output)
    place = found.output if found else 0
    output = results[place].shape if place < len(results) else None
    row = FUNCTIONS.get(call.row)
    if row is not None and row.growth == "matmul" and len(shapes) == 2 and all(shapes):
        product = _of_product(len(shapes[0]), len(shapes[1]))
        return replace(product, output=()) if output is None else product
    if output is None:
        return replace(_of_broadcast(shapes), output=())
    if origin(call) == "aligned" and len(output) == max(map(len, shapes), default=0):
        return _of_broadcast(shapes)
    flow = None
    if found is None or (origin(call) == "mixed" and any(1 in shape for shape in shapes)):
        flow = _elsewhere(call, place)
    if flow is None and found is not None:
        flow = _flow(call, found)
    if flow is None:
        return _of_sizes(shapes, output)
    by_cells = matches(flow)
    return _numbered(by_cells, shared(flow, by_cells), len(output))


def _numbered(found: Sequence[Match], ends: Sequence[Sequence[int | None]], ndim: int) -> Axes:
    """Return the numbers of axes that go on, or end: those that end have numbers of their own, from 0 on."""
    return Axes(
        tuple(
            tuple(ndim + (end or 0) if place is None else place for place, end in zip(match, each, strict=True))
            for match, each in zip(found, ends, strict=True)
        ),
        tuple(range(ndim)),
    )


def _of_broadcast(shapes: Sequence[Shape]) -> Axes:
    """Return axes that are matched from the right."""
    longest = max(map(len, shapes), default=0)
    return Axes(tuple(tuple(range(longest - len(shape), longest)) for shape in shapes), tuple(range(longest)))


def _of_product(left: int, right: int) -> Axes:
    """Return the axes of a product of vectors, matrices or batches of matrices with so many axes."""
    batch = max(left - 2, right - 2, 0)
    rows, columns = range(batch, batch + (left > 1)), range(batch + (left > 1), batch + (left > 1) + (right > 1))
    inner = columns.stop
    return Axes(
        (
            (*range(batch - max(left - 2, 0), batch), *rows, inner),
            (*range(batch - max(right - 2, 0), batch), inner, *columns),
        ),
        tuple(range(inner)),
    )


def _of_sizes(shapes: Sequence[Shape], output: Shape) -> Axes:
    """Return axes that are matched by their sizes, from the right and then from the left, as far as these are equal."""
    found: list[Match] = []
    for shape in shapes:
        both = min(len(shape), len(output))
        right = next((n for n in range(both) if shape[-1 - n] != output[-1 - n]), both)
        left = next((n for n in range(both - right) if shape[n] != output[n]), both - right)
        match: Match = [None] * len(shape)
        match[:left] = range(left)
        match[len(shape) - right :] = range(len(output) - right, len(output))
        found.append(match)
    return _numbered(found, [range(len(shape)) for shape in shapes], len(output))


def _flow(call: Call, found: Sources) -> Flow:
    row, inputs = FUNCTIONS.get(call.row), [operand.value for operand in call.operands]
    chooses = list(zip(inputs, choosing(call), strict=True))
    in_a_row = call.form == "index" or (row is not None and row.short == "masked_select")
    return Flow(
        [each.shape for each in inputs],
        tensors(call.output)[found.output].shape,
        found.cells,
        picks=[chosen and each.dtype != torch.bool for each, chosen in chooses],
        merges=[in_a_row and chosen and each.dtype == torch.bool and len(each.shape) > 1 for each, chosen in chooses],
        writes=writing(call),
        keeps=row is not None and row.short not in WHOLE and (row.category in KEEPING or row.growth == "same"),
        slides=row is not None and row.growth != "solve",
    )


def _elsewhere(call: Call, place: int) -> Flow | None:
    """Return how the same call works on tensors of other sizes: no size is 1, unless cells are only moved.

    None where it cannot be done with other sizes.
    """
    values = [operand.value for operand in call.operands]
    kept = {1} if origin(call) == "moved" else set()
    sizes = sorted({size for value in values for size in value.shape} - kept)
    other = {1: 1}
    for size in sizes:  # others, in the same order: a window stays smaller than what it moves along
        other[size] = max(min(size, LARGEST), 2, *(1 + smaller for smaller in other.values() if smaller > 1))
    shapes = [tuple(other[size] for size in value.shape) for value in values]
    if origin(call) == "none" or call.repeat is None or not values or any(choosing(call)):
        return None
    if 0 in sizes or sum(map(math.prod, shapes)) > MOST:
        return None
    with alone(0), torch.no_grad():
        inputs = [torch.rand(shape).to(value.dtype) for shape, value in zip(shapes, values, strict=True)]
        try:
            results = again(call, inputs)
        except Exception:  # noqa: BLE001 - sizes that the call names itself, a broadcast size 1
            return None
    recorded = tensors(call.output)
    if len(results) != len(recorded) or results[place].ndim != len(recorded[place].shape):
        return None
    model = replace(
        call,
        operands=tuple(
            replace(operand, value=_like(operand.value, each))
            for operand, each in zip(call.operands, inputs, strict=True)
        ),
        output=ManyValue("tuple", tuple(_like(values[0], each) for each in results)),
    )
    found = sources(model, place)
    return None if found is None else _flow(model, found)


def _like(value: TensorValue, data: torch.Tensor) -> TensorValue:
    return replace(value, shape=tuple(data.shape), dtype=data.dtype, data=data)
