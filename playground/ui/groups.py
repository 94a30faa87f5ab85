"""Parameter groups of a small network: which rate and decay each parameter has, and what becomes of its norm."""

import html

import streamlit as st

from playground.charts.clipping import side_by_side
from playground.optimization.groups import (
    EPOCHS,
    EVERYWHERE,
    HEAD_LR,
    LR,
    OPTIMIZER,
    WEIGHT_DECAY,
    Grouping,
    Outcome,
    outcome,
)
from playground.optimization.network_script import groups_script
from playground.training.scores import say_score
from playground.translations import _
from playground.ui.controls import control
from playground.ui.figure import figure
from playground.ui.shapes import chips
from playground.ui.tables import table
from playground.ui.workbench import code_box


def groups_view() -> None:
    """Show how the groups are made, each parameter in its group, and the norms that come of it."""
    choices, view = st.columns([1, 2.5], gap="medium")
    with choices:
        grouping = _settings()
    result = outcome(grouping)
    with view:
        st.html(_parameters(result))
        _norms(result)
    code_box(lambda: groups_script(grouping), "parameter_groups")


def _settings() -> Grouping:
    name = str(control(OPTIMIZER, "groups.optimizer"))
    lr, head_lr = st.columns(2)
    with lr:
        rate = float(control(LR, "groups.lr"))
    with head_lr:
        head_rate = float(control(HEAD_LR, "groups.head_lr"))
    decay, epochs = st.columns(2)
    with decay:
        strength = float(control(WEIGHT_DECAY, "groups.weight_decay"))
    with epochs:
        rounds = int(control(EPOCHS, "groups.epochs"))
    return Grouping(name, rate, head_rate, strength, bool(control(EVERYWHERE)), rounds)


def _parameters(result: Outcome) -> str:
    heads = (_("parameter"), _("shape"), _("group"), "lr", "weight_decay")
    rows = [
        (
            f"<code>{html.escape(line.name)}</code>",
            chips(line.shape),
            str(line.group),
            f"{line.lr:g}",
            f"{line.weight_decay:g}" if line.weight_decay else "<b>0</b>",
        )
        for line in result.lines
    ]
    return table(rows, heads)


def _norms(result: Outcome) -> None:
    everywhere, apart = _("weight decay everywhere"), _("none on norms and biases")
    bars = {
        _("at first"): [line.start for line in result.lines],
        everywhere: [line.everywhere for line in result.lines],
        apart: [line.apart for line in result.lines],
    }
    names = [line.name for line in result.lines]
    [scale] = [line for line in result.lines if line.name == "norm.weight"]
    told = _(
        "After the training, `norm.weight` has the norm {apart}; with weight decay everywhere it has {everywhere}. "
        "Accuracy: {accuracy_apart} and {accuracy_everywhere}."
    ).format(
        apart=f"{scale.apart:.3g}",
        everywhere=f"{scale.everywhere:.3g}",
        accuracy_apart=say_score(result.accuracy_apart, "accuracy"),
        accuracy_everywhere=say_score(result.accuracy_everywhere, "accuracy"),
    )
    figure(side_by_side(bars, names, _("norm of the parameter")), key="group norms", alt=told)
    st.markdown(told)
