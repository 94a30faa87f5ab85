"""Time over size, on logarithmic axes."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

from playground.charts.figures import Figure, line_layout
from playground.charts.spread import Measured, spread_lines
from playground.timing import Point, duration
from playground.translations import _


def time_over_size(lines: Mapping[str, Sequence[Point]], sizes: Sequence[int], x_title: str) -> Figure:
    """Return a line for each label, with its spread as a band; `sizes` are those of the whole axis, measured or not."""
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
    data = spread_lines({label: [_measured(point) for point in points] for label, points in lines.items()})
    return {"data": data, "layout": layout}


def _measured(point: Point) -> Measured:
    said = f"{duration(point.median)} ({duration(point.lower)} – {duration(point.upper)})"
    return Measured(point.n, point.median, point.lower, point.upper, said)


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
