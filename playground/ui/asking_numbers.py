"""A network that reads numbers is asked: a point in the plane, an x, a line of a table."""

from collections.abc import Sequence
from functools import partial

import streamlit as st
import torch
from torch import Tensor

from playground.asking.answers import Answer, answer, answers
from playground.asking.loading import Asked
from playground.asking.plane import plane_of
from playground.asking.script import of_numbers
from playground.charts import CLASS_COLOURS
from playground.charts.asked_line import asked_line
from playground.runs import Run
from playground.translations import _
from playground.ui.asking_code import code
from playground.ui.asking_inside import layers
from playground.ui.bars import bars, says
from playground.ui.failures import in_words
from playground.ui.figure import figure
from playground.ui.fragments import part
from playground.ui.plane import point_in

MOST_FIELDS = 24  # columns of a table that can be set
PLACES = 100  # at which the line of answers is worked out
BEGIN = 0.6  # where the first point that is asked about lies, as a share of the sides of the plane


def points(asked: Asked, run: Run) -> None:
    """Show which class a point in the plane belongs to."""
    part(partial(_points, asked, run))


@in_words()
def _points(asked: Asked, run: Run) -> None:
    left, right = st.columns([1.1, 1], gap="large")
    with left:
        plane = plane_of(asked)
        start = [low + plane.scene["side"] * BEGIN for low in plane.scene["low"]]
        sample = torch.tensor(point_in(plane, (start[0], start[1]), key=f"plane {run.id}"))
    with right:
        found = _say(asked, sample, CLASS_COLOURS)
        layers(found)
    code(asked, run, lambda: of_numbers(asked, sample))


def _say(asked: Asked, sample: Tensor, colours: Sequence[str] = ()) -> Answer:
    """Show the chances of the classes, or the number that is foretold; return the answer."""
    found = answer(asked, sample)
    classes = asked.opened.classes
    if classes:
        st.html(says(classes[found.best]) + bars(classes, found.probabilities, found.best, colours=colours))
        st.caption(_("The softmax of its {count} logits: they add up to 100 %.").format(count=len(found.outputs)))
    else:
        st.metric(_("the network says"), f"{float(found.outputs[0]):.4g}")
    return found


def line(asked: Asked, run: Run) -> None:
    """Show the y that the network foretells for an x."""
    part(partial(_line, asked, run))


@in_words()
def _line(asked: Asked, run: Run) -> None:
    inputs, targets = asked.opened.inputs.flatten(), asked.opened.targets[asked.opened.looked_at].flatten()
    left, right = st.columns([1, 1.6], gap="large")
    with left:
        low, high = float(inputs.min()), float(inputs.max())
        room = (high - low) / 4 or 1.0
        bounds = low - room, high + room
        x = st.slider("x", *bounds, high, (high - low) / 100 or 0.01, key=f"x {run.id}")
        y = float(_say(asked, torch.tensor([x])).outputs[0])
    with right:
        xs = torch.linspace(*bounds, PLACES)
        ys = answers(asked, xs[:, None]).flatten()
        told = (inputs.tolist(), targets.tolist()), (xs.tolist(), ys.tolist())
        alt = _("The data, the network's answers, and the one that is asked for: ({x}, {y}).")
        figure(asked_line(*told, x, y), key="asked line", alt=alt.format(x=f"{x:.3g}", y=f"{y:.3g}"))
    code(asked, run, lambda: of_numbers(asked, torch.tensor([x])))


def table(asked: Asked, run: Run) -> None:
    """Show what the network says of a line of numbers."""
    part(partial(_table, asked, run))


@in_words()
def _table(asked: Asked, run: Run) -> None:
    opened = asked.opened
    last = len(asked.test) - 1
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        place = st.number_input(
            _("Begin with a line of the test part, 0 to {last}").format(last=f"{last:,}"), 0, last, key=f"line {run.id}"
        )
        index = int(asked.test[int(place or 0)])
        values = opened.data[index][0].tolist()
        with st.container(horizontal=True):
            for i, name in enumerate(opened.columns[:MOST_FIELDS]):
                given = st.number_input(name, value=values[i], format="%g", key=f"{i} {index} {run.id}", width=150)
                values[i] = values[i] if given is None else given
        if len(values) > MOST_FIELDS:
            st.caption(
                _("The other {count} columns keep the values of that line.").format(count=len(values) - MOST_FIELDS)
            )
        if asked.config.data.parameters.get("standardize"):
            st.caption(_("As the network reads them: each column with mean 0 and standard deviation 1."))
    with right:
        sample = torch.tensor(values, dtype=torch.float32)
        _say(asked, sample)
        if opened.classes:
            st.caption(_("In the table that line is: {name}").format(name=opened.classes[int(opened.targets[index])]))
    code(asked, run, lambda: of_numbers(asked, sample))
