"""Controls that a callback fills, and browsers that have not heard of it yet.

A click sends the values of all controls as the browser knows them. One that comes before the browser has heard what the
click before it filled in would take that back, while the fields go on to show it. So it is said again.
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from streamlit.errors import StreamlitAPIException

from playground.parameters import Value
from playground.ui.controls import in_link

HEARD_SECONDS = 0.5  # after the page was sent off, a browser has surely put it up
_FILLED = "filled"


@dataclass
class _Filled:
    """What was filled in (key to the value before it and the new one), and when the page with it had been sent off."""

    values: Mapping[str, tuple[object, Value]]
    fresh: bool = True  # the run of the page that follows the callback has not begun
    sent: float | None = None


def fill(state: Mapping[str, Value], defaults: Mapping[str, Value]) -> None:
    """Set controls (key to value), for a callback.

    A control that is shown already takes its value into the link by itself; for one that will be shown only now,
    Streamlit would leave its value out of the link, so it is put there.
    """
    before = {key: st.session_state.get(key, defaults[key]) for key in state}
    st.session_state.update(state)
    st.session_state[_FILLED] = _Filled(
        {key: (before[key], value) for key, value in state.items() if before[key] != value}
    )
    for key, value in state.items():
        if value != defaults[key]:
            with suppress(StreamlitAPIException):  # it is shown already
                st.query_params[key] = [*map(in_link, value)] if isinstance(value, list) else in_link(value)


def say_again() -> None:
    """Fill in once more what a click took back that was made before the browser could know; for a page's beginning."""
    filled: _Filled | None = st.session_state.get(_FILLED)
    if filled is None:
        return
    if filled.fresh:
        filled.fresh = False
    elif filled.sent is not None and time.monotonic() - filled.sent > HEARD_SECONDS:
        del st.session_state[_FILLED]
    else:
        filled.sent = None
        for key, (before, value) in filled.values.items():
            if st.session_state.get(key) == before:
                st.session_state[key] = value


def sent() -> None:
    """Note that the page has been sent off; for its end."""
    filled: _Filled | None = st.session_state.get(_FILLED)
    if filled is not None:
        filled.sent = time.monotonic()
