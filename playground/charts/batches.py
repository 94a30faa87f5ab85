"""Charts of what a sampler draws."""

from collections.abc import Sequence
from typing import Any

from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.translations import _


def class_shares(
    classes: Sequence[str],
    own: Sequence[float],
    shuffled: Sequence[float],
    expected: Sequence[float],
    weighted: Sequence[float],
) -> Figure:
    """Return the share of each class: in the data, drawn with shuffle, expected of the weights, drawn with them."""

    def bars(name: str, shares: Sequence[float], colour: str) -> dict[str, Any]:
        return {
            "type": "bar",
            "name": name,
            "x": list(classes),
            "y": list(shares),
            "marker": {"color": colour},
            "hovertemplate": "%{y:.1%}",
        }

    layout = line_layout(_("class"), _("share of the samples"), 360, barmode="group", bargap=0.3)
    layout["margin"] |= {"t": 10, "b": 125}  # the legend stands below: on a phone it has four lines
    layout["legend"] |= {"y": -0.28, "yanchor": "top"}
    layout["xaxis"]["type"] = "category"
    layout["yaxis"] |= {"tickformat": ".0%", "rangemode": "tozero"}
    return {
        "data": [
            bars(_("in the data"), own, AXIS_COLOURS[7]),
            bars("shuffle=True", shuffled, AXIS_COLOURS[1]),
            bars("WeightedRandomSampler", weighted, AXIS_COLOURS[0]),
            {
                "type": "scatter",
                "mode": "markers",
                "name": _("expected of the weights"),
                "x": list(classes),
                "y": list(expected),
                "marker": {"symbol": "line-ew-open", "size": 22, "color": AXIS_COLOURS[5], "line": {"width": 3}},
                "hovertemplate": "%{y:.1%}",
            },
        ],
        "layout": layout,
    }
