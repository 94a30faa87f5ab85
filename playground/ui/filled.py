"""Controls that a callback fills, and browsers that have not heard of it yet.

A click sends the values of all controls as the browser knows them. One that comes before the browser has heard what the
click before it filled in would take that back, while the fields go on to show it. So it is said again, until the link
that the browser sends along says what was filled in. (Elsewhere such controls are made anew, see `follow`; those that
are bound to the link cannot be: the link has their keys.)
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from playground.parameters import Value
from playground.ui.address import DEAF_SECONDS, address_sent
from playground.ui.controls import in_link

UNSEEN_SECONDS = 0.5  # the same as DEAF_SECONDS where the link says nothing of what was filled in
_FILLED = "filled"

Link = dict[str, list[str]]  # what the link says of each control, nothing for one at its default


@dataclass
class _Filled:
    """What was filled in: for each key the value before it and the new one."""

    values: dict[str, tuple[object, Value]]
    before: Link
    after: Link = field(default_factory=dict)
    fresh: bool = True  # the run of the page that follows the callback has not begun
    sent: float | None = None  # when the page with it had been sent off

    def heard(self) -> bool:
        """Return whether the browser that sent what the page runs for knew of it."""
        if self.sent is None:
            return False
        since = time.monotonic() - self.sent
        told = [key for key, said in self.after.items() if said != self.before[key]]
        if not told:
            return since > UNSEEN_SECONDS
        link = address_sent()
        return since > DEAF_SECONDS or any(link.get(key, []) == self.after[key] for key in told)

    def say(self) -> None:
        for key, (before, value) in self.values.items():
            if st.session_state.get(key) == before:
                st.session_state[key] = value


def fill(state: Mapping[str, Value], defaults: Mapping[str, Value]) -> None:
    """Set controls (key to value), for a callback.

    A control that is shown already takes its value into the link by itself; for one that will be shown only now,
    Streamlit would leave its value out of the link, so it is put there.
    """
    known = _unheard()
    filled = _Filled({**known.values}, {**known.before}) if known else _Filled({}, {})
    for key, value in state.items():
        before, link = st.session_state.get(key, defaults[key]), st.query_params.get_all(key)
        if key in filled.values:
            before, link = filled.values[key][0], filled.before[key]
        if before != value or key in filled.values:
            filled.values[key], filled.before[key] = (before, value), link
        if st.session_state.get(key) != value:  # a browser takes over what is set, even over what was clicked meanwhile
            st.session_state[key] = value
    st.session_state[_FILLED] = filled
    for key, value in state.items():
        if value != defaults[key]:
            with suppress(StreamlitAPIException):  # it is shown already
                st.query_params[key] = [*map(in_link, value)] if isinstance(value, list) else in_link(value)


def now(key: str) -> Any:
    """Return a control's value, as it was filled in where the browser has not heard of that; for a callback."""
    _unheard()
    return st.session_state.get(key)


def _unheard() -> _Filled | None:
    """Return what was filled in and the browser has not heard of, after saying it again."""
    known: _Filled | None = st.session_state.get(_FILLED)
    if known is None or known.heard():
        return None
    known.say()
    return known


def say_again() -> None:
    """Fill in once more what a click took back that was made before the browser could know; for a page's beginning."""
    filled: _Filled | None = st.session_state.get(_FILLED)
    if filled is None:
        return
    if filled.fresh:
        filled.fresh = False
    elif _unheard():
        filled.sent = None
    else:
        del st.session_state[_FILLED]


def sent() -> None:
    """Note that the page has been sent off, and what its link says; for its end."""
    filled: _Filled | None = st.session_state.get(_FILLED)
    if filled is not None:
        filled.sent = time.monotonic()
        filled.after = {key: st.query_params.get_all(key) for key in filled.values}
