"""The scales of sweeps: settings and results as places and colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground.parameters import Value
from playground.sweeps import Axis
from playground.sweeps.outcomes import Outcome

# from bad to good; all of them stand on white and on near-black
COLOURS = ("#0072b2", "#cc79a7", "#e69f00")
WIDE = 30.0  # losses that lie so many times apart are drawn on a logarithmic scale


@dataclass(frozen=True)
class Result:
    """What runs are judged by: its name, whether less is better, and whether it is told in per cent."""

    name: str
    lowest: bool = False
    percent: bool = False

    def told(self, value: float) -> str:
        """Return a result in words."""
        return f"{value:.2f} %" if self.percent else f"{value:.4g}"


def said(value: Value) -> str:
    """Return a value of a setting as it is written."""
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def drawn_of(each: Outcome | None, result: Result) -> float | None:
    """Return the result of a run as it is drawn."""
    if each is None or each.result is None:
        return None
    return 100 * each.result if result.percent else each.result


def results_of(found: Sequence[Outcome], result: Result) -> list[float]:
    return [value for each in found if (value := drawn_of(each, result)) is not None]


def wide(results: Sequence[float], result: Result) -> bool:
    """Return whether results lie so far apart that a logarithmic scale shows more."""
    return result.lowest and bool(results) and min(results) > 0 and max(results) > WIDE * min(results)


def order(axis: Axis, value: Any) -> float:
    return axis.values.index(value) if axis.values else value
