"""Small pictures to click on, each a button with a caption."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from playground.ui.assets import script, style

_component = st.components.v2.component(
    "playground_picker",
    html='<div class="pg-picker"></div>\n',
    css=style("picker.css"),
    js=script("elements.js", "picker.js"),
)


@dataclass(frozen=True)
class Pick:
    """A picture: its place in the data set, as PNG in base64, its caption, and a text for those who cannot see it."""

    index: int
    png: str
    caption: str
    alt: str


def picker(picks: Sequence[Pick], *, key: str, on_pick: Callable[[int], None]) -> None:
    """Show pictures; `on_pick` is called with the index of the one that is clicked."""

    def picked() -> None:
        on_pick(int(st.session_state[key]["picked"]))

    _component(key=key, data={"picks": [asdict(each) for each in picks]}, on_picked_change=picked)
