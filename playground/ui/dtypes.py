"""The table of dtypes, with a number to try in each."""

import html

import streamlit as st

from playground.tensors.dtypes import KINDS, becomes, facts
from playground.tensors.entries import number_of
from playground.translations import PlaygroundError, _
from playground.ui import programs
from playground.ui.failures import error_box
from playground.ui.kept import kept
from playground.ui.tables import table

FIRST = 3.7


@st.fragment
def dtype_table() -> None:
    """Show every dtype, and what becomes of a typed number in each; one that cannot be read keeps the last one."""
    state = st.session_state
    typed = st.text_input(_("A number"), str(FIRST), key="number", live=True, bind="query-params", max_chars=50) or ""
    try:
        state["number good"] = number_of(typed)
    except PlaygroundError as error:
        error_box(error.message)
    st.html(_table(state.get("number good", FIRST)))


@kept()
def _table(number: bool | int | float) -> str:
    rows = []
    for dtype in KINDS:
        each = facts(dtype)
        types = f"{programs.code(each.cpu)}<br>{programs.code(each.cuda)}"
        cells = (each.name.removeprefix("torch."), becomes(number, dtype), str(each.bytes))
        rows.append([*map(html.escape, (*cells, each.smallest, each.largest, each.step)), f"<small>{types}</small>"])
    return table(
        rows,
        [
            "dtype",
            f"<span style='overflow-wrap:anywhere'>{programs.code(f'torch.tensor({number}, dtype)')}</span>",
            _("bytes"),
            _("lowest"),
            _("highest"),
            _("step at 1"),
            _("type on the CPU, on a GPU"),
        ],
    )
