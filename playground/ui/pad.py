"""A pad to draw on with mouse, finger or pen; the drawing is sent while it is made."""

import base64

import streamlit as st
import torch
from torch import Tensor

from playground.asking.drawing import SIDE, ink_from_pad
from playground.translations import _
from playground.ui.assets import script, style

_component = st.components.v2.component(
    "playground_pad",
    html='<div class="pg-pad"></div>\n',
    css=style("pad.css"),
    js=script("elements.js", "sender.js", "pad.js"),
)


def pad(example: Tensor | None, *, key: str, label: str) -> Tensor:
    """Show the pad and return the ink on it (SIDE, SIDE), from 0 (none) to 1.

    `example` is what is on it before anything is drawn; the first stroke takes its place. What was drawn is still there
    when the pad was out of sight for a while.
    """
    kept = f"{key} kept"
    drawn = (st.session_state.get(key) or {}).get("drawn") or st.session_state.get(kept)
    st.session_state[kept] = drawn
    blank = torch.zeros(SIDE, SIDE) if example is None else example
    ink = ink_from_pad(drawn["ink"]) if drawn else blank
    packed = base64.b64encode((ink * 255).round().byte().numpy().tobytes()).decode()
    _component(
        key=key,
        data={
            "side": SIDE,
            "ink": packed,
            "example": not drawn and example is not None,
            "seen": drawn["number"] if drawn else 0,
            "label": label,
            "undo": _("Undo"),
            "clear": _("Clear"),
        },
        on_drawn_change=lambda: None,
    )
    return ink
