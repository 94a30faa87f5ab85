"""Where a number came from: for each output cell of a call the input cells behind it.

Three ways, by what the function does (`FunctionRow.origin`):

- *aligned*: the cell in the same place of the inputs as they are broadcast;
- *moved*: the cell that now stands there (`moved`, and `indexed` for square brackets), and the cell of an index or a
  mask that chose it (`choosers`);
- *mixed*: every cell that can change the outcome (`mixed`), which is every cell that was looked at. Behind the largest
  of a row is the whole row, though its gradient reaches one cell; behind a cell of a sorted row is the one moved there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.program.functions import FUNCTIONS
from playground.program.origins.choosers import Cells
from playground.program.origins.indexed import indexed
from playground.program.origins.mixed import mixed
from playground.program.origins.moved import moved
from playground.program.records import Call, tensors
from playground.program.running import alone

MOST = 2_048  # cells of all inputs together, or of the output


@dataclass(frozen=True)
class Sources:
    """Where the cells of one output came from.

    Attributes:
        cells: For each operand, for each output cell in row-major order: the flat indices of the operand's cells.
        output: Which tensor of the call's output it is about.
    """

    cells: tuple[tuple[Cells, ...], ...]
    output: int = 0


def sources(call: Call, output: int = 0) -> Sources | None:
    """Return the input cells behind each cell of a call's output.

    Args:
        call: A call that did not fail.
        output: Which of the tensors that it returned.

    Returns:
        None where nothing can be told: there is no input, it is large, or the output is not made of it.
    """
    results = tensors(call.output)
    inputs = [operand.value.data.cpu() for operand in call.operands if operand.value.data is not None]
    if output >= len(results) or call.repeat is None or not inputs or len(inputs) < len(call.operands):
        return None
    if sum(each.numel() for each in inputs) > MOST or results[output].numel > MOST:
        return None
    with alone(0), torch.no_grad(), _one_thread():
        for way in _WAYS[origin(call)]:
            cells = way(call, inputs, output)
            if cells is not None:
                return Sources(tuple(tuple(each) for each in cells), output)
    return None


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let many small operations not wait for other threads, each of which would take longer to wake than to work."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def origin(call: Call) -> str:
    """Return how the cells behind an output of this call are found: see `FunctionRow.origin`, and `indexed`."""
    if call.form == "index" or (call.form == "assignment" and call.symbol == "[…] ="):
        return "indexed"
    row = FUNCTIONS.get(call.row)
    return row.origin if row else "none"


def _aligned(call: Call, inputs: Sequence[Tensor], output: int) -> list[list[Cells]] | None:
    try:
        numbers = torch.broadcast_tensors(*(torch.arange(each.numel()).reshape(each.shape) for each in inputs))
    except RuntimeError:  # of some inputs only the dtype matters
        return None
    if tuple(numbers[0].shape) != tensors(call.output)[output].shape:
        return None
    return [[(cell,) for cell in each.flatten().tolist()] for each in numbers]


Way = Callable[[Call, Sequence[Tensor], int], list[list[Cells]] | None]
_WAYS: Mapping[str, tuple[Way, ...]] = {
    "none": (),
    "aligned": (_aligned, mixed),
    "moved": (moved, mixed),
    "indexed": (indexed,),
    "mixed": (mixed,),
}
