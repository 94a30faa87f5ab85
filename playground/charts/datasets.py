"""Data sets as pictures: points in the plane, a curve in time; whole, with one sample marked, or in their parts."""

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from playground.charts.descent import mark
from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS, CLASS_COLOURS
from playground.translations import _

HEIGHT = 430
PART_COLOURS = tuple(AXIS_COLOURS[i] for i in (7, 1, 0))  # training, validation, test
SYMBOLS = ("circle", "square", "diamond")
CURVE, WINDOW, TARGET = AXIS_COLOURS[7], AXIS_COLOURS[0], AXIS_COLOURS[5]


def scatter(
    points: Tensor,
    targets: Tensor,
    classes: Sequence[str],
    groups: Sequence[tuple[str, Tensor]],
    marked: int | None = None,
) -> Figure:
    """Return points (N, 2) coloured by class; each group (name, indices) has a symbol of its own; one may be ringed."""
    data = [
        _points(name, points, indices[targets[indices] == number], number, classes[number], SYMBOLS[place], place == 0)
        for place, (name, indices) in enumerate(groups)
        for number in range(len(classes))
    ]
    if len(groups) > 1:  # what the symbols mean, in no class's colour
        data += [_key(name, SYMBOLS[place]) for place, (name, _indices) in enumerate(groups)]
    if marked is not None:
        x, y = points[marked].tolist()
        data.append(mark(f"data[{marked}]", x, y, "circle-open", TARGET) | {"hoverinfo": "skip"})
        data[-1]["marker"] |= {"size": 18}
    layout = line_layout("x", "y", HEIGHT, hovermode="closest")
    layout["yaxis"] |= {"scaleanchor": "x"}
    layout["legend"] = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
    return {"data": data, "layout": layout}


def _points(
    name: str, points: Tensor, indices: Tensor, number: int, label: str, symbol: str, legend: bool
) -> dict[str, Any]:
    chosen = points[indices]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": label,
        "legendgroup": f"class {number}",
        "showlegend": legend,
        "x": [round(x, 4) for x in chosen[:, 0].tolist()],
        "y": [round(y, 4) for y in chosen[:, 1].tolist()],
        "customdata": indices.tolist(),
        "hovertemplate": "data[%{customdata}]: (%{x:.3f}, %{y:.3f}) → " + f"{label}<extra>{name}</extra>",
        "marker": {"color": CLASS_COLOURS[number % len(CLASS_COLOURS)], "symbol": symbol, "size": 7, "opacity": 0.85},
    }


def _key(name: str, symbol: str) -> dict[str, Any]:
    """Return an entry of the legend without points."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [None],
        "y": [None],
        "marker": {"color": CURVE, "symbol": symbol, "size": 9},
    }


def window(times: Tensor, series: Tensor, start: int, length: int) -> Figure:
    """Return a series with one window of it and its target marked."""
    end = start + length
    data = [
        _line(_("series"), times, series, CURVE, 1.5),
        _line(_("window (input)"), times[start:end], series[start:end], WINDOW, 4, "lines+markers"),
        mark(_("target"), float(times[end]), float(series[end]), "diamond", TARGET),
    ]
    return {"data": data, "layout": _over_time()}


def in_time(times: Tensor, series: Tensor, names: Sequence[str], parts: Sequence[Tensor], length: int) -> Figure:
    """Return a series whose targets are coloured by their part: the target of window i is the value i + length."""
    data = [_line(_("first window"), times[: length + 1], series[: length + 1], CURVE, 1.5)]
    for name, part, colour in zip(names, parts, PART_COLOURS, strict=True):
        places = part + length
        if len(places):
            places = places[0] - 1 + places.new_tensor(range(len(places) + 1))  # joined to the value before
        data.append(_line(name, times[places], series[places], colour, 3))
    data[0]["line"]["dash"] = "dot"
    return {"data": data, "layout": _over_time()}


def _line(name: str, times: Tensor, values: Tensor, colour: str, width: float, mode: str = "lines") -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": mode,
        "name": name,
        "x": [round(x, 4) for x in times.tolist()],
        "y": [round(y, 4) for y in values.tolist()],
        "line": {"color": colour, "width": width},
        "marker": {"size": 7},
        "hovertemplate": "%{x:.4g}: %{y:.4g}",
    }


def _over_time() -> dict[str, Any]:
    return line_layout(_("time"), _("value"), 320, hovermode="closest")
