"""Trainings of the small network: their losses over the steps with a band, and over the learning rates."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from playground.charts.figures import Figure, line_layout
from playground.charts.palette import AXIS_COLOURS
from playground.optimization.network_race import Run
from playground.optimization.rates import GUESSING, RATES, Tried
from playground.translations import _

LOWEST, HIGHEST = 1e-3, 10.0  # of the axis of losses; a loss of 0 has no place on a logarithmic one
DASHES = ("solid", "dot", "dash", "dashdot")  # told apart without colours too


def losses_over_steps(names: Mapping[int, str], runs: Sequence[Run], steps: int) -> Figure:
    """Return each racer's loss over the steps: the mean of its seeds as a line, from the lowest to the highest a band.

    Args:
        names: What each racer is called, by the number that its colour goes by, in the order of their places.
        steps: How many steps a training has.
    """
    bands, lines = [], []
    for place, (number, name) in enumerate(names.items()):
        mine = [run for run in runs if run.racer == place]
        columns = _columns(mine)
        xs = list(range(len(columns)))
        colour = AXIS_COLOURS[number]
        bands.append(_band(xs, columns, colour))
        lines.append(_line(name, xs, [fmean(column) for column in columns], colour, number))
        if columns and any(run.diverged for run in mine):
            lines.append(_mark(xs[-1], min(HIGHEST, fmean(columns[-1])), colour, name))
    layout = line_layout(_("step"), _("loss of the batch"), 400, legend={"orientation": "h", "y": -0.22, "x": 0})
    layout["margin"] |= {"t": 10, "b": 90}
    layout["xaxis"] |= {"range": [0, steps - 1]}
    layout["yaxis"] |= _loss_axis([value for line in lines for value in line["y"]])
    return {"data": bands + lines, "layout": layout}


def _columns(runs: Sequence[Run]) -> list[list[float]]:
    """Return the losses of all seeds step by step, up to where the first of them diverged."""
    columns = []
    for column in zip(*(run.losses for run in runs), strict=False):
        numbers = [max(LOWEST, loss) for loss in column if loss is not None]
        if len(numbers) < len(runs):
            break
        columns.append(numbers)
    return columns


def _loss_axis(values: Sequence[float]) -> dict[str, Any]:
    lowest = min((value for value in values if value), default=0.1)
    low = next(power for power in (-1, -2, -3) if lowest >= 10.0**power or power == -3)
    return {
        "type": "log",
        "range": [low, 1],
        "tickvals": [0.001, 0.01, 0.1, 1, 10],
        "ticktext": ["0.001", "0.01", "0.1", "1", "10"],
    }


def _band(xs: Sequence[int], columns: Sequence[Sequence[float]], colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*xs, *reversed(xs)],
        "y": [max(column) for column in columns] + [min(column) for column in reversed(columns)],
        "fill": "toself",
        "fillcolor": f"{colour}30",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _line(name: str, xs: Sequence[float], ys: Sequence[float], colour: str, number: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": list(xs) or [None],
        "y": list(ys) or [None],
        "hovertemplate": "%{y:.3g}",
        "line": {"color": colour, "dash": DASHES[number % len(DASHES)], "width": 2.5},
    }


def _mark(x: float, y: float, colour: str, name: str) -> dict[str, Any]:
    """Return the cross where a racer diverged."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x],
        "y": [y],
        "marker": {"symbol": "x", "size": 11, "color": colour},
        "hovertemplate": _("diverged") + f"<extra>{name}</extra>",
        "showlegend": False,
        "cliponaxis": False,
    }


def loss_over_rates(names: Sequence[str], tried: Sequence[Tried]) -> Figure:
    """Return each racer's loss at the end over its learning rate; crosses at the top where it diverged."""
    lines = []
    for place, name in enumerate(names):
        mine = [each for each in tried if each.racer == place]
        colour = AXIS_COLOURS[place]
        good = [(each.lr, min(HIGHEST, max(LOWEST, each.loss))) for each in mine if not each.diverged]
        line = _line(name, [x for x, _y in good], [y for _x, y in good], colour, place)
        lines.append(line | {"mode": "lines+markers", "marker": {"size": 7}})
        lines += [_mark(each.lr, HIGHEST * 0.85 * 0.8**place, colour, name) for each in mine if each.diverged]
        if good:
            lines.append(_best(*min(good, key=lambda point: point[1]), colour))
    lines.append(
        {
            "type": "scatter",
            "mode": "lines",
            "name": _("guessing"),
            "x": [RATES[0] / 2, RATES[-1] * 2],
            "y": [GUESSING, GUESSING],
            "line": {"color": "#8c8c8c", "width": 1, "dash": "dash"},
            "hoverinfo": "skip",
        }
    )
    layout = line_layout(
        _("learning rate"),
        _("loss at the end"),
        400,
        legend={"orientation": "h", "y": -0.22, "x": 0},
        hovermode="closest",
    )
    layout["margin"] |= {"t": 10, "b": 90}
    decades = RATES[::2]
    layout["xaxis"] |= {
        "type": "log",
        "range": [-5.2, 2.2],
        "tickvals": list(decades),
        "ticktext": [f"{lr:g}" for lr in decades],
    }
    layout["yaxis"] |= _loss_axis([value for line in lines for value in line["y"]])
    return {"data": lines, "layout": layout}


def _best(x: float, y: float, colour: str) -> dict[str, Any]:
    """Return the star at a racer's best rate."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x],
        "y": [y],
        "marker": {"symbol": "star", "size": 15, "color": colour, "line": {"color": "#ffffff", "width": 1}},
        "hoverinfo": "skip",
        "showlegend": False,
    }
