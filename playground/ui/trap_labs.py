"""What can be tried out below a trap: gradients through the depth of a network, and clipping in two ways."""

import math

import streamlit as st

from playground.autograd.traps.labs import (
    ACTIVATIONS,
    DEEPEST,
    DEPTHS,
    GOOD,
    Clipping,
    Depth,
    clipped,
    gradient_norms,
    steepness,
)
from playground.charts.traps import arrows, through_depth
from playground.translations import _
from playground.ui import programs
from playground.ui.figure import figure
from playground.ui.presets import control_presets
from playground.ui.tables import table
from playground.ui.workbench import take_home

LARGE = 1e3  # times as large or as small: then a gradient counts as exploded or vanished


def depth_lab() -> None:
    """Show a network's controls, and the gradient in each of its layers beside that of a good one."""
    st.subheader(_("Through the depth"), anchor=False)
    control_presets(DEPTHS, DEPTHS[0].state, "depth preset")
    settings, view = st.columns([1, 2], gap="medium")
    with settings:
        depth = _depth()
        st.caption(_("The weights are random numbers with a spread of scale / √64: a layer has 64 inputs."))
    norms = gradient_norms(depth)
    told = _told(depth, norms)
    good = Depth(depth.layers, GOOD.activation, GOOD.scale)
    lines = {_("this network"): norms, _("for comparison: ReLU, scale 1.4"): gradient_norms(good)}
    with view:
        alt = _("Length of the gradient over the layers, on a logarithmic axis.")
        figure(through_depth(lines), key="through depth", alt=f"{alt} {told}")
        st.markdown(told)
    take_home(depth.program, 0, "depth")


def _depth() -> Depth:
    default = Depth()
    layers = st.slider(_("layers"), 2, DEEPEST, default.layers, key="depth.layers", bind="query-params")
    activation = st.segmented_control(
        _("activation"),
        list(ACTIVATIONS),
        default=default.activation,
        key="depth.activation",
        required=True,
        bind="query-params",
    )
    scale = st.slider(
        _("scale of the weights"), 0.1, 4.0, default.scale, 0.1, "%.1f", key="depth.scale", bind="query-params"
    )
    return Depth(layers, activation or default.activation, round(scale, 1))


def _told(depth: Depth, norms: tuple[float, ...]) -> str:
    """Return in words what became of the gradient on its way back."""
    first, last, ratio = norms[0], norms[-1], steepness(norms)
    where = _("The gradient sets out behind layer {layers} with length {last} and reaches layer 1 with {first}.")
    text = where.format(layers=depth.layers, last=f"{last:.3g}", first=f"**{first:.3g}**")
    if first == 0:
        return text + " " + _("**Vanished**: smaller than the smallest number of float32.")
    if not math.isfinite(first):
        return text + " " + _("**Exploded**: larger than the largest number of float32.")
    if ratio < 1 / LARGE:
        return text + " " + _("**Vanishing**: the first layers hardly learn.")
    if ratio > LARGE:
        return text + " " + _("**Exploding**: a step of the usual size would throw the first layers far off.")
    return text + " " + _("That is a gradient to learn with.")


def clipping_lab() -> None:
    """Show a gradient of two numbers, and what both ways of clipping leave of it."""
    st.subheader(_("Clip it yourself"), anchor=False)
    settings, view = st.columns([1, 2], gap="medium")
    default = Clipping()
    with settings:
        first, second = (
            st.slider(f"grad[{place}]", -40.0, 40.0, number, 1.0, "%g", key=f"clip.{place}", bind="query-params")
            for place, number in enumerate((default.first, default.second))
        )
        limit = st.slider(_("limit"), 1.0, 50.0, default.limit, 1.0, "%g", key="clip.limit", bind="query-params")
        st.caption(_("The limit is max_norm for one and clip_value for the other."))
    clipping = Clipping(first, second, limit)
    ends = clipped(clipping)
    with view:
        told = [
            _("{call}: ({first}, {second}), length {length}, turned by {turned}°.").format(
                call=arrow.call,
                first=f"{arrow.end[0]:.3g}",
                second=f"{arrow.end[1]:.3g}",
                length=f"{arrow.length:.3g}",
                turned=f"{arrow.turned:.0f}",
            )
            for arrow in ends
        ]
        figure(arrows({arrow.call: arrow.end for arrow in ends}), key="clipping", alt=" ".join(told))
        rows = [
            (
                programs.code(arrow.call),
                f"({arrow.end[0]:.3g}, {arrow.end[1]:.3g})",
                f"{arrow.length:.3g}",
                f"{arrow.turned:.0f}°",
            )
            for arrow in ends
        ]
        st.html(table(rows, ("", _("gradient"), _("length"), _("turned by"))))
    take_home(clipping.program, 0, "clipping")


LABS = {"depth": depth_lab, "clipping": clipping_lab}


def lab(name: str) -> None:
    """Show the lab of a trap, if it has one."""
    if name:
        LABS[name]()
