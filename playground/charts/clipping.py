"""Gradients before and after clipping; numbers of parameters side by side."""

from collections.abc import Mapping, Sequence
from math import isfinite

from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.optimization.clipping import Step
from playground.translations import _

COLOURS = tuple(AXIS_COLOURS[i] for i in (7, 0, 5))
_LEGEND = {"orientation": "h", "y": -0.3, "x": 0}
DASHES = ("dot", "solid", "dash")


def before_and_after(steps: Sequence[Step], names: Sequence[str]) -> Figure:
    """Return each element of the gradient after clipping over what it was before: a line for each kind, by name."""
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": [before for before, _after in step.curve],
            "y": [after for _before, after in step.curve],
            "line": {"color": colour, "dash": dash},
            "marker": {"size": 5},
            "hovertemplate": "%{x:.3g} → %{y:.3g}",
        }
        for step, name, colour, dash in zip(steps, names, COLOURS, DASHES, strict=True)
    ]
    reach = 1.15 * max(abs(after) for step in steps[1:] for _before, after in step.curve)
    layout = line_layout(_("element before"), _("element after"), 330, hovermode="closest", legend=_LEGEND)
    layout["margin"] |= {"t": 10, "b": 95}
    layout["yaxis"] |= {"range": [-reach, reach]}  # what was not clipped goes on beyond it
    return {"data": data, "layout": layout}


def side_by_side(
    numbers: Mapping[str, Sequence[float]], names: Sequence[str], y_title: str, log: bool = False
) -> Figure:
    """Return bars: for each of `names` one of every series in `numbers`."""
    data = [
        {
            "type": "bar",
            "name": name,
            "x": [name.replace(".", ".<br>") for name in names],
            "y": [value if isfinite(value) else None for value in values],
            "marker": {"color": colour},
            "hovertemplate": "%{y:.3g}",
        }
        for (name, values), colour in zip(numbers.items(), COLOURS, strict=True)
    ]
    layout = line_layout("", y_title, 330, legend=_LEGEND)
    layout["margin"] |= {"t": 10, "b": 95}
    layout["xaxis"] |= {"tickangle": 0}
    if log:
        layout["yaxis"] |= {"type": "log", "dtick": 1}
    return {"data": data, "layout": layout}
