"""Controls that stand where the page puts them, and browsers that have not heard of it yet.

A click sends the values of all controls as the browser knows them. Where the page has put a control elsewhere
meanwhile, the old value looks as if a visitor had just chosen it, and what follows from it would be done to something
else. So a control that the page moves is made anew, under another key: what comes for the old one is then late.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from playground.ui import receipt


def follow(key: str, value: object, titles: Sequence[str] | None = None) -> str:
    """Put the control `key` at `value`; return the key it has in Streamlit, a new one where the page has moved it.

    A browser takes over what it is told, though the visitor may have clicked elsewhere since. So where `titles` says
    what the control shows, it is not told again what it shows already.
    """
    state, widget = st.session_state, current(key)
    if widget in state and state[widget] != value:
        state[_count(key)] = state.get(_count(key), 0) + 1
        widget = current(key)
    shown = f"{key} titles"
    if titles is None or state.get(shown) != titles or not receipt.came(widget):
        state[widget], state[shown] = value, titles
    return widget


def current(key: str) -> str:
    """Return the key that the control `key` has in Streamlit now."""
    number = st.session_state.get(_count(key), 0)
    return f"{key} {number}" if number else key


def when_changed(widget: str, use: Callable[[Any], None]) -> Callable[[], None]:
    """Return a callback for the control `widget` that gives `use` another value than the control has by now.

    Streamlit forgets the value of a control that is gone, but not its callback, and calls it for every click of a
    browser that still sends the value along.
    """
    known = st.session_state.get(widget)

    def callback() -> None:
        nonlocal known
        value = st.session_state[widget]
        if value != known:
            known = value
            use(value)

    return callback


def _count(key: str) -> str:
    return f"{key} made anew"
