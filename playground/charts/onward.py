"""A series and how a network goes on with it."""

from collections.abc import Sequence

from torch import Tensor

from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.translations import _

SHOWN_BEFORE = 150  # values of the series before the forecast begins


def onward(times: Tensor, series: Tensor, begin: int, values: Sequence[float], length: int) -> Figure:
    """Return the end of a series (T,), the window of `length` that is given, and the forecast `values` after it."""
    start = max(0, begin - max(SHOWN_BEFORE, 2 * length))
    step = float(times[-1] - times[-2])
    at = [float(times[begin - 1]) + step * (place + 1) for place in range(len(values))]
    given = slice(begin - length, begin)
    traces = [
        _line(_("truth"), times[start:].tolist(), series[start:].tolist(), {"color": AXIS_COLOURS[7], "width": 2}),
        _line(
            _("window (input)"), times[given].tolist(), series[given].tolist(), {"color": AXIS_COLOURS[0], "width": 4}
        ),
        _line(
            _("rolled out by itself"),
            [float(times[begin - 1]), *at],
            [float(series[begin - 1]), *values],
            {"color": AXIS_COLOURS[5], "width": 2.5},
        ),
    ]
    return {"data": traces, "layout": line_layout(_("time"), _("value"), 360)}


def _line(name: str, x: Sequence[float], y: Sequence[float], line: dict[str, object]) -> dict[str, object]:
    return {"type": "scatter", "mode": "lines", "name": name, "x": list(x), "y": list(y), "line": line}
