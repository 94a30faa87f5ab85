"""Lists to pick from: titles that differ, and what was picked where titles can change."""

from collections.abc import Callable, Container, Sequence
from typing import Any

import streamlit as st


def told_apart(titles: Sequence[str]) -> list[str]:
    """Return titles of which no two are alike: Streamlit takes the first that has the chosen one."""
    return [
        f"{title} ({number})" if (number := titles[: place + 1].count(title)) > 1 else title
        for place, title in enumerate(titles)
    ]


def when_picked(key: str, options: Container[object], use: Callable[[Any], None]) -> Callable[[], None]:
    """Return a callback for the `st.selectbox` under `key` that gives `use` the choice, if it is one of `options`.

    A browser names its choice by the title it shows. Where the titles have changed meanwhile (a run has ended, the
    language is another), Streamlit knows the old one no more and hands it on as it is, as if it had been picked.
    """

    def callback() -> None:
        if st.session_state[key] in options:
            use(st.session_state[key])

    return callback
