"""What the browser knew when it sent a click: neither the clock nor its address tells that for sure, a receipt does."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

HIDDEN = "[class*='st-key-receipt']{display:none}"
_COUNT = "receipts"


def new() -> str:
    """Return the key of another receipt."""
    number = st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    return f"receipt {number}"


def enclose(key: str) -> None:
    """Put a receipt at the end of the page: a control that nobody sees.

    A click sends the state of all controls that the browser has put up, this one among them.
    """
    st.checkbox(key, key=key, label_visibility="collapsed")


def came(key: str) -> bool:
    """Return whether the browser that sent what the page runs for had put up the control, before it is put up anew."""
    context = get_script_run_ctx()
    states = [] if context is None else context.session_state.get_widget_states()
    return any(state.id.endswith(f"-{key}") for state in states)
