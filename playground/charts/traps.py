"""Gradients through the layers of a network, and a gradient clipped in two ways."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.translations import _

COLOURS = tuple(AXIS_COLOURS[i] for i in (5, 2, 0))
SYMBOLS = ("circle", "square", "diamond")
DASHES = ("solid", "dash", "dot")


def through_depth(lines: Mapping[str, Sequence[float]]) -> Figure:
    """Return the gradient over the layers, a line for each network; a logarithmic axis has no place for 0 and inf."""
    layers = max(len(norms) for norms in lines.values())
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": list(range(1, len(norms) + 1)),
            "y": [norm if 0 < norm < math.inf else None for norm in norms],
            "hovertemplate": "%{y:.2e}",
            "line": {"color": COLOURS[i], "dash": DASHES[i]},
            "marker": {"symbol": SYMBOLS[i], "size": 7},
        }
        for i, (name, norms) in enumerate(lines.items())
    ]
    layout = line_layout(_("layer (1 is the first)"), _("length of the gradient"), 340)
    layout["margin"] |= {"l": 70, "t": 50}
    layout["xaxis"] |= {"range": [0, layers + 1]}
    layout["yaxis"] |= {"type": "log", "range": _decades(lines.values()), "exponentformat": "power", "nticks": 8}
    return {"data": traces, "layout": layout}


def _decades(lines: Any) -> list[float]:
    """Return an axis in powers of ten that holds all numbers and the length 1, and never looks steep over nothing."""
    powers = [math.log10(norm) for norms in lines for norm in norms if 0 < norm < math.inf]
    low, high = min([*powers, 0.0]), max([*powers, 3.0])
    return [math.floor(low), math.ceil(high)]


def arrows(ends: Mapping[str, tuple[float, float]]) -> Figure:
    """Return arrows from (0, 0), on axes of the same scale, so that directions are seen as they are."""
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": [0, end[0]],
            "y": [0, end[1]],
            "hovertemplate": "(%{x:.3g}, %{y:.3g})",
            "line": {"color": COLOURS[i], "width": 2 + 1.5 * i, "dash": "dot" if i == 0 else "solid"},
            "marker": {"symbol": ["circle", "arrow"], "size": [1, 14], "angleref": "previous", "color": COLOURS[i]},
        }
        for i, (name, end) in enumerate(ends.items())
    ]
    layout = line_layout("grad[0]", "grad[1]", 340, hovermode="closest")
    layout["yaxis"] |= {"scaleanchor": "x", "zeroline": True}
    layout["xaxis"] |= {"zeroline": True}
    return {"data": traces, "layout": layout}
