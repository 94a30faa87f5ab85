"""Learning rate and momentum at every step of a run."""

import struct
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.translations import _

LINE_COLOURS = tuple(AXIS_COLOURS[i] for i in (0, 5, 2, 3))
LINE_DASHES = ("solid", "dash", "dot", "dashdot")  # lines lie on each other, and not every eye tells colours apart
LARGEST = 3.4e38  # of the numbers that a chart is sent
EPOCH_LINES = 12  # at most
LEGEND_WIDTH = 28  # characters of a name of which two stand side by side


def over_steps(
    lines: Mapping[int, tuple[str, Sequence[float]]],
    title: str,
    batches: int,
    steps: int,
    *,
    height: int = 300,
    log: bool = False,
) -> Figure:
    """Return values over the steps of a run, with a vertical line at the beginning of epochs.

    Args:
        lines: For the number of each schedule, its name and its values from step 0 on.
        batches: Steps in an epoch.
        steps: Steps in the run.
        log: Whether the values are on a logarithmic axis.
    """
    data = [line(name, values, number) for number, (name, values) in lines.items()]
    layout = line_layout(_("step"), title, height)
    epochs = -(-max(1, steps // batches) // EPOCH_LINES)
    layout["xaxis"] |= {
        "title": {
            "text": _("step; a line at every {count} epochs").format(count=epochs)
            if epochs > 1
            else _("step; a line at every epoch")
        },
        "range": [0, max(1, steps)],
        "tick0": 0,
        "dtick": epochs * batches,
    }
    layout["yaxis"] |= {"type": "log", "exponentformat": "power"} if log else {"rangemode": "tozero"}
    layout |= {"showlegend": True}
    layout["legend"] = {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0}
    wide = any(len(name) > LEGEND_WIDTH for name, _values in lines.values())
    layout["margin"]["t"] = 12 + 20 * (len(data) if wide else -(-len(data) // 2))
    return {"data": data, "layout": layout}


def line(name: str, values: Sequence[float], number: int, first: int = 0, **style: Any) -> dict[str, Any]:
    """Return one line; its value stays until the next step."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x0": first,
        "dx": 1,
        "y": packed(tuple(values)),
        "line": {"color": LINE_COLOURS[number], "dash": LINE_DASHES[number], "width": 2.5, "shape": "hv"} | style,
        "hovertemplate": "%{y:.4g}",
    }


@lru_cache(maxsize=64)
def packed(values: tuple[float, ...]) -> dict[str, str]:
    """Return numbers as Plotly takes many of them: the bytes of float32, in base64."""
    within = [value if abs(value) < LARGEST else float("nan") for value in values]
    return {"dtype": "f4", "bdata": b64encode(struct.pack(f"<{len(within)}f", *within)).decode()}


def losses(values: Sequence[float], batches: int, steps: int) -> Figure:
    """Return the loss that was measured after each epoch, over the steps of the run."""
    figure = over_steps({0: (_("validation loss"), values)}, _("validation loss"), batches, steps, height=190)
    figure["data"][0] |= {
        "mode": "lines+markers",
        "x0": batches,
        "dx": batches,
        "line": {"color": AXIS_COLOURS[1]},
    }
    return figure


def continued(whole: Sequence[float], rest: Sequence[float], at: int, batches: int) -> Figure:
    """Return the learning rates of a run, and over them those of the run that was saved before the step `at`."""
    figure = over_steps({0: (_("never interrupted"), whole)}, _("learning rate"), batches, len(whole), height=260)
    figure["data"][0]["line"] |= {"width": 7, "color": "rgba(86,180,233,0.55)", "dash": "solid"}
    figure["data"].append(line(_("continued from what was saved"), rest, 1, at, dash="solid", width=2))
    figure["layout"]["shapes"] = [
        {
            "type": "line",
            "x0": at,
            "x1": at,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"color": "#8c8c8c", "dash": "dot"},
        }
    ]
    return figure
