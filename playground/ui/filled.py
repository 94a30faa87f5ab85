"""Controls that a callback fills, and browsers that have not heard of it yet.

A click sends the values of all controls as the browser knows them. One that comes before the browser has heard what the
click before it filled in would take that back, while the fields go on to show it. So it is said again, until a receipt
shows that the browser has heard. (Elsewhere such controls are made anew, see `follow`; those that are bound to the link
cannot be: the link has their keys.)
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from playground.parameters import Value
from playground.ui import receipt
from playground.ui.address import went_back
from playground.ui.controls import in_link

_FILLED = "filled"


@dataclass
class _Filled:
    """What was filled in, in one callback or in several that followed each other before the browser had heard."""

    values: dict[str, Value] = field(default_factory=dict)
    earlier: dict[str, list[object]] = field(default_factory=dict)  # what a browser that has not heard may still send
    receipt: str = ""

    def add(self, values: Mapping[str, Value], defaults: Mapping[str, Value]) -> None:
        """Note values that are other than before."""
        self.values |= values
        for key in values:
            self.earlier.setdefault(key, []).append(st.session_state.get(key, defaults[key]))
        self.receipt = receipt.new()

    def say(self) -> None:
        for key, value in self.values.items():
            if st.session_state.get(key) in (value, *self.earlier[key]):
                st.session_state[key] = value  # even one that it has: the link which was sent may lack it


def fill(state: Mapping[str, Value], defaults: Mapping[str, Value]) -> None:
    """Set controls (key to value), for a callback.

    A control that is shown already takes its value into the link by itself; for one that will be shown only now,
    Streamlit would leave its value out of the link, so it is put there.
    """
    filled = _unheard() or _Filled()
    changed = {key: value for key, value in state.items() if st.session_state.get(key, defaults[key]) != value}
    if changed:
        filled.add(changed, defaults)
        st.session_state[_FILLED] = filled
    for key, value in state.items():
        if st.session_state.get(key) != value:  # a browser takes over what is set, even over what was clicked meanwhile
            st.session_state[key] = value
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
    if known is None or receipt.came(known.receipt):
        return None
    known.say()
    return known


def say_again() -> None:
    """Fill in once more what a click took back that was made before the browser could know; for a page's beginning.

    Who goes back in the browser's history has left it behind.
    """
    if went_back() or _unheard() is None:
        st.session_state.pop(_FILLED, None)


def enclose() -> None:
    """Ask the browser for a receipt of what was filled in; for a page's end."""
    filled: _Filled | None = st.session_state.get(_FILLED)
    if filled is not None:
        receipt.enclose(filled.receipt)
