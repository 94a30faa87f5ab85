"""The editor of programs: what is typed runs a moment later, and mistakes are marked where they are."""

import streamlit as st

from playground.program import Span
from playground.translations import _
from playground.ui.address import went_back
from playground.ui.assets import script, style

LINKED = 6_000  # characters; a longer program is not put into the link

_component = st.components.v2.component(
    "playground_editor",
    html='<div class="pg-editor"></div>\n',
    css=style("editor.css"),
    js=script("editor.js"),
)


def program_text(key: str, default: str, *, linked: bool = True) -> str:
    """Return the text of the editor `key`; it is kept while the visitor stays, and in the link as `key`."""
    state, address = st.session_state, st.query_params
    text = text_now(key, default, linked=linked)
    if _text(key) not in state:
        state[_text(key)] = text
    state[_link(key)] = {"key": key, "default": default, "longest": LINKED} if linked else None
    returned = f"{key} editor" not in state  # the editor puts the address right without a new entry of the history
    if linked and not returned:
        wanted = text if text != default and len(text) <= LINKED else None
        if wanted is None and key in address:
            del address[key]
        elif wanted is not None and _lines(address.get(key, "")) != wanted:
            address[key] = wanted
    return text


def text_now(key: str, default: str, *, linked: bool = True) -> str:
    """Return what `program_text` will give, for what stands above the editor.

    After Back and Forward it is the text of the address, as far as an address can hold what stands in the editor.
    """
    state = st.session_state
    there = _lines(st.query_params[key]) if linked and key in st.query_params else None
    if _text(key) not in state:
        return default if there is None else there
    text = str(state[_text(key)])
    if linked and went_back() and (there is not None or len(text) <= LINKED):
        before = default if there is None else there
        if text != before:
            set_program(key, before)
        return before
    return text


def _lines(text: str) -> str:
    """Return a text with the line ends of a browser's own texts."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def set_program(key: str, source: str) -> None:
    """Put a program into the editor `key`; for a button's callback. Ctrl+Z in the editor brings the former one back."""
    st.session_state[_text(key)] = _lines(source)
    st.session_state[_version(key)] = st.session_state.get(_version(key), 0) + 1


def program_editor(key: str, *, line: int = 0, mistake: Span | None = None, rows: int = 8) -> None:
    """Show the editor `key` with the text that `program_text` gave.

    Args:
        line: The line to point out, from 1.
        mistake: What to underline.
        rows: Lines to show at least.
    """

    def changed() -> None:
        sent = st.session_state[f"{key} editor"]["source"]
        st.session_state[_text(key)] = _lines(str(sent["text"])) if sent else ""

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
            "link": st.session_state.get(_link(key)),
            "hint": _(
                "What you type runs at once. Ctrl+Z takes everything back, a preset too. "
                "Esc, then Tab, leaves the editor."
            ),
        },
        on_source_change=changed,
    )


def _text(key: str) -> str:
    return f"{key} text"


def _version(key: str) -> str:
    return f"{key} version"


def _link(key: str) -> str:
    return f"{key} link"
