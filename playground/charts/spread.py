"""Measurements as lines, each with its spread as a band."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playground.charts.palette import AXIS_COLOURS

LINE_COLOURS = tuple(AXIS_COLOURS[i] for i in (0, 5, 2))
SYMBOLS = ("circle", "square", "diamond")
MARKS = "●■◆"  # the same symbols as text


@dataclass(frozen=True)
class Measured:
    """A point of a line: where it is, its median and quartiles, and what is said when one points at it."""

    x: float
    median: float
    lower: float
    upper: float
    said: str


def spread_lines(lines: Mapping[str, Sequence[Measured]]) -> list[dict[str, Any]]:
    """Return the traces of up to three lines, bands below them; one without points keeps its place in the legend."""
    bands = [_band(points, LINE_COLOURS[i]) for i, points in enumerate(lines.values()) if points]
    return bands + [_line(label, points, i) for i, (label, points) in enumerate(lines.items())]


def _line(label: str, points: Sequence[Measured], i: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label,
        "x": [point.x for point in points] or [None],
        "y": [point.median for point in points] or [None],
        "customdata": [point.said for point in points],
        "hovertemplate": "%{customdata}",
        "line": {"color": LINE_COLOURS[i]},
        "marker": {"symbol": SYMBOLS[i], "size": 9},
    }


def _band(points: Sequence[Measured], colour: str) -> dict[str, Any]:
    """Return the area between the quartiles: there along the upper ones, back along the lower ones."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [point.x for point in points] + [point.x for point in reversed(points)],
        "y": [point.upper for point in points] + [point.lower for point in reversed(points)],
        "fill": "toself",
        "fillcolor": f"{colour}40",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }
