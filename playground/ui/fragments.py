"""A part of a page that is run again by itself when one of its own controls changes."""

from collections.abc import Callable

import streamlit as st

from playground import translations


def part(view: Callable[[], None]) -> None:
    """Show a part of the page that its own controls run again alone, in the language of the page."""
    language = translations.current()

    def show() -> None:
        translations.use(language)  # it runs in a thread of its own, without the page before it
        view()

    st.fragment(show)()
