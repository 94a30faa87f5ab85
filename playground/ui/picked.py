"""What was picked from a list whose titles can change."""

from collections.abc import Callable, Container
from typing import Any

import streamlit as st


def when_picked(key: str, options: Container[object], use: Callable[[Any], None]) -> Callable[[], None]:
    """Return a callback for the `st.selectbox` under `key` that gives `use` the choice, if it is one of `options`.

    A browser names its choice by the title it shows. Where the titles have changed meanwhile (a run has ended, the
    language is another), Streamlit knows the old one no more and hands it on as it is, as if it had been picked.
    """

    def callback() -> None:
        if st.session_state[key] in options:
            use(st.session_state[key])

    return callback
