"""Sweeps: where runs lie, and what came out of them."""

import math
from collections.abc import Sequence
from typing import Any

from playground.charts.figures import Figure
from playground.charts.palette import AXIS_COLOURS
from playground.charts.sweep_scales import COLOURS, Result, order, results_of, said, wide
from playground.parameters import Value
from playground.sweeps import Axis
from playground.sweeps.outcomes import Outcome
from playground.training.scores import is_share

FAILED = AXIS_COLOURS[5]
HEIGHT = 330
ROOM = 0.04  # of a scale, beyond its first and last value


def planned(axes: Sequence[Axis], points: Sequence[Sequence[Value]]) -> Figure:
    """Return the combinations of two settings as points."""
    first, second = axes
    xs, ys = zip(*points, strict=True) if points else ((), ())
    marker = {"size": 9, "color": AXIS_COLOURS[0]}
    trace = _points(first, second, xs, ys) | {"marker": marker, "hovertemplate": "%{x}, %{y}<extra></extra>"}
    return {"data": [trace], "layout": _plane(first, second, 240)}


def curve(axis: Axis, found: Sequence[Outcome], result: Result) -> Figure:
    """Return the results over one setting; runs that failed are crosses at the bottom."""
    good = sorted((each for each in found if each.result is not None), key=lambda each: order(axis, each.values[0]))
    results = results_of(good)
    percent = is_share(result.score)
    line = {
        "type": "scatter",
        "mode": "markers" if axis.values else "lines+markers",
        "x": [_cell(axis, each.values[0]) for each in good],
        "y": [100 * value if percent else value for value in results],
        "line": {"color": "#8c8c8c", "width": 1.5},
        "marker": {"size": 11, **_colours(results, result)},
        "customdata": [result.told(value) for value in results],
        "hovertemplate": f"{axis.setting} = %{{x}}<br>{result.name} %{{customdata}}<extra></extra>",
    }
    height = {"title": {"text": result.name}, "type": "log" if wide(results, result) else "linear"}
    height |= {"ticksuffix": " %"} if percent else {}
    layout = _plane(axis, axis, HEIGHT) | {"yaxis": height, "annotations": _crosses(axis, found)}
    return {"data": [line], "layout": layout}


def plane(axes: Sequence[Axis], found: Sequence[Outcome], result: Result, *, drawn: bool) -> Figure:
    """Return the results over two settings: a field for each combination of a grid; points where they were drawn."""
    return _drawn(axes, found, result) if drawn else _grid(axes, found, result)


def _drawn(axes: Sequence[Axis], found: Sequence[Outcome], result: Result) -> Figure:
    first, second = axes
    good = [each for each in found if each.result is not None]
    results = results_of(good)
    xs, ys = ([each.values[place] for each in good] for place in (0, 1))
    marker = {"size": 15, **_colours(results, result), "colorbar": _bar(results, result), "showscale": bool(good)}
    trace = _points(first, second, xs, ys) | {"marker": marker, "hovertemplate": _hover(axes, result)}
    trace["customdata"] = [result.told(value) for value in results]
    return {"data": [trace], "layout": _plane(first, second, HEIGHT + 40)}


def _grid(axes: Sequence[Axis], found: Sequence[Outcome], result: Result) -> Figure:
    there = {each.values: each for each in found}
    columns, rows = (_values(axis, [each.values[place] for each in found]) for place, axis in enumerate(axes))
    fields = [[there.get((x, y)) for x in columns] for y in rows]
    results = results_of(found)
    shade = math.log10 if wide(results, result) else float
    shown = [[each.result if each else None for each in row] for row in fields]
    texts = [["" if value is None else result.told(value, 3) for value in row] for row in shown]
    colours = {name: value for name, value in _colours(results, result).items() if name.endswith("scale")}
    trace = {
        "type": "heatmap",
        "x": [said(x) for x in columns],
        "y": [said(y) for y in rows],
        "z": [[None if value is None else shade(value) for value in row] for row in shown],
        "text": texts,
        "customdata": texts,
        "texttemplate": "%{text}",
        "textfont": {"color": "#000000"},
        "hovertemplate": _hover(axes, result),
        "hoverongaps": False,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        **colours,
    }
    crosses = [
        {"x": said(x), "y": said(y), "text": "×", "showarrow": False, "font": {"color": FAILED, "size": 22}}
        for y, row in zip(rows, fields, strict=True)
        for x, each in zip(columns, row, strict=True)
        if each and each.run.status == "failed"
    ]
    layout = _plane(axes[0], axes[1], HEIGHT + 40) | {"annotations": crosses}
    for name, axis, values in (("xaxis", axes[0], columns), ("yaxis", axes[1], rows)):
        side = {"type": "category", "categoryorder": "array", "categoryarray": [said(value) for value in values]}
        layout[name] = {"title": {"text": axis.setting}, "automargin": True} | side
    return {"data": [trace], "layout": layout}


def _hover(axes: Sequence[Axis], result: Result) -> str:
    places = "".join(f"{axis.setting} = %{{{side}}}<br>" for axis, side in zip(axes, "xy", strict=True))
    return f"{places}{result.name} %{{customdata}}<extra></extra>"


def _colours(results: Sequence[float], result: Result) -> dict[str, Any]:
    """Return results as colours: good ones have the same colour whether more or less is better."""
    shades = [math.log10(value) for value in results] if wide(results, result) else list(results)
    same = {"cmin": shades[0] - 1, "cmax": shades[0] + 1} if shades and min(shades) == max(shades) else {}
    scale = [[place / (len(COLOURS) - 1), colour] for place, colour in enumerate(COLOURS)]
    return {"color": shades, "colorscale": scale, "reversescale": result.lowest} | same


def _bar(results: Sequence[float], result: Result) -> dict[str, Any]:
    """Return the legend of the colours, with the worst and the best result."""
    ends = sorted({min(results), max(results)}) if results else []
    places = [math.log10(value) for value in ends] if wide(results, result) else ends
    texts = {"tickvals": places, "ticktext": [result.told(value) for value in ends]}
    return {"title": {"text": result.name, "side": "right"}, "thickness": 12, "outlinewidth": 0} | texts


def _points(first: Axis, second: Axis, xs: Sequence[Value], ys: Sequence[Value]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_cell(first, x) for x in xs],
        "y": [_cell(second, y) for y in ys],
    }


def _plane(first: Axis, second: Axis, height: int) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": 60, "r": 10, "t": 10, "b": 45},
        "xaxis": _side(first),
        "yaxis": _side(second),
        "showlegend": False,
        "uirevision": "keep",
    }


def _side(axis: Axis) -> dict[str, Any]:
    side: dict[str, Any] = {"title": {"text": axis.setting}, "automargin": True, "exponentformat": "e"}
    if axis.values:
        words = [said(value) for value in axis.values]
        return side | {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": words,
            "range": [-0.5, len(words) - 0.5],
        }
    low, high = (math.log10(axis.low), math.log10(axis.high)) if axis.log else (axis.low, axis.high)
    room = ROOM * (high - low)
    ticks = {"type": "log", "dtick": 1} if axis.log and high - low > 2 else {"type": "log" if axis.log else "linear"}
    return side | ticks | {"range": [low - room, high + room]}


def _crosses(axis: Axis, found: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return crosses at the bottom of a chart where runs failed; Plotly wants logarithms on such an axis."""
    failed = [order(axis, each.values[0]) for each in found if each.run.status == "failed"]
    mark = {"text": "×", "yref": "paper", "y": 0, "yanchor": "bottom", "showarrow": False}
    font = {"color": FAILED, "size": 22}
    return [mark | {"x": math.log10(place) if axis.log else place, "font": font} for place in failed]


def _values(axis: Axis, values: Sequence[Value]) -> list[Value]:
    return sorted(set(values), key=lambda value: order(axis, value))


def _cell(axis: Axis, value: Value) -> Any:
    return said(value) if axis.values else value
