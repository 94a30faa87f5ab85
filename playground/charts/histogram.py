"""How values are spread: a histogram whose steps were counted already."""

from collections.abc import Sequence

from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.translations import _


def histogram(counts: Sequence[int], low: float, high: float) -> Figure:
    """Return how many values lie in each of the equal steps from `low` to `high`."""
    width = (high - low) / max(1, len(counts))
    bars = {
        "type": "bar",
        "x": [low + (i + 0.5) * width for i in range(len(counts))],
        "y": list(counts),
        "width": width * 0.96,
        "name": "",
        "marker": {"color": AXIS_COLOURS[0]},
        "hovertemplate": "%{x:.4g}: %{y}<extra></extra>",
    }
    layout = line_layout(_("value"), _("how often"), 240, hovermode="closest", showlegend=False)
    return {"data": [bars], "layout": layout | {"margin": {"l": 50, "r": 10, "t": 10, "b": 45}}}
