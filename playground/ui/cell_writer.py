"""A cell of a tensor to be changed by fields: the change becomes a line of the program."""

from contextlib import suppress

import streamlit as st

from playground.program import Trace
from playground.program.outcomes import Outcome, outcome
from playground.tensors.storage_changes import assignment
from playground.tensors.storages import dimensions
from playground.translations import PlaygroundError, _
from playground.ui.editor import set_program
from playground.ui.failures import error_box
from playground.ui.programs import problem


def cell_writer(trace: Trace | None, *, key: str) -> None:
    """Show a name, an index and a value; a click adds the line that writes it to the program, if PyTorch accepts it."""
    axes: dict[str, int] = {}
    if trace is not None and trace.error is None and trace.steps:
        axes = dimensions(trace.steps[-1].names)
    state, missing = st.session_state, not axes
    if axes and state.get(f"{key} name") not in axes:
        state[f"{key} name"] = next(iter(axes))
    index_key, value_key = f"{key} index {axes.get(state.get(f'{key} name', ''), 1)}", f"{key} value"

    def add() -> None:  # what stands in the fields at the click may be newer than what this run was given
        with suppress(PlaygroundError):
            line = assignment(state[f"{key} name"], state[index_key], state[value_key])
            text = str(state.get(f"{key} text", "")).rstrip("\n")
            tried = outcome(f"{text}\n{line}\n", int(state.get("seed") or 0))
            state[f"{key} refused"] = (line, tried) if tried.explanation else None
            if not tried.explanation:
                set_program(key, tried.source)

    if missing and trace is not None and trace.error is None:
        st.caption(_("As soon as a name holds a tensor, a cell of it can be changed here."))
    elif missing:
        st.caption(_("As soon as the mistake in the program is mended, a cell can be changed here."))
    else:
        st.caption(_("Change a cell: it becomes a line of the program."))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.selectbox(_("name"), list(axes), key=f"{key} name", width=85, disabled=missing)
        zeros = ", ".join("0" * axes.get(name or "", 1))
        index = st.text_input(_("index"), zeros, key=index_key, live=True, width=105, disabled=missing)
        value = st.text_input(_("value"), "100", key=value_key, live=True, width=75, disabled=missing)
        st.button(_("Write"), on_click=add, key=f"{key} write", disabled=missing)
    if not missing:
        _refused(name or "", index or "", value or "", key)


def _refused(name: str, index: str, value: str, key: str) -> None:
    """Show why what stands in the fields cannot be written: it is no line, or PyTorch refused it at the last click."""
    try:
        line = assignment(name, index, value)
    except PlaygroundError as error:
        error_box(error.message)
        return
    refused: tuple[str, Outcome] | None = st.session_state.get(f"{key} refused")
    if refused and refused[0] == line:
        st.caption(_("Not written: {line}").format(line=f"`{line}`"))
        problem(refused[1], key=f"{key} write")
