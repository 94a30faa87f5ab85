"""A network that foretells y from x: its answers along a line, the points that it learned from, one question."""

from collections.abc import Sequence

from playground.charts.descent import mark
from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.translations import _

HEIGHT = 360


def asked_line(
    points: tuple[Sequence[float], Sequence[float]],
    answers: tuple[Sequence[float], Sequence[float]],
    x: float,
    y: float,
) -> Figure:
    """Return the points (xs, ys) of the data, the network's answers (xs, ys), and the one (x, y) that is asked for."""
    data = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": _("data"),
            "x": list(points[0]),
            "y": list(points[1]),
            "marker": {"color": AXIS_COLOURS[7], "size": 7},
        },
        {
            "type": "scatter",
            "mode": "lines",
            "name": _("the network says"),
            "x": list(answers[0]),
            "y": list(answers[1]),
            "line": {"color": AXIS_COLOURS[0], "width": 2.5},
        },
        mark(_("asked about"), x, y, "x", AXIS_COLOURS[5]),
    ]
    return {"data": data, "layout": line_layout("x", "y", HEIGHT, hovermode="closest")}
