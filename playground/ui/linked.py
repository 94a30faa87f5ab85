"""A choice shown in the reader's language, whose link holds a name that means the same in every language."""

from collections.abc import Mapping

import streamlit as st

from playground.ui.address import went_back


def linked_choice(label: str, titles: Mapping[str, str], key: str) -> str:
    """Show a choice between `titles` (name to what is shown), the first at first; return the name."""
    state, address, default = st.session_state, st.query_params, next(iter(titles))
    if key not in state or went_back():
        state[key] = address.get(key) if address.get(key) in titles else default
    st.segmented_control(
        label,
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    name = state[key] if state[key] in titles else default
    if name == default:
        address.pop(key, None)
    elif name != address.get(key):
        address[key] = name
    return str(name)
