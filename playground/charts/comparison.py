"""Runs over each other: their losses, scores and learning rates."""

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playground.charts.figures import Figure, line_layout
from playground.charts.palette import CLASS_COLOURS
from playground.runs.curves import Curves, Point
from playground.training.scores import SCORES, is_share
from playground.translations import _

MOST = 8  # runs over each other: more colours could not be told apart
COLOURS = CLASS_COLOURS[:MOST]
HEIGHT = 300


@dataclass(frozen=True)
class Axes:
    """How curves are drawn: over ``step``, ``epoch`` or ``seconds``; the loss logarithmic or not; how much smoothed.

    `smoothing` is the weight of the past in an exponential moving average, from 0 (none) to below 1.
    """

    over: str = "step"
    log: bool = False
    smoothing: float = 0.0


def losses(runs: Mapping[str, Curves], axes: Axes) -> Figure:
    """Return the losses of runs by name: of the training as a line, of the validation dashed."""
    validation = _("validation")
    data = [
        trace
        for (name, curves), colour in zip(runs.items(), COLOURS, strict=False)
        for trace in (
            _line(name, curves.train_loss, curves, axes, {"color": colour, "width": 1.8}),
            _line(
                f"{name} · {validation}",
                curves.validation_loss,
                curves,
                axes,
                {"color": colour, "width": 1.8, "dash": "dash"},
            ),
        )
    ]
    figure = _figure(data, _("loss"), axes)
    figure["layout"]["yaxis"]["type"] = "log" if axes.log else "linear"
    return figure


def scores(runs: Mapping[str, Curves], axes: Axes) -> Figure:
    """Return the scores of runs by name on the validation part, in per cent where all are shares."""
    kinds = {curves.score_name for curves in runs.values() if curves.score_name}
    percent = all(map(is_share, kinds))
    factor = 100 if percent else 1
    drawn = {
        name: [(step, seconds, factor * value) for step, seconds, value in curves.score]
        for name, curves in runs.items()
    }
    data = [
        _line(name, drawn[name], curves, axes, {"color": colour, "width": 2})
        for (name, curves), colour in zip(runs.items(), COLOURS, strict=False)
    ]
    if percent:
        return _figure(data, _("validation score in %"), axes)
    alone = SCORES.get(next(iter(kinds))) if len(kinds) == 1 else None
    return _figure(data, _(alone.word) if alone else _("score"), axes)


def learning_rates(runs: Mapping[str, Curves], axes: Axes) -> Figure:
    """Return the learning rates of runs by name, as they were, never smoothed."""
    plain = Axes(axes.over)
    data = [
        _line(name, curves.learning_rate, curves, plain, {"color": colour, "width": 2, "shape": "hv"})
        for (name, curves), colour in zip(runs.items(), COLOURS, strict=False)
    ]
    figure = _figure(data, _("learning rate"), axes)
    figure["layout"]["yaxis"]["rangemode"] = "tozero"  # around a rate that never changes Plotly would show -1 to 1
    return figure


def smoothed(values: Sequence[float], weight: float) -> list[float]:
    """Return an exponential moving average, its beginning corrected for having no past, as the live chart has it."""
    total, trust, result = 0.0, 0.0, []
    for value in values:
        if math.isfinite(value):
            total, trust = weight * total + (1 - weight) * value, weight * trust + (1 - weight)
        result.append(total / trust if math.isfinite(value) else value)
    return result


def _figure(data: list[dict[str, Any]], y_title: str, axes: Axes) -> Figure:
    titles = {"step": _("step"), "epoch": _("epoch"), "seconds": _("seconds")}
    layout = line_layout(titles[axes.over], y_title, HEIGHT, showlegend=False)
    layout["margin"] |= {"t": 10}
    return {"data": data, "layout": layout}


def _line(
    name: str, points: Sequence[Point], curves: Curves, axes: Axes, style: Mapping[str, object]
) -> dict[str, Any]:
    steps_per_epoch = curves.steps_per_epoch or 1
    places: dict[str, list[float]] = {
        "step": [step for step, _seconds, _value in points],
        "epoch": [round(step / steps_per_epoch, 3) for step, _seconds, _value in points],
        "seconds": [seconds for _step, seconds, _value in points],
    }
    values = smoothed([value for _step, _seconds, value in points], axes.smoothing)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": places[axes.over] or [None],
        "y": [float(f"{value:.5g}") if math.isfinite(value) else None for value in values] or [None],
        "line": style,
        "hovertemplate": f"{html.escape(name)}: %{{y:.4g}}<extra></extra>",
    }
