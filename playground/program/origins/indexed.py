"""Where cells went by square brackets: `A[1]`, `A[mask]`, `A[index] = b`."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import torch
from torch import Tensor

from playground.program.origins.choosers import Cells, choosing
from playground.program.records import Call

Read = Callable[[Sequence[Tensor]], Tensor]  # indices and masks in, the numbers of the cells that they choose out


def indexed(call: Call, inputs: Sequence[Tensor], output: int = 0) -> list[list[Cells]]:
    """Return, for each input, the cells behind each output cell of an index or of an assignment to one."""
    chooses = choosing(call)
    choosers = [each for each, chosen in zip(inputs, chooses, strict=True) if chosen]
    numbers = torch.arange(inputs[0].numel()).reshape(inputs[0].shape)

    def read(given: Sequence[Tensor]) -> Tensor:
        choosers = iter(given)
        return numbers[_index(call, [next(choosers) if chosen else None for chosen in chooses])]

    chosen = read(choosers)
    chosen_by = iter(_chosen_by(read, choosers, chosen))
    if call.form == "index":
        return [[(cell,) for cell in chosen.flatten().tolist()], *chosen_by]
    parts = [
        next(chosen_by) if each else _spread(given, chosen) for each, given in zip(chooses[1:], inputs[1:], strict=True)
    ]
    cells: list[list[Cells]] = [[(cell,) for cell in range(numbers.numel())]]
    cells += [[()] * numbers.numel() for _ in parts]
    for step, target in enumerate(chosen.flatten().tolist()):  # where a cell is written twice, the last one stays
        cells[0][target] = ()
        for place, part in enumerate(parts, 1):
            cells[place][target] = part[step]
    return cells


class _Listener:
    """Stands for the tensor before square brackets, and tells what was in them."""

    def __getitem__(self, index: Any) -> "_Listener":
        self.index = index
        return self

    def __setitem__(self, index: Any, value: Any) -> None:
        self.index = index


def _index(call: Call, choosers: Sequence[Tensor | None]) -> Any:
    """Return what a call has in its square brackets, with other indices and masks."""
    assert call.repeat is not None
    listener = _Listener()
    call.repeat(cast(list[Tensor], [listener, *choosers[1:]]))
    return listener.index


def _spread(value: Tensor, over: Tensor) -> list[Cells]:
    """Return which cell of an assigned value goes to each place: the value is broadcast."""
    numbers = torch.arange(value.numel()).reshape(value.shape[max(value.ndim - over.ndim, 0) :])
    return [(cell,) for cell in numbers.broadcast_to(over.shape).flatten().tolist()]


def _chosen_by(read: Read, choosers: Sequence[Tensor], chosen: Tensor) -> Iterator[list[Cells]]:
    """Give, for each index or mask, the cells that chose each number: with another value there, it is gone."""
    for place, chooser in enumerate(choosers):
        cells = [list[int]() for _ in range(chosen.numel())]
        for cell in range(chooser.numel()):
            for other in _others(chooser, cell):
                try:
                    found = read([*choosers[:place], other, *choosers[place + 1 :]])
                except IndexError:
                    continue
                gone = found != chosen if found.shape == chosen.shape else ~torch.isin(chosen, found)
                for each in gone.flatten().nonzero().flatten().tolist():
                    cells[each].append(cell)
                if gone.any():
                    break
        yield [tuple(each) for each in cells]


def _others(chooser: Tensor, cell: int) -> Iterator[Tensor]:
    """Give copies of an index or a mask with another value in one cell."""
    old = chooser.flatten()[cell].item()
    for new in (not old,) if chooser.dtype == torch.bool else (old + 1, old - 1, 0):
        copy = chooser.clone(memory_format=torch.contiguous_format)
        copy.view(-1)[cell] = new
        yield copy
