"""A curve that the learner bends: its points are dragged in the browser, or moved with the arrow keys."""

from collections.abc import Callable, Sequence

import streamlit as st

from playground.translations import _
from playground.ui.assets import script, style

_component = st.components.v2.component(
    "playground_bend", html='<div class="pg-bend"></div>\n', css=style("bend.css"), js=script("bend.js")
)


def bend(heights: Sequence[float], epochs: int, *, key: str, on_change: Callable[[], None]) -> None:
    """Show a loss curve over the epochs; `on_change` finds the new heights as `heights` of the state `key`."""
    _component(
        key=key,
        data={
            "heights": list(heights),
            "epochs": epochs,
            "label": _("Loss after each epoch, to be bent: drag the points, or move them with the arrow keys."),
            "point": _("loss after epoch {epoch}"),
        },
        on_heights_change=on_change,
    )
