"""Points beside a straight line, and lines through them."""

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from playground.charts.datasets import PART_COLOURS, SYMBOLS, TARGET
from playground.charts.descent import mark
from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.datasets.line import Line
from playground.translations import _

TRUE, LEARNED = AXIS_COLOURS[7], AXIS_COLOURS[5]
LOW = 360


def points_and_lines(
    data: Line,
    groups: Sequence[tuple[str, Tensor]],
    learned: tuple[float, float] | None = None,
    marked: int | None = None,
) -> Figure:
    """Return the points with the line that they were drawn around, and the learned one (weight, bias).

    Each group (name, indices) has a symbol and a colour of its own; one point may be ringed.
    """
    xs, ys = data.inputs.flatten().tolist(), data.targets.flatten().tolist()
    style = {"color": TRUE, "width": 2, "dash": "dot"}
    traces = [_line(_("true line"), (data.slope, data.intercept), xs, style)]
    traces += [
        {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "showlegend": bool(name),
            "x": [round(xs[i], 4) for i in indices.tolist()],
            "y": [round(ys[i], 4) for i in indices.tolist()],
            "customdata": indices.tolist(),
            "hovertemplate": "data[%{customdata}]: x = %{x:.3f}, y = %{y:.3f}<extra></extra>",
            "marker": {"color": PART_COLOURS[-1 - place], "symbol": SYMBOLS[place], "size": 9},
        }
        for place, (name, indices) in enumerate(groups)
    ]
    if learned:
        traces.append(_line(_("learned line"), learned, xs, {"color": LEARNED, "width": 3}))
    if marked is not None:
        traces.append(mark(f"data[{marked}]", xs[marked], ys[marked], "circle-open", TARGET) | {"hoverinfo": "skip"})
        traces[-1]["marker"] |= {"size": 18}
    return {"data": traces, "layout": line_layout("x", "y", LOW, hovermode="closest")}


def _line(name: str, line: tuple[float, float], xs: Sequence[float], style: dict[str, Any]) -> dict[str, Any]:
    slope, intercept = line
    ends = [min(xs), max(xs)]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": ends,
        "y": [slope * x + intercept for x in ends],
        "line": style,
        "hoverinfo": "skip",
    }


def agreement(truth: Sequence[float], answers: Sequence[float]) -> Figure:
    """Return what a network says over what is right, and the diagonal, on which both are the same."""
    points = {
        "type": "scatter",
        "mode": "markers",
        "name": "",
        "showlegend": False,
        "x": list(truth),
        "y": list(answers),
        "hovertemplate": "%{x:.4g} → %{y:.4g}<extra></extra>",
        "marker": {"color": LEARNED, "size": 8, "opacity": 0.7},
    }
    style = {"color": TRUE, "width": 2, "dash": "dot"}
    diagonal = _line(_("both the same"), (1.0, 0.0), [*truth, *answers], style)
    return {"data": [diagonal, points], "layout": line_layout(_("right"), _("said"), LOW, hovermode="closest")}
