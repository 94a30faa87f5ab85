"""A descent on a curve, with its tangent; and what a curve and a map have in common."""

import math
from collections.abc import Sequence
from typing import Any

from playground.autograd.descent import Path
from playground.autograd.descent_curve import Heights, Window
from playground.autograd.descent_remarks import finite
from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.translations import _

CURVE, PATH, TANGENT, NEXT = (AXIS_COLOURS[i] for i in (4, 0, 5, 2))
HEIGHT = 320
HEAD = 0.05  # length of an arrow's head, in sizes of the picture


def on_a_curve(heights: Heights, window: Window, path: Path) -> Figure:
    """Return f over x: the places so far, the tangent at the last one, the next step, where it leads."""
    [xs], [ys] = heights.axes, heights.values
    now, trial = path.now, path.trial
    low, high = _range(ys, [moment.value for moment in path.moments if window.holds(moment.at)])
    data: list[dict[str, Any]] = [
        {"type": "scatter", "mode": "lines", "name": "f", "x": xs, "y": ys, "line": {"color": CURVE, "width": 3}}
    ]
    layout = line_layout("x", "f", HEIGHT, hovermode="closest")
    layout["xaxis"] |= {"range": window.bounds(0)}
    layout["yaxis"] |= {"range": [low, high]}
    if finite(now) and math.isfinite(now.gradient[0]):
        ends = window.bounds(0)
        line = {"dash": "dash", "color": TANGENT, "width": 2}
        tangent = [now.value + now.gradient[0] * (x - now.at[0]) for x in ends]
        data.append(lines(_("tangent"), ends, tangent, line))
        if worth_showing(trial.at, trial.real) and trial.move[0]:
            promised, real = now.value + trial.predicted, now.value + trial.real
            data.append(lines("", trial.at * 3, [now.value, promised, real], {"dash": "dot", "color": NEXT}))
            data.append(mark(_("as the tangent says"), trial.at[0], promised, "square-open", TANGENT))
            data.append(mark(_("the next step"), trial.at[0], real, "circle-open", NEXT))
            layout["annotations"] = arrow((now.at[0], now.value), (trial.at[0], now.value), window, (low, high))
    data.append(walked(path, [moment.value for moment in path.moments]))
    return {"data": data, "layout": layout}


def worth_showing(at: Sequence[float], value: float) -> bool:
    return all(map(math.isfinite, (*at, value)))


def lines(name: str, x: Sequence[float], y: Sequence[float], line: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "showlegend": bool(name),
        "x": list(x),
        "y": list(y),
        "line": line,
        "hoverinfo": "skip",
    }


def mark(name: str, x: float, y: float, symbol: str, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [x],
        "y": [y],
        "marker": {"symbol": symbol, "size": 12, "color": colour, "line": {"width": 3}},
        "hovertemplate": "%{x:.4g}, %{y:.4g}",
    }


def walked(path: Path, heights: Sequence[float]) -> dict[str, Any]:
    """Return the places so far, the last one large; what is no finite number is left out."""
    places = [
        (step, moment.at[0], height)
        for step, (moment, height) in enumerate(zip(path.moments, heights, strict=True))
        if finite(moment)
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": _("so far"),
        "x": [x for _step, x, _height in places],
        "y": [height for _step, _x, height in places],
        "customdata": [step for step, _x, _height in places],
        "hovertemplate": _("step") + " %{customdata}: %{x:.4g}, %{y:.4g}<extra></extra>",
        "line": {"color": PATH, "width": 1},
        "marker": {
            "color": PATH,
            "opacity": 1,
            "size": [7] * (len(places) - 1) + [15],
            "line": {"color": "#ffffff", "width": [1] * (len(places) - 1) + [2]},
        },
    }


def arrow(
    start: Sequence[float], end: Sequence[float], window: Window, y_range: tuple[float, float]
) -> list[dict[str, Any]]:
    """Return an arrow, cut off where the picture ends (Plotly leaves out one that points outside).

    There is none where it would begin outside, or be shorter than its head.
    """
    bounds = (window.bounds(0), y_range)
    if not all(low <= a <= high for a, (low, high) in zip(start, bounds, strict=True)):
        return []
    part = 1.0
    for a, b, (low, high) in zip(start, end, bounds, strict=True):
        if b > high:
            part = min(part, max(0.0, (high - a) / (b - a)))
        elif b < low:
            part = min(part, max(0.0, (low - a) / (b - a)))
    x, y = (a + part * (b - a) for a, b in zip(start, end, strict=True))
    lengths = [abs(b - a) / (high - low) for a, b, (low, high) in zip(start, (x, y), bounds, strict=True)]
    if max(lengths) < HEAD:
        return []
    along = {"xref": "x", "yref": "y", "axref": "x", "ayref": "y", "arrowhead": 2, "arrowwidth": 3}
    return [{**along, "x": x, "y": y, "ax": start[0], "ay": start[1], "text": "", "arrowcolor": NEXT}]


def _range(curve: Sequence[float | None], path: Sequence[float]) -> tuple[float, float]:
    """Return an axis on which the curve can be read, though it may be very high somewhere."""
    values = sorted(value for value in curve if value is not None)
    if not values:
        return -1.0, 1.0
    low, high = values[0], values[-1]
    few, many = values[len(values) // 10], values[-1 - len(values) // 10]
    if high - low > 6 * (many - few) > 0:
        low, high = max(low, few - (many - few)), min(high, many + (many - few))
    near = [value for value in path if low - 2 * (high - low) <= value <= high + 2 * (high - low)]
    low, high = min([low, *near]), max([high, *near])
    room = 0.08 * (high - low) or max(1.0, abs(high))
    return low - room, high + room
