"""Functions that are easily taken for each other, to be seen side by side on the same tensors."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.translations import N_


@dataclass(frozen=True)
class Variant:
    """One of several functions that take the same tensors.

    Attributes:
        name: How it is called; its row in the catalogue is `row`.
        expression: Its call on `A` and `B`; `{dim}` where the dimension goes.
        condition: What it asks of the shapes.
        formula: The shape that comes out, in mathematical signs.
        extra: How many more places than axes there are to choose `dim` from.
    """

    name: str
    row: str
    expression: str
    condition: str
    formula: str
    extra: int = 0


JOINING: tuple[Variant, ...] = (
    Variant(
        "stack",
        "torch.stack",
        "torch.stack([A, B], dim={dim})",
        N_("All shapes must be equal. A new axis is made, as long as there are tensors."),
        "(2, n, m)",
        1,
    ),
    Variant(
        "cat",
        "torch.cat",
        "torch.cat([A, B], dim={dim})",
        N_("As many axes each, and equal sizes in all of them but dim. There the sizes add up; no axis is new."),
        "(n₁ + n₂, m)",
    ),
)

PRODUCTS: Mapping[str, Variant] = {
    each.name: each
    for each in (
        Variant(
            "mm",
            "torch.mm",
            "torch.mm(A, B)",
            N_("Two matrices; A has as many columns as B has rows."),
            "Cᵢⱼ = Σₖ Aᵢₖ Bₖⱼ    (n, k) · (k, m) → (n, m)",
        ),
        Variant(
            "mul",
            "torch.mul",
            "torch.mul(A, B)",
            N_("Shapes that can be broadcast. Each element times the one in its place; A * B is the same."),
            "Cᵢⱼ = Aᵢⱼ Bᵢⱼ    (n, m) · (n, m) → (n, m)",
        ),
        Variant(
            "matmul",
            "torch.matmul",
            "torch.matmul(A, B)",
            N_("What fits the axes: dot, mv, mm or bmm, with the leading axes broadcast; A @ B is the same."),
            "(…, n, k) · (…, k, m) → (…, n, m)",
        ),
        Variant(
            "mv",
            "torch.mv",
            "torch.mv(A, B)",
            N_("A matrix and a vector as long as the matrix has columns."),
            "cᵢ = Σₖ Aᵢₖ bₖ    (n, k) · (k) → (n)",
        ),
        Variant(
            "bmm",
            "torch.bmm",
            "torch.bmm(A, B)",
            N_("Two batches of equally many matrices; each pair goes through mm."),
            "(b, n, k) · (b, k, m) → (b, n, m)",
        ),
        Variant(
            "dot",
            "torch.dot",
            "torch.dot(A, B)",
            N_("Two vectors of equal length; the result is a single number."),
            "c = Σₖ aₖ bₖ    (k) · (k) → ()",
        ),
        Variant(
            "outer",
            "torch.outer",
            "torch.outer(A, B)",
            N_("Two vectors of any length: each element of A times each of B."),
            "Cᵢⱼ = aᵢ bⱼ    (n) · (m) → (n, m)",
        ),
    )
}


@dataclass(frozen=True)
class PairPreset:
    """Two tensors, as they are typed, and what to look for."""

    name: str
    summary: str
    A: str
    B: str
    dim: int = 0
    pair: tuple[str, str] = ("mm", "mul")


JOINING_PRESETS: tuple[PairPreset, ...] = (
    PairPreset(
        N_("Two small matrices"),
        N_("stack lays them one behind the other; cat sets them one below the other."),
        "[[1, 2], [3, 4]]",
        "[[5, 6], [7, 8]]",
    ),
    PairPreset(
        N_("Images into a batch"),
        N_("Two pictures (C, H, W) become a batch (N, C, H, W): stack with dim=0."),
        "3, 4, 4",
        "3, 4, 4",
    ),
    PairPreset(
        N_("Frames of a film"),
        N_("Pictures at two moments, with the time as axis 1: (C, T, H, W) by stack with dim=1."),
        "3, 2, 2",
        "3, 2, 2",
        1,
    ),
    PairPreset(
        N_("Features side by side"),
        N_("Four samples with two features and with three: cat with dim=1 gives five features each. stack cannot."),
        "4, 2",
        "4, 3",
        1,
    ),
    PairPreset(
        N_("Outputs of two layers"),
        N_("Feature maps with two and three channels become five channels: cat with dim=1, as in U-Net."),
        "1, 2, 3, 3",
        "1, 3, 3, 3",
        1,
    ),
)

PRODUCT_PRESETS: tuple[PairPreset, ...] = (
    PairPreset(
        N_("Square"),
        N_("Equal square matrices go through both mm and mul, and the results differ. Point at the cells."),
        "[[1, 2], [3, 4]]",
        "[[5, 6], [7, 8]]",
    ),
    PairPreset(N_("Only mm"), N_("(2, 3) times (3, 4): mm sums over the 3. mul does not fit."), "2, 3", "3, 4"),
    PairPreset(N_("Only mul"), N_("Equal shapes that are not square: mul fits, mm does not."), "2, 3", "2, 3"),
    PairPreset(
        N_("Matrix and vector"),
        N_("mv and matmul fit; mul broadcasts the vector over the rows."),
        "2, 3",
        "3",
        pair=("mv", "mul"),
    ),
    PairPreset(
        N_("Batches"),
        N_("bmm multiplies pair by pair; matmul does the same here."),
        "2, 2, 3",
        "2, 3, 2",
        pair=("bmm", "matmul"),
    ),
    PairPreset(
        N_("Two vectors"),
        N_("dot gives one number, outer a matrix, mul a vector."),
        "[1, 2, 3]",
        "[4, 5, 6]",
        pair=("dot", "outer"),
    ),
)
