"""What to broadcast: operators, shapes worth seeing, and the traps that raise no error."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.translations import N_

OPERANDS = ("A", "B", "C")


@dataclass(frozen=True)
class Operator:
    """Something done element by element, on two tensors or on three."""

    name: str
    two: str
    three: str

    def expression(self, operands: int) -> str:
        """Return its expression on `A`, `B` and, with three operands, `C`."""
        return self.three if operands > 2 else self.two


OPERATORS: Mapping[str, Operator] = {
    each.name: each
    for each in (
        Operator("+", "A + B", "A + B + C"),
        Operator("-", "A - B", "A - B - C"),
        Operator("*", "A * B", "A * B * C"),
        Operator("/", "A / B", "A / B / C"),
        Operator("maximum", "torch.maximum(A, B)", "torch.maximum(torch.maximum(A, B), C)"),
        Operator("==", "A == B", "(A == B) & (B == C)"),
        Operator("where", "torch.where(A > B, A, B)", "torch.where(A > 2, B, C)"),
    )
}


@dataclass(frozen=True)
class BroadcastPreset:
    """Tensors as they are typed (`C` may be nothing), an operator, and what to look for."""

    name: str
    summary: str
    A: str
    B: str
    C: str = ""
    op: str = "+"

    @property
    def entries(self) -> tuple[str, ...]:
        """What is typed for each operand that there is."""
        return tuple(text for text in (self.A, self.B, self.C) if text)

    @property
    def state(self) -> Mapping[str, str]:
        """The controls' values."""
        return {"A": self.A, "B": self.B, "C": self.C, "op": self.op}


PRESETS: tuple[BroadcastPreset, ...] = (
    BroadcastPreset(
        N_("Matrix + row"),
        N_("B has no rows of its own: its one row is added to every row of A."),
        "2, 3",
        "3",
    ),
    BroadcastPreset(
        N_("A table of sums"),
        N_("A column and a row: both are stretched, and every element meets every other."),
        "3, 1",
        "4",
    ),
    BroadcastPreset(
        N_("A single number"),
        N_("A number has no axes at all, so it goes with every shape."),
        "2, 3",
        "()",
        op="*",
    ),
    BroadcastPreset(
        N_("Images minus channel means"),
        N_("Pictures (N, C, H, W) and one number for each channel (C, 1, 1): normalization, as transforms do it."),
        "2, 3, 4, 4",
        "3, 1, 1",
        op="-",
    ),
    BroadcastPreset(
        N_("Every point with every other"),
        N_("Four points and three points in the plane: the new axis of A makes all 4 × 3 differences."),
        "4, 1, 2",
        "3, 2",
        op="-",
    ),
    BroadcastPreset(
        N_("Three at once"),
        N_("Each operand brings one axis that the others lack. PyTorch adds two of them first, then the third."),
        "2, 1, 1",
        "3, 1",
        "4",
    ),
    BroadcastPreset(
        N_("A clash"),
        N_("Two numbers, one for each row, one might think. But shapes meet on the right: 3 against 2."),
        "2, 3",
        "2",
    ),
    BroadcastPreset(
        N_("The (3, 1) trap"),
        N_("Three numbers plus three numbers: no error, but nine sums. More of this kind below."),
        "3, 1",
        "3",
    ),
    BroadcastPreset(
        N_("Too large to run"),
        N_("Two short lists, and a result too large to hold: only its shape and its bytes are worked out."),
        "100000, 1",
        "100000",
    ),
)


@dataclass(frozen=True)
class Trap:
    """Lines that raise no error and yet do something else than meant, and the lines that were meant.

    Attributes:
        setup: What both begin with.
        wrong: The line to look at, and last an expression that gives it away.
        right: The same as it was meant.
    """

    name: str
    summary: str
    setup: str
    wrong: str
    right: str

    def program(self, way: str) -> str:
        """Return one of the two ways as a whole program."""
        return f"{self.setup}\n{way}\n"


TRAPS: tuple[Trap, ...] = (
    Trap(
        N_("A column plus a row"),
        N_("Three scores and three bonuses are to give three sums. But a column and a row give a table (3, 3)."),
        "scores = torch.tensor([[10.0], [20.0], [30.0]])\nbonus = torch.tensor([1.0, 2.0, 3.0])",
        "total = scores + bonus\ntotal.shape",
        "scores = scores.squeeze(1)\ntotal = scores + bonus\ntotal.shape",
    ),
    Trap(
        N_("A loss on (N, 1) against (N,)"),
        N_(
            "A layer with one output gives (N, 1), the targets are (N,). Every prediction here is right, and yet the "
            "loss is not 0: each prediction is compared with every target."
        ),
        "prediction = torch.tensor([[1.0], [2.0], [3.0]])\ntarget = torch.tensor([1.0, 2.0, 3.0])",
        "difference = prediction - target\ntorch.nn.functional.mse_loss(prediction, target)",
        "prediction = prediction.squeeze(1)\n"
        "difference = prediction - target\ntorch.nn.functional.mse_loss(prediction, target)",
    ),
    Trap(
        N_("An accuracy on (N, 1) against (N,)"),
        N_("Every class is predicted right, and yet the accuracy is not 1. Here PyTorch does not even warn."),
        "predicted = torch.tensor([[2], [0], [1]])\nlabels = torch.tensor([2, 0, 1])",
        "hits = predicted == labels\nhits.float().mean()",
        "predicted = predicted.squeeze(1)\nhits = predicted == labels\nhits.float().mean()",
    ),
    Trap(
        N_("A mean without keepdim"),
        N_(
            "Each row is to lose its own mean. Without keepdim the means (3,) lie down as a row and are taken from the "
            "columns; only because A is square is there no error. Afterwards the mean of every row should be 0."
        ),
        "A = torch.tensor([[1.0, 2.0, 9.0], [4.0, 4.0, 4.0], [0.0, 3.0, 6.0]])",
        "centred = A - A.mean(1)\ncentred.mean(1)",
        "centred = A - A.mean(1, keepdim=True)\ncentred.mean(1)",
    ),
)
