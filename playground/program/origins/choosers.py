"""Arguments that choose cells rather than give them: an index, a mask, class numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.program.origins.repeating import short_name
from playground.program.records import Call, Shape

Cells = tuple[int, ...]


@dataclass(frozen=True)
class Choice:
    """A choosing argument of one call.

    Attributes:
        inputs: All tensors of the call; the first is chosen from or written into, the chooser is at `place`.
        shape: That of the output.
    """

    call: Call
    inputs: Sequence[Tensor]
    place: int
    shape: Shape

    @property
    def chooser(self) -> Tensor:
        return self.inputs[self.place]

    @property
    def numbers(self) -> Tensor:
        """The chooser with each cell replaced by its own number."""
        return torch.arange(self.chooser.numel()).reshape(self.chooser.shape)

    @property
    def targets(self) -> Tensor:
        """The output with each cell replaced by its own number; a single number is a vector of one."""
        return torch.arange(self.inputs[0].numel()).reshape(self.shape or (1,))

    def dim(self, place: int) -> int | None:
        """Return the axis that the call was given, by name or at this place among its arguments."""
        text = self.call.settings.get("dim", self.call.settings.get(str(place), ""))
        return int(text) if text.removeprefix("-").isdecimal() else None


def _same_place(choice: Choice) -> list[Cells]:
    """The cell in the place of the output cell."""
    return _one_each(choice.numbers.broadcast_to(choice.shape))


def _same_row(choice: Choice) -> list[Cells]:
    """The cell for which the output has the whole row that the output cell is in."""
    missing = len(choice.shape) - choice.chooser.ndim
    return _one_each(choice.numbers.reshape(*choice.chooser.shape, *[1] * missing).broadcast_to(choice.shape))


def _slice(choice: Choice) -> list[Cells]:
    """The cell that named the slice that the output cell is in."""
    return _one_each(_along(choice.numbers, choice.dim(1) or 0, choice.shape))


def _repeats(choice: Choice) -> list[Cells]:
    """The cell that says how often the output cell is repeated."""
    dim = choice.dim(2)
    count = choice.inputs[0].numel() if dim is None else choice.inputs[0].shape[dim]
    numbers, repeats = choice.numbers.flatten().expand(count), choice.chooser.flatten().expand(count)
    return _one_each(_along(numbers.repeat_interleave(repeats), dim or 0, choice.shape))


def _let_through(choice: Choice) -> list[Cells]:
    """The cell of a mask that let the output cell through."""
    numbers, mask, _ = torch.broadcast_tensors(choice.numbers, choice.chooser, choice.inputs[0])
    return _one_each(numbers[mask])


def _aimed_at(choice: Choice) -> list[Cells]:
    """The cells that name the output cell as their target along an axis, as in `scatter`."""
    dim = (choice.dim(1) or 0) % choice.targets.ndim
    index = torch.atleast_1d(choice.chooser)
    near = tuple(slice(None if axis == dim else size) for axis, size in enumerate(index.shape))
    return _grouped(choice.targets[near].gather(dim, index), choice.numbers, choice.targets.numel())


def _aimed_at_slice(choice: Choice) -> list[Cells]:
    """The cells that name the slice of the output cell as their target, as in `index_add`."""
    dim = choice.dim(1) or 0
    targets = choice.targets.index_select(dim, choice.chooser)
    return _grouped(targets, _along(choice.numbers, dim, targets.shape), choice.targets.numel())


def _one_each(numbers: Tensor) -> list[Cells]:
    return [(cell,) for cell in numbers.flatten().tolist()]


def _along(numbers: Tensor, dim: int, shape: Sequence[int]) -> Tensor:
    """Return a vector laid along one axis of a shape; a single number is a vector of one."""
    laid = [1] * max(len(shape), 1)
    laid[dim] = -1
    return numbers.reshape(laid).broadcast_to(tuple(shape) or (1,))


def _grouped(targets: Tensor, numbers: Tensor, count: int) -> list[Cells]:
    """Return for each of so many targets the numbers that go there."""
    cells = [list[int]() for _ in range(count)]
    for target, number in zip(targets.flatten().tolist(), numbers.flatten().tolist(), strict=True):
        cells[target].append(number)
    return [tuple(each) for each in cells]


@dataclass(frozen=True)
class Chooser:
    """How a function is told what to choose.

    Attributes:
        place: Where among its arguments.
        name: The argument's name.
        rule: Gives for each output cell the cells that chose it; None where only trying can tell.
    """

    place: int
    name: str
    rule: Callable[[Choice], list[Cells]] | None


# By the function's name; a method whose arguments come in another order has a dot before it
CHOOSERS: Mapping[str, Chooser] = {
    "gather": Chooser(2, "index", _same_place),
    "take": Chooser(1, "index", _same_place),
    "take_along_dim": Chooser(1, "indices", _same_place),
    "where": Chooser(0, "condition", _same_place),
    ".where": Chooser(1, "condition", _same_place),
    "masked_fill": Chooser(1, "mask", _same_place),
    "masked_fill_": Chooser(1, "mask", _same_place),
    "masked_select": Chooser(1, "mask", _let_through),
    "index_select": Chooser(2, "index", _slice),
    "repeat_interleave": Chooser(1, "repeats", _repeats),
    "embedding": Chooser(0, "input", _same_row),
    "one_hot": Chooser(0, "input", _same_row),
    "scatter": Chooser(2, "index", _aimed_at),
    "scatter_": Chooser(2, "index", _aimed_at),
    "scatter_add": Chooser(2, "index", _aimed_at),
    "scatter_add_": Chooser(2, "index", _aimed_at),
    "index_fill": Chooser(2, "index", _aimed_at_slice),
    "index_add": Chooser(2, "index", _aimed_at_slice),
    "index_copy": Chooser(2, "index", _aimed_at_slice),
    "cross_entropy": Chooser(1, "target", None),
    "nll_loss": Chooser(1, "target", None),
}


def chooser(call: Call) -> Chooser | None:
    """Return how a call's function is told what to choose, if it is."""
    short = short_name(call)
    return (CHOOSERS.get(f".{short}") if call.form == "method" else None) or CHOOSERS.get(short)


def choosing(call: Call) -> list[bool]:
    """Tell for each tensor that goes into a call whether it only chooses."""
    if call.form in ("index", "assignment"):
        return [operand.name.startswith("1") for operand in call.operands]
    found = chooser(call)
    if found is None:
        return [False] * len(call.operands)
    return [
        operand.name in (str(found.place), found.name)
        and not (operand.value.dtype.is_floating_point or operand.value.dtype.is_complex)
        for operand in call.operands
    ]


def writing(call: Call) -> bool:
    """Tell whether what chooses in a call tells where to write."""
    found = chooser(call)
    return call.form == "assignment" or (found is not None and found.rule in (_aimed_at, _aimed_at_slice))


def chosen_by(choice: Choice) -> list[Cells] | None:
    """Return for each output cell the cells of a choosing argument that chose it; None where only trying can tell."""
    found = chooser(choice.call)
    if found is None or found.rule is None:
        return None
    if not choice.chooser.numel():
        return [()] * torch.Size(choice.shape).numel()
    return found.rule(choice)
