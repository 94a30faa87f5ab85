"""What a row of the catalogue tells about a function, a method or an attribute."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

import torch

from playground.parameters import Row
from playground.translations import N_

Growth = Literal[
    "view", "parts", "same", "less", "sum", "matmul", "index", "assign", "product", "sizes", "solve", "backward"
]  # fmt: skip
Origin = Literal["none", "aligned", "moved", "mixed"]

CATEGORIES = {
    "creation": N_("Creation"),
    "shape": N_("Shape"),
    "joining": N_("Joining and splitting"),
    "indexing": N_("Indexing"),
    "pointwise": N_("Cell by cell"),
    "comparison": N_("Comparison"),
    "reduction": N_("Reduction"),
    "matrix": N_("Matrices"),
    "random": N_("Random numbers"),
    "gradients": N_("Gradients"),
    "functional": N_("Network functions"),
    "about": N_("About a tensor"),
}


@dataclass(frozen=True)
class FunctionRow(Row):
    """One thing that a program may call or read.

    Attributes:
        name: Its full name in PyTorch: `torch.cat`, `torch.Tensor.add_`, `torch.nn.functional.relu`.
        make: The function itself (for a method the unbound one, for an attribute what reads it).
        category: A key of `CATEGORIES`.
        example: An expression over `SAMPLES` that runs as it stands.
        method: Its name as a method or attribute of a tensor; empty where it is a function only.
        attribute: It is read, not called: `A.T`.
        growth: How large its output can be, before it is run: no new memory (view), no new memory in many pieces
            (parts), as the inputs broadcast (same), at most as large as the input (less), as all inputs together (sum),
            as a matrix product (matmul), what square brackets choose (index, assign), the product of the numbers given
            (sizes), as the axes squared, with n³ of work (solve), what autograd has kept (backward), or not to be told
            so (product): then it is measured on fake tensors.
        origin: How the input cells behind an output cell are found: the cell in the same place (aligned), one
            cell that was moved (moved), several cells (mixed), or no cell (none).
        arithmetic: How an output cell is worked out, in symbols. Aligned: a template, `{0} + {1}`. Mixed: the name of
            a formula in `formulas`, such as `sum`; without it that of the function is looked for there.
        random: It draws random numbers.
    """

    category: str = ""
    example: str = ""
    method: str = ""
    attribute: bool = False
    growth: Growth = "product"
    origin: Origin = "none"
    arithmetic: str = ""
    random: bool = False

    @property
    def short(self) -> str:
        """The name without where it lives: `cat`."""
        return self.name.rpartition(".")[2]


SAMPLES = """\
A = torch.tensor([[4.0, 2.0, 7.0], [1.0, 5.0, 3.0]])
B = torch.tensor([[6.0, 9.0, 2.0], [8.0, 3.0, 1.0]])
C = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
M = torch.tensor([[2.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 4.0]])
X = torch.arange(12.0).reshape(2, 2, 3)
Y = torch.arange(12.0).reshape(2, 3, 2)
v = torch.tensor([1.0, 2.0, 3.0])
w = torch.tensor([4.0, 5.0, 6.0])
n = torch.tensor([6, 10, 15])
m = torch.tensor([4, 3, 12])
mask = torch.tensor([[True, False, True], [False, True, False]])
index = torch.tensor([[0, 2, 1], [1, 0, 2]])
z = torch.tensor([0.5, 1.5, 2.5], requires_grad=True)
W = torch.tensor([1.0, 2.0], requires_grad=True); W.grad = torch.tensor([3.0, 4.0])
c = torch.tensor([3.0 + 4.0j, 1.0 - 2.0j])
image = torch.arange(16.0).reshape(1, 1, 4, 4)
"""

Maker = Callable[..., Any]


def function(
    name: str,
    make: Maker,
    summary: str,
    example: str,
    arithmetic: str = "",
    *,
    category: str,
    growth: Growth = "product",
    origin: Origin = "none",
    random: bool = False,
    docs: str | None = None,
) -> FunctionRow:
    """Return the row of a function or method.

    Its page and its name as a method follow from its full name; `docs` is for what is explained on another page.
    """
    place, _, short = name.rpartition(".")
    method = short if place in ("torch", "torch.Tensor") and hasattr(torch.Tensor, short) else ""
    docs = f"generated/{name}.html" if docs is None else docs
    return FunctionRow(
        name, make, summary, (), docs, category, example, method, False, growth, origin, arithmetic, random
    )


def attribute(
    name: str,
    summary: str,
    example: str,
    arithmetic: str = "",
    *,
    category: str,
    origin: Origin = "none",
    docs: str | None = None,
) -> FunctionRow:
    """Return the row of what is read from a tensor without brackets: `torch.Tensor.T`."""
    short = name.removeprefix("torch.Tensor.")
    docs = f"generated/{name}.html" if docs is None else docs
    make = attrgetter(short)
    return FunctionRow(name, make, summary, (), docs, category, example, short, True, "view", origin, arithmetic)
