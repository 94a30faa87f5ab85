"""The browser's address: how the visitor came to it, and whether the browser knows what pages have written into it."""

import time
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx

DEAF_SECONDS = 3.0  # a browser that was sent a page so long ago has put it up, whatever its address says
_KNOWN, _HEARD, _WRITTEN = "address", "address heard", "address written"


def went_back() -> bool:
    """Return whether the page runs because the visitor went back or forward in the browser's history.

    Widgets that are bound to the address follow it by themselves then; what a page keeps otherwise has to ask.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def address_sent() -> dict[str, list[str]]:
    """Return what the browser's address was when it sent what the page runs for."""
    context = get_script_run_ctx()
    return {} if context is None else parse_qs(context.query_string, keep_blank_values=True)


@dataclass(frozen=True)
class _Known:
    """The address as the browser sent it last, as the page left it then, and when the page had been sent off."""

    page: str
    heard: dict[str, list[str]]
    left: dict[str, list[str]]
    sent: float


def write(name: str, value: str | None) -> None:
    """Write a parameter into the address, None for leaving it out; for callbacks."""
    st.session_state.setdefault(_WRITTEN, {}).setdefault(name, st.query_params.get_all(name))
    if value is not None:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def catch_up(page: str) -> None:
    """Write into the address once more what `page` wrote, if this was sent before the browser had heard of it.

    Else a click that follows another at once would show again what was shown before: another run, another trap. (What
    widgets bind to the address Streamlit puts right.)
    """
    known: _Known | None = st.session_state.get(_KNOWN)
    written: dict[str, list[str]] = st.session_state.pop(_WRITTEN, {})  # what stood there before the callbacks
    heard = {name: st.query_params.get_all(name) for name in st.query_params} | written
    st.session_state[_HEARD] = heard
    if known is None or known.page != page or time.monotonic() - known.sent > DEAF_SECONDS or went_back():
        return
    for name in {*known.left, *known.heard} - {*written}:
        left, before = known.left.get(name, []), known.heard.get(name, [])
        if left != before == heard.get(name, []):
            with suppress(StreamlitAPIException):  # it is a widget's
                if left:
                    st.query_params[name] = left
                else:
                    del st.query_params[name]


def note(page: str) -> None:
    """Note what the address is; for the end of a page's run."""
    left = {name: st.query_params.get_all(name) for name in st.query_params}
    st.session_state[_KNOWN] = _Known(page, st.session_state.pop(_HEARD), left, time.monotonic())
    st.session_state.pop(_WRITTEN, None)  # by the page itself, not by a callback
