"""While what was typed cannot be read, the last good view stays, and is told apart from a fresh one."""

import streamlit as st

from playground.translations import _

# Everything after this element in the same block is greyed
_STYLE = (
    "<style>:has(> [data-testid=stHtml] > .pg-stale) ~ *{opacity:.45;filter:grayscale(1)}</style>"
    "<div class='pg-stale' role='status' style='border-left:4px solid #e69f00;padding:.1rem .7rem'>%s</div>"
)


def stale() -> None:
    """Say that what follows in this block is the last that could be read, and grey it."""
    st.html(_STYLE % _("Not what is typed now: this is still the last that could be read."))
