"""The figures of the pages."""

from collections.abc import Sequence
from typing import Any

from playground.charts.palette import AXIS_COLOURS, ink
from playground.translations import _

Figure = dict[str, Any]


def line_layout(x_title: str, y_title: str, height: int, **more: Any) -> dict[str, Any]:
    """Return the layout that line charts share."""
    return {
        "height": height,
        "margin": {"l": 55, "r": 10, "t": 30, "b": 45},
        "xaxis": {"title": {"text": x_title}},
        "yaxis": {"title": {"text": y_title}},
        "legend": {"orientation": "h", "y": 1.12, "x": 0},
        "hovermode": "x unified",
        "uirevision": "keep",
    } | more


def confusion(matrix: Sequence[Sequence[int]], classes: Sequence[str] = ()) -> Figure:
    """Return a confusion matrix: rows are what it is, columns what the network said; counts in the cells."""
    labels = list(classes) if len(classes) == len(matrix) else [str(i) for i in range(len(matrix))]
    wrong = max((count for i, row in enumerate(matrix) for j, count in enumerate(row) if i != j), default=0)
    right, miss = AXIS_COLOURS[0], AXIS_COLOURS[5]

    def cell(i: int, j: int, count: int) -> float | None:
        if count == 0:
            return None  # empty cells stay the page's own colour
        return 1.0 if i == j else -0.35 - 0.65 * count / wrong

    return {
        "data": [
            {
                "type": "heatmap",
                "x": labels,
                "y": labels,
                "z": [[cell(i, j, count) for j, count in enumerate(row)] for i, row in enumerate(matrix)],
                "text": [[str(count) if count else "" for count in row] for row in matrix],
                "texttemplate": "%{text}",
                "textfont": {"color": ink(right)},
                "customdata": [list(row) for row in matrix],
                "hovertemplate": _("is %{y}, taken for %{x}: %{customdata}") + "<extra></extra>",
                "colorscale": [[0, miss], [0.5, "#ffffff"], [1, right]],
                "zmin": -1,
                "zmax": 1,
                "showscale": False,
                "hoverongaps": False,
                "xgap": 2,
                "ygap": 2,
            }
        ],
        "layout": {
            "height": 360,
            "margin": {"l": 55, "r": 10, "t": 10, "b": 50},
            "xaxis": {
                "title": {"text": _("the network says")},
                "type": "category",
                "constrain": "domain",
                "automargin": True,
            },
            "yaxis": {
                "title": {"text": _("it is")},
                "automargin": True,
                "type": "category",
                "autorange": "reversed",
                "scaleanchor": "x",
                "constrain": "domain",
            },
        },
    }


def gradient(xs: Sequence[float], ys: Sequence[float], x: float, y: float, slope: float) -> Figure:
    """Return a function with its tangent at one point."""
    reach = 0.8
    curve, tangent = AXIS_COLOURS[4], AXIS_COLOURS[5]
    return {
        "data": [
            {"type": "scatter", "mode": "lines", "x": list(xs), "y": list(ys), "name": "y", "line": {"color": curve}},
            {
                "type": "scatter",
                "mode": "lines",
                "x": [x - reach, x + reach],
                "y": [y - reach * slope, y + reach * slope],
                "name": _("slope = x.grad"),
                "line": {"dash": "dash", "color": tangent},
            },
            {
                "type": "scatter",
                "mode": "markers",
                "x": [x],
                "y": [y],
                "marker": {"size": 12, "color": tangent},
                "showlegend": False,
            },
        ],
        "layout": line_layout("x", "y", 230, hovermode="closest", yaxis={"range": [-4.5, 4.5]}),
    }
