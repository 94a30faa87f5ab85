"""The browser's address: how the visitor came to it, and whether the browser knows what pages have written into it."""

from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.ui import receipt

_KNOWN, _EARLIER, _WRITTEN = "address", "address earlier", "address written"

Address = dict[str, list[str]]


def went_back() -> bool:
    """Return whether the page runs because the visitor went back or forward in the browser's history.

    Widgets that are bound to the address follow it by themselves then; what a page keeps otherwise has to ask.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


@dataclass(frozen=True)
class _Known:
    """The address as the page left it, and those that a browser may still send that has not heard of it."""

    page: str
    left: Address
    earlier: list[Address]
    receipt: str


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
    written: Address = st.session_state.pop(_WRITTEN, {})  # what stood there before the callbacks
    heard = _now() | written
    if known is None or known.page != page or receipt.came(known.receipt) or went_back():
        st.session_state[_EARLIER] = [heard]
        return
    st.session_state[_EARLIER] = [*known.earlier, known.left, heard]
    for name in {*heard, *known.left} - {*written}:
        left, said = known.left.get(name, []), heard.get(name, [])
        if left != said and any(said == address.get(name, []) for address in known.earlier):
            with suppress(StreamlitAPIException):  # it is a widget's
                if left:
                    st.query_params[name] = left
                else:
                    del st.query_params[name]


def note(page: str) -> None:
    """Note what the address is, and ask for a receipt if the browser does not know it; for the end of a page's run."""
    left, earlier = _now(), st.session_state.pop(_EARLIER)
    st.session_state.pop(_WRITTEN, None)  # by the page itself, not by a callback
    if all(address == left for address in earlier):
        st.session_state.pop(_KNOWN, None)
    else:
        known = st.session_state[_KNOWN] = _Known(page, left, earlier, receipt.new())
        receipt.enclose(known.receipt)


def _now() -> Address:
    return {name: st.query_params.get_all(name) for name in st.query_params}
