"""Time over size, on logarithmic axes."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from typing import Any

from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.timing import Point, duration
from playground.translations import _

LINE_COLOURS = tuple(AXIS_COLOURS[i] for i in (0, 5, 2))
SYMBOLS = ("circle", "square", "diamond")


def time_over_size(lines: Mapping[str, Sequence[Point]], sizes: Sequence[int], x_title: str) -> Figure:
    """Return a line for each label, with its spread as a band; `sizes` are those of the whole axis, measured or not."""
    bands = [_band(points, LINE_COLOURS[i]) for i, points in enumerate(lines.values()) if points]
    curves = [_line(label, points, i) for i, (label, points) in enumerate(lines.items())]
    layout = line_layout(x_title, _("time for one execution"), 300)
    layout["margin"] |= {"l": 70}
    layout["xaxis"] |= {
        "type": "log",
        "range": _padded(sizes),
        "tickmode": "array",
        "tickvals": list(sizes),
        "ticktext": [f"{n:,}" for n in sizes],
    }
    decades = [10.0**power for power in range(-10, 3)]
    layout["yaxis"] |= {
        "type": "log",
        "range": _whole_decades([point for points in lines.values() for point in points]),
        "tickmode": "array",
        "tickvals": decades,
        "ticktext": [_round_duration(seconds) for seconds in decades],
    }
    return {"data": [*bands, *curves], "layout": layout}


def _line(label: str, points: Sequence[Point], i: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label,
        "x": [point.n for point in points] or [None],  # a line without points keeps its place in the legend
        "y": [point.median for point in points] or [None],
        "customdata": [
            f"{duration(point.median)} ({duration(point.lower)} – {duration(point.upper)})" for point in points
        ],
        "hovertemplate": "%{customdata}",
        "line": {"color": LINE_COLOURS[i]},
        "marker": {"symbol": SYMBOLS[i], "size": 9},
    }


def _band(points: Sequence[Point], colour: str) -> dict[str, Any]:
    """Return the area between the quartiles: there along the upper ones, back along the lower ones."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [point.n for point in points] + [point.n for point in reversed(points)],
        "y": [point.upper for point in points] + [point.lower for point in reversed(points)],
        "fill": "toself",
        "fillcolor": f"{colour}40",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _whole_decades(points: Sequence[Point]) -> list[int]:
    """Return an axis in powers of ten that holds all points; it grows by whole decades as points come."""
    if not points:
        return [-6, -4]
    low = floor(log10(min(point.lower for point in points)))
    return [low, max(low + 1, ceil(log10(max(point.upper for point in points))))]


def _round_duration(seconds: float) -> str:
    """Return a power of ten as it stands on an axis: 10 µs rather than 10.0 µs."""
    number, unit = duration(seconds).split()
    return f"{float(number):g} {unit}"


def _padded(sizes: Sequence[int]) -> list[float]:
    """Return the axis from a little before the first size to a little after the last, as powers of ten."""
    low, high = log10(sizes[0]), log10(sizes[-1])
    pad = max(0.1, (high - low) * 0.05)
    return [low - pad, high + pad]
