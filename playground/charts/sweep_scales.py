"""The scales of sweeps: settings and results as places and colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground.parameters import Value
from playground.sweeps import Axis
from playground.sweeps.outcomes import Outcome
from playground.training.scores import say_score

# from bad to good; all of them stand on white and on near-black
COLOURS = ("#0072b2", "#cc79a7", "#e69f00")
WIDE = 30.0  # losses that lie so many times apart are drawn on a logarithmic scale


@dataclass(frozen=True)
class Result:
    """What runs are judged by: its name, whether less is better, and which score it is; "" for a loss."""

    name: str
    lowest: bool = False
    score: str = ""

    def told(self, value: float, places: int = 4) -> str:
        """Return a result in words; `places` is how exactly."""
        return say_score(value, self.score, places) if self.score else f"{value:.{places}g}"


def said(value: Value) -> str:
    """Return a value of a setting as it is written."""
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def results_of(found: Sequence[Outcome]) -> list[float]:
    """Return the results that there are."""
    return [each.result for each in found if each.result is not None]


def wide(results: Sequence[float], result: Result) -> bool:
    """Return whether results lie so far apart that a logarithmic scale shows more."""
    return result.lowest and bool(results) and min(results) > 0 and max(results) > WIDE * min(results)


def order(axis: Axis, value: Any) -> float:
    return axis.values.index(value) if axis.values else value
