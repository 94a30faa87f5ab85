"""The editor of programs: what is typed runs a moment later, and mistakes are marked where they are."""

import streamlit as st

from playground.program import Span
from playground.translations import _
from playground.ui.assets import asset

LINKED = 6_000  # characters; a longer program is not put into the link

_component = st.components.v2.component(
    "playground_editor",
    html='<div class="pg-editor"></div>\n',
    css=asset("editor.css"),
    js=asset("editor.js"),
)


def program_text(key: str, default: str, *, linked: bool = True) -> str:
    """Return the text of the editor `key`; it is kept while the visitor stays, and in the link as `key`."""
    state = st.session_state
    if _text(key) not in state:
        state[_text(key)] = st.query_params.get(key, default) if linked else default
    text = str(state[_text(key)])
    if linked:
        wanted = text if text != default and len(text) <= LINKED else None
        if wanted is None and key in st.query_params:
            del st.query_params[key]
        elif wanted is not None and st.query_params.get(key) != wanted:
            st.query_params[key] = wanted
    return text


def set_program(key: str, source: str) -> None:
    """Put a program into the editor `key`; for a button's callback."""
    st.session_state[_text(key)] = source
    st.session_state[_version(key)] = st.session_state.get(_version(key), 0) + 1


def program_editor(key: str, *, line: int = 0, mistake: Span | None = None, rows: int = 8) -> None:
    """Show the editor `key` with the text that `program_text` gave.

    Args:
        line: The line to point out, from 1.
        mistake: What to underline.
        rows: Lines to show at least.
    """

    def changed() -> None:
        st.session_state[_text(key)] = str(st.session_state[f"{key} editor"]["source"] or "")

    text = str(st.session_state[_text(key)])
    _component(
        key=f"{key} editor",
        data={
            "source": text,
            "version": st.session_state.get(_version(key), 0),
            "line": line,
            "mistake": mistake and [mistake.line, mistake.column, mistake.end_line, mistake.end_column],
            "rows": max(rows, min(text.count("\n") + 2, 24)),
            "label": _("Program"),
            "hint": _("What you type runs at once. Esc, then Tab, leaves the editor."),
        },
        on_source_change=changed,
    )


def _text(key: str) -> str:
    return f"{key} text"


def _version(key: str) -> str:
    return f"{key} version"
