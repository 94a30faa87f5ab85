"""A guess before a measurement: who has guessed looks closer."""

from collections.abc import Sequence

import streamlit as st

from playground.translations import _

NO_IDEA = "?"  # what is chosen to measure without a guess


def guess(question: str, labels: Sequence[str], key: str) -> str | None:
    """Ask which will be the fastest; return its label, `NO_IDEA`, or None where nothing was said yet."""
    shown = {label: label for label in labels} | {NO_IDEA: _("No idea")}
    return st.segmented_control(question, list(shown), format_func=shown.__getitem__, key=key, persist_state="session")


def judged(guessed: str | None, fastest: Sequence[str]) -> None:
    """Compare a guess with what was the fastest; several where the difference is within the spread."""
    if guessed in (None, NO_IDEA):
        return
    if guessed in fastest:
        st.success(_("You expected `{label}`, and so it is.").format(label=guessed), icon=":material/check:")
    else:
        st.info(
            _("You expected `{label}`; the fastest was `{fastest}`.").format(label=guessed, fastest=fastest[0]),
            icon=":material/lightbulb:",
        )
