"""The plane, painted with a network's answers, in which a point can be moved: by mouse, finger and keys."""

import math

import streamlit as st

from playground.asking.plane import Plane
from playground.charts import CLASS_COLOURS
from playground.translations import _
from playground.ui.assets import script, style

KEYS = ("x", "y")  # of the two number fields, in the link too
_component = st.components.v2.component(
    "playground_plane",
    html='<div class="pg-ask-plane"></div>\n',
    css=style("plane.css"),
    js=script("elements.js", "drawing.js", "sender.js", "plane.js"),
)


def point_in(plane: Plane, default: tuple[float, float], *, key: str) -> tuple[float, float]:
    """Show a plane and two fields; return the point that is chosen.

    The point is kept in the link, as ``?x=0.5&y=-1``.
    """
    spot = st.container()
    with st.container(horizontal=True):
        at = [_field(i, plane, default[i]) for i in range(2)]

    def moved() -> None:
        if sent := (st.session_state[key] or {}).get("at"):
            for i, name in enumerate(KEYS):
                st.session_state[name] = plane.within(i, float(sent[name]))

    sent = (st.session_state.get(key) or {}).get("at")
    with spot:
        _component(
            key=key,
            data={
                "scene": plane.scene,
                "answer": plane.answer,
                "at": at,
                "seen": sent["number"] if sent else 0,
                "colours": list(CLASS_COLOURS),
                "label": _(
                    "The plane in the colours of the network's answers; the point is at ({x}, {y}). Click, or move it "
                    "with the arrow keys."
                ),
                "training": _("training"),
                "heldOut": _("validation and test"),
                "asked": _("asked about"),
            },
            on_at_change=moved,
        )
    return at[0], at[1]


def _field(axis: int, plane: Plane, default: float) -> float:
    """Show the field of a coordinate; what another network or the link has left there is brought into its bounds."""
    name = KEYS[axis]
    kept = st.session_state.get(name)
    if kept is not None and plane.within(axis, kept) != kept:
        st.session_state[name] = plane.within(axis, kept)
    low, high = plane.within(axis, -math.inf), plane.within(axis, math.inf)
    value = plane.within(axis, default)
    given = st.number_input(name, low, high, value, 0.05, "%.2f", key=name, bind="query-params", width=140)
    return value if given is None else float(given)
