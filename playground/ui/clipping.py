"""Gradient clipping: what it does to every element of a real gradient, and to the step that follows."""

from collections.abc import Sequence

import streamlit as st

from playground.charts.clipping import before_and_after, side_by_side
from playground.optimization.clipping import CLIP_VALUE, LR, MAX_NORM, NAMES, OUTLIER, Step, steps
from playground.optimization.network_script import clipping_script
from playground.translations import _
from playground.ui.controls import control
from playground.ui.figure import figure
from playground.ui.tables import number_table
from playground.ui.workbench import code_box


def clipping_view() -> None:
    """Show a gradient before and after clipping, by norm and by value, and what the step makes of the loss."""
    choices, view = st.columns([1, 2.5], gap="medium")
    with choices:
        st.caption(
            _(
                "One step of SGD with 64 digits, one of which is far too large, on a network without LayerNorm: the "
                "same gradient as it is, clipped by its norm, and clipped element by element."
            )
        )
        one, two = st.columns(2)
        with one:
            outlier, max_norm = float(control(OUTLIER)), float(control(MAX_NORM))
        with two:
            lr, clip_value = float(control(LR, "clipping.lr")), float(control(CLIP_VALUE))
    taken = steps(outlier, max_norm, clip_value, lr)
    told = _told(taken)
    with view:
        left, right = st.columns(2)
        with left:
            alt = _("Each element of the gradient after clipping over what it was before.")
            figure(before_and_after(taken, _names()), key="clipped elements", alt=f"{alt} {told}")
        with right:
            _norms(taken)
        st.html(_table(taken))
        st.markdown(told)
    code_box(lambda: clipping_script(outlier, max_norm, clip_value, lr), "clipping")


def _names() -> tuple[str, ...]:
    return (_("as it is"), *NAMES[1:])


def _norms(taken: Sequence[Step]) -> None:
    names = [name for name, _norm in taken[0].norms]
    bars = {title: [norm for _parameter, norm in step.norms] for title, step in zip(_names(), taken, strict=True)}
    drawing = side_by_side(bars, names, _("norm of the gradient"), log=True)
    figure(drawing, key="clipped norms", alt=_("Norm of each parameter's gradient, before and after clipping."))


def _table(taken: Sequence[Step]) -> str:
    heads = ("", _("norm"), _("largest element"), _("elements changed"), _("cosine"), _("loss after the step"))
    rows = [
        (
            title,
            f"{step.total:.3g}",
            f"{step.largest:.3g}",
            f"{step.changed:.0%}",
            f"{step.cosine:.3f}",
            f"{step.loss:.3g}",
        )
        for title, step in zip(_names(), taken, strict=True)
    ]
    return number_table(rows, heads, left=(0,))


def _told(taken: Sequence[Step]) -> str:
    """Return in words what became of length and direction."""
    _plain, by_norm, by_value = taken
    if not by_norm.changed and not by_value.changed:
        return _("The gradient is small enough: neither kind of clipping changes it.")
    parts = []
    if by_norm.changed:
        parts.append(
            _("**By norm**, all elements are multiplied by {factor}: shorter, in the same direction.").format(
                factor=f"{by_norm.total / taken[0].total:.3g}"
            )
        )
    if by_value.changed:
        parts.append(
            _("**By value**, {share} of the elements are cut off: the direction turns (cosine {cosine}).").format(
                share=f"{by_value.changed:.0%}", cosine=f"{by_value.cosine:.3f}"
            )
        )
    return " ".join(parts)
