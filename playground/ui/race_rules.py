"""The formulas of a racer as the browser shows them: with symbols, and with the numbers of whichever step is shown."""

from collections.abc import Callable
from typing import Any

from torch import Tensor

from playground.charts.mathml import mathml, symbol
from playground.optimization.race import Path, Racer
from playground.optimization.working import Worked, settings_of, tree, worked


def formulas(racer: Racer, path: Path, packed: Callable[[Tensor], str]) -> dict[str, Any]:
    """Return the lines of a racer's rule, and the numbers that go into them.

    In a line's `numbers`, ``«3»`` stands where the browser puts number 3 of `values`.
    """
    settings = frozenset(settings_of(racer))
    tensors: list[Tensor] = []
    lines = [_line(line, settings, tensors) for line in worked(racer, path)]
    return {
        "lines": lines,
        "values": [[packed(values[:, part]) for part in range(values.shape[1])] for values in tensors],
    }


def _line(line: Worked, settings: frozenset[str], tensors: list[Tensor]) -> dict[str, Any]:
    def sign(name: str) -> str:
        return symbol(name, name in settings)

    def number(name: str) -> str:
        values = line.inputs[name]
        if name in settings:
            return f"<mn>{number_text(values.item())}</mn>"
        return f"<mn>«{_place(values, tensors)}»</mn>"

    formula = tree(line.line.formula)
    return {
        "name": sign(line.line.name),
        "sign": "←" if line.line.name in line.inputs else "=",
        "symbols": mathml(formula, sign),
        "numbers": mathml(formula, number),
        "result": _place(line.result, tensors),
    }


def number_text(value: float) -> str:
    """Return a setting as it is read: 0.001, 1e−8."""
    return f"{value:.6g}".replace("e-0", "e-").replace("-", "−")


def _place(values: Tensor, tensors: list[Tensor]) -> int:
    """Return where a tensor is in the list, to which it is added if need be."""
    for place, each in enumerate(tensors):
        if each is values:
            return place
    tensors.append(values)
    return len(tensors) - 1
