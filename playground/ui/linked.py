"""A choice shown in the reader's language, whose link holds a name that means the same in every language."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import streamlit as st

from playground.ui.address import went_back


@contextmanager
def linked(names: Mapping[str, object], key: str) -> Iterator[None]:
    """Let the block show a choice between `names` under `key`; the link says it, and the first needs no word."""
    state, address, default = st.session_state, st.query_params, next(iter(names))
    if key not in state or went_back():
        state[key] = address.get(key) if address.get(key) in names else default
    yield
    name = state[key] if state[key] in names else default
    if name == default:
        address.pop(key, None)
    elif name != address.get(key):
        address[key] = name


def linked_choice(label: str, titles: Mapping[str, str], key: str) -> str:
    """Show a choice between `titles` (name to what is shown), the first at first; return the name."""
    with linked(titles, key):
        chosen = st.segmented_control(
            label,
            list(titles),
            format_func=titles.__getitem__,
            key=key,
            required=True,
            label_visibility="collapsed",
            persist_state="session",
        )
    return chosen if chosen is not None and chosen in titles else next(iter(titles))
