"""The values of a picture before and after a transform."""

from playground.charts.figures import Figure
from playground.charts.palette import AXIS_COLOURS
from playground.datasets.transforms import BINS, Look
from playground.translations import _


def before_and_after(before: Look, after: Look) -> Figure:
    """Return how often values occur, before above after, each over its own range."""
    data = []
    for look, axis, name, colour in (
        (before, "", _("before"), AXIS_COLOURS[7]),
        (after, "2", _("after"), AXIS_COLOURS[0]),
    ):
        width = (look.high - look.low) / BINS or 1
        data.append(
            {
                "type": "bar",
                "x": [look.low + (place + 0.5) * width for place in range(BINS)],
                "y": list(look.counts),
                "width": width,
                "name": name,
                "xaxis": f"x{axis}",
                "yaxis": f"y{axis}",
                "marker": {"color": colour},
                "hovertemplate": _("about %{x:.3g}: %{y} values") + "<extra></extra>",
            }
        )
    hidden = {"showticklabels": False, "showgrid": False, "zeroline": False, "fixedrange": True}
    return {
        "data": data,
        "layout": {
            "height": 210,
            "margin": {"l": 30, "r": 10, "t": 10, "b": 25},
            "grid": {"rows": 2, "columns": 1, "pattern": "independent", "ygap": 0.45},
            "xaxis": {"fixedrange": True, "nticks": 6, "anchor": "y"},
            "xaxis2": {"fixedrange": True, "nticks": 6, "anchor": "y2"},
            "yaxis": hidden | {"title": {"text": _("before")}},
            "yaxis2": hidden | {"title": {"text": _("after")}, "anchor": "x2"},
            "showlegend": False,
            "bargap": 0,
        },
    }
