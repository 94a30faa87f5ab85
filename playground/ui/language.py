"""The reader's language: from the link, else from the switch, else from the browser."""

import streamlit as st

from playground import translations
from playground.translations import LANGUAGES

KEY = "language"
PARAMETER = "lang"


def choose() -> None:
    """Decide the language of this run of the page, before anything is said."""
    if KEY not in st.session_state:
        wish = st.query_params.get(PARAMETER)
        st.session_state[KEY] = translations.best(wish, st.context.locale)
        st.session_state["language in link"] = wish in LANGUAGES
    translations.use(st.session_state[KEY])
    if st.session_state["language in link"] and st.query_params.get(PARAMETER) != st.session_state[KEY]:
        st.query_params[PARAMETER] = st.session_state[KEY]  # the switch was used, or another page forgot it


def _switched() -> None:
    st.session_state["language in link"] = True


def switch() -> None:
    """Show the switch."""
    st.segmented_control(
        "Language / 言語",  # both at once, for a reader who finds themselves in the wrong one
        list(LANGUAGES),
        format_func=lambda code: LANGUAGES[code],
        key=KEY,
        required=True,
        on_change=_switched,
    )
