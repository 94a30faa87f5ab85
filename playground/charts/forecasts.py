"""A series and what a network foretold of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.translations import _


def forecast(examination: Mapping[str, Sequence[float]]) -> Figure:
    """Return the truth, the forecast one step ahead, and the one rolled out (see `examine_forecast`)."""
    lines = (
        ("truth", _("truth"), {"color": AXIS_COLOURS[0], "width": 3}),
        ("one_step", _("one step ahead"), {"color": AXIS_COLOURS[5]}),
        ("rolled_out", _("rolled out by itself"), {"color": AXIS_COLOURS[2], "dash": "dash"}),
    )
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": title,
            "x": list(examination["indices"]),
            "y": list(examination[name]),
            "line": line,
        }
        for name, title, line in lines
    ]
    return {"data": traces, "layout": line_layout(_("window"), _("next value"), 300)}
