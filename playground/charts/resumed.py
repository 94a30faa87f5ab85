"""A training without a break, and the same one broken off and taken up again."""

from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.exporting.resumed import BEFORE, Resumed
from playground.translations import _


def losses(result: Resumed) -> Figure:
    """Return both series of losses by their steps, with the break marked."""
    later = range(BEFORE + 1, BEFORE + 1 + len(result.resumed))
    layout = line_layout(_("step"), _("loss"), 330)
    layout["shapes"] = [
        {
            "type": "line",
            "x0": BEFORE,
            "x1": BEFORE,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"dash": "dot", "width": 2, "color": AXIS_COLOURS[7]},
        }
    ]
    layout["annotations"] = [
        {
            "x": BEFORE,
            "y": 1,
            "yref": "paper",
            "text": _("saved, loaded"),
            "showarrow": False,
            "xanchor": "left",
            "xshift": 4,
        }
    ]
    whole = _line(_("without a break"), range(1, len(result.unbroken) + 1), result.unbroken, AXIS_COLOURS[4], 6)
    return {"data": [whole, _line(_("taken up again"), later, result.resumed, AXIS_COLOURS[5], 2)], "layout": layout}


def _line(name: str, steps: range, values: tuple[float, ...], colour: str, width: int) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": list(steps),
        "y": list(values),
        "line": {"color": colour, "width": width},
        "hovertemplate": "%{y:.6f}",
    }
