"""A network that reads numbers is asked: a point in the plane, an x, a line of a table."""

from functools import partial
from typing import Any

import streamlit as st
import torch
from torch import Tensor

from playground.asking.answers import answer
from playground.asking.loading import Asked
from playground.charts.datasets import scatter
from playground.charts.descent import mark
from playground.charts.palette import AXIS_COLOURS
from playground.translations import _
from playground.ui.bars import bars
from playground.ui.figure import figure
from playground.ui.fragments import part

MOST_FIELDS = 24  # columns of a table that can be set
SHOWN = 500  # points


def points(asked: Asked, run_id: str) -> None:
    """Show which class a point in the plane belongs to."""
    part(partial(_points, asked, run_id))


def _points(asked: Asked, run_id: str) -> None:
    opened = asked.opened
    low, high = (getattr(opened.inputs, each)(dim=0).values for each in ("min", "max"))
    left, right = st.columns([1, 1.6], gap="large")
    with left:
        at = [_slide(name, float(low[i]), float(high[i]), f"{name} {run_id}") for i, name in enumerate(opened.columns)]
        _say(asked, torch.tensor(at))
    with right:
        shown = torch.arange(len(opened.inputs))[:SHOWN]
        drawing = scatter(opened.inputs, opened.targets[opened.looked_at], opened.classes, [("", shown)])
        drawing["data"].append(_asked_mark(*at))
        alt = _("The points that the network learned from, and the one that is asked about at ({x}, {y}).")
        figure(drawing, key="asked points", alt=alt.format(x=f"{at[0]:.2f}", y=f"{at[1]:.2f}"))


def _asked_mark(x: float, y: float) -> dict[str, Any]:
    found = mark(_("asked about"), x, y, "x", AXIS_COLOURS[5])
    found["marker"] |= {"size": 14}
    return found


def _slide(name: str, low: float, high: float, key: str) -> float:
    """Show a slider that reaches a little beyond what the data have."""
    room = (high - low) / 4 or 1.0
    return st.slider(name, low - room, high + room, (low + high) / 2 + room, (high - low) / 100 or 0.01, key=key)


def _say(asked: Asked, sample: Tensor) -> None:
    """Show the chances of the classes, or the number that is foretold."""
    found = answer(asked, sample)
    if asked.opened.classes:
        st.html(bars(asked.opened.classes, found.probabilities, found.best))
        st.caption(_("The softmax of its {count} logits: they add up to 100 %.").format(count=len(found.outputs)))
    else:
        st.metric(_("the network says"), f"{float(found.outputs[0]):.4g}")


def line(asked: Asked, run_id: str) -> None:
    """Show the y that the network foretells for an x."""
    part(partial(_line, asked, run_id))


def _line(asked: Asked, run_id: str) -> None:
    inputs = asked.opened.inputs
    x = _slide("x", float(inputs.min()), float(inputs.max()), f"x {run_id}")
    _say(asked, torch.tensor([x]))


def table(asked: Asked, run_id: str) -> None:
    """Show what the network says of a line of numbers."""
    part(partial(_table, asked, run_id))


def _table(asked: Asked, run_id: str) -> None:
    opened = asked.opened
    last = len(asked.test) - 1
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        place = st.number_input(
            _("Begin with a line of the test part, 0 to {last}").format(last=f"{last:,}"), 0, last, key=f"line {run_id}"
        )
        index = int(asked.test[int(place or 0)])
        values = opened.data[index][0].tolist()
        with st.container(horizontal=True):
            for i, name in enumerate(opened.columns[:MOST_FIELDS]):
                given = st.number_input(name, value=values[i], format="%g", key=f"{i} {index} {run_id}", width=150)
                values[i] = values[i] if given is None else given
        if len(values) > MOST_FIELDS:
            st.caption(
                _("The other {count} columns keep the values of that line.").format(count=len(values) - MOST_FIELDS)
            )
        if asked.config.data.parameters.get("standardize"):
            st.caption(_("As the network reads them: each column with mean 0 and standard deviation 1."))
    with right:
        _say(asked, torch.tensor(values, dtype=torch.float32))
        if opened.classes:
            st.caption(_("In the table that line is: {name}").format(name=opened.classes[int(opened.targets[index])]))
