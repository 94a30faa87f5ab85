"""The tensors page's controls: they make a tensor."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from playground.parameters import Value
from playground.tensors.creation import CREATIONS, DEFAULTS, Creation, program
from playground.tensors.dtypes import KINDS
from playground.tensors.entries import cells_of, text_of, values_of
from playground.translations import PlaygroundError, _
from playground.ui.controls import DOCS, control
from playground.ui.failures import error_box

DTYPES = ["default", *(str(dtype).removeprefix("torch.") for dtype in KINDS)]
GOOD = "tensors good"


def way_to_make() -> Creation:
    """Show the choice of how the tensor is made."""
    chosen = st.selectbox(_("How"), list(CREATIONS), key="how", bind="query-params", filter_mode=None)
    way = CREATIONS.get(chosen or "", CREATIONS["tensor"])
    row = way.function
    st.caption(f"{_(row.summary)} [{row.short} ↗]({DOCS}{row.docs})")
    return way


def source_of(way: Creation) -> tuple[str, int, bool]:
    """Show the controls of a way; return the program that they make, the seed, and whether it is what is typed now.

    While something cannot be read, the last program that could be is kept.
    """
    state = st.session_state
    shape, values = str(DEFAULTS["shape"]), str(DEFAULTS["values"])
    if way.asks_for("shape"):
        shape = st.text_input("shape", shape, key="shape", live=True, bind="query-params", max_chars=200) or ""
    readable = True
    if way.asks_for("values"):
        typed = _values(values)
        values, readable = typed or values, typed is not None
    numbers: dict[str, Value] = {}
    for parameter in way.parameters:
        numbers[parameter.name] = control(parameter, f"{way.name}.{parameter.name}")
    options = _options() if way.options else {}
    seed = 0
    if way.function.random:
        seed = int(st.number_input("seed", 0, 2**32 - 1, 0, key="seed", bind="query-params") or 0)
    try:
        if readable:
            state[GOOD] = program(way, shape, values, numbers, options)
    except PlaygroundError as error:
        readable = False
        error_box(error.message)
    return state.get(GOOD, "x = torch.tensor([[1, 2, 3], [4, 5, 6]])\n"), seed, readable


def _values(default: str) -> str | None:
    """Show the values as text, and, where they are a table, as a grid to fold out and edit; both change the other.

    Returns None where the text cannot be read; that is told below the field.
    """
    typed = st.text_input(
        _("values"), default, key="values", live=True, bind="query-params", max_chars=20_000,
        help=_("Numbers in brackets: [[1, 2], [3, 4]]. nan, inf, True and False are numbers, too."),
    )  # fmt: skip
    typed = typed or ""
    try:
        values = values_of(typed, "x")
    except PlaygroundError as error:
        error_box(error.message)
        return None
    if not (values and isinstance(values, list) and len(values) <= 20 and _is_table(values)):
        return typed
    box = st.expander(_("Edit as a table"), icon=":material/table_edit:", key="cells", on_change="rerun")
    if box.open:  # the grid costs each rerun as much as all other controls of the page together
        with box:
            _grid(typed, values)
    return typed


def _grid(typed: str, values: list[Any]) -> None:
    """Show values as a grid of text cells; what is edited there becomes the text of the field above."""
    state = st.session_state
    if state.get("cells text") != typed:  # not what the grid itself made: begin anew
        state["cells text"], state["cells error"] = typed, None
        state["cells version"] = state.get("cells version", 0) + 1
        state["cells base"] = values if isinstance(values[0], list) else [values]
        state["cells flat"] = not isinstance(values[0], list)
    key = f"cells {state['cells version']}"

    def edited() -> None:
        try:
            new = cells_of(_edited(state["cells base"], state[key]), "x")
        except PlaygroundError as error:
            state["cells error"] = error
            return
        state["cells error"] = None
        flat = state["cells flat"] and len(new) == 1
        state["values"] = state["cells text"] = text_of(new[0] if flat else new).replace("torch.", "")

    base = pd.DataFrame([[text_of(cell).replace("torch.", "") for cell in row] for row in state["cells base"]])
    base.columns = [str(column) for column in range(base.shape[1])]
    st.data_editor(
        base, key=key, on_change=edited, num_rows="dynamic", hide_index=False, width="stretch",
        column_config={name: st.column_config.TextColumn(name, width="small") for name in base.columns},
    )  # fmt: skip
    if state.get("cells error") is not None:
        error_box(state["cells error"].message)


def _is_table(values: list[Any]) -> bool:
    rows = values if isinstance(values[0], list) else [values]
    return all(isinstance(row, list) and 0 < len(row) <= 12 and not isinstance(row[0], list) for row in rows)


def _edited(base: list[list[Any]], change: Mapping[str, Any]) -> list[list[str | None]]:
    """Return the cells of the grid with what was edited, added and deleted."""
    rows: list[list[str | None]] = [[text_of(cell).replace("torch.", "") for cell in row] for row in base]
    width = len(rows[0])
    for place, cells in change["edited_rows"].items():
        for column, text in cells.items():
            rows[int(place)][int(column)] = text
    rows = [row for place, row in enumerate(rows) if place not in change["deleted_rows"]]
    rows += [[cells.get(str(column)) for column in range(width)] for cells in change["added_rows"]]
    return rows


def _options() -> dict[str, object]:
    """Show dtype, device and requires_grad; return those that differ from PyTorch's defaults."""
    options: dict[str, object] = {}
    dtype = st.selectbox("dtype", DTYPES, key="dtype", bind="query-params", filter_mode=None)
    if dtype and dtype != "default":
        options["dtype"] = f"torch.{dtype}"
    device = st.segmented_control(
        "device", ["cpu", "cuda"], default="cpu", key="device", required=True, bind="query-params",
        help=_("cuda is an NVIDIA GPU. Where there is none, PyTorch says so."),
    )  # fmt: skip
    if device and device != "cpu":
        options["device"] = f'"{device}"'
    if st.toggle("requires_grad", False, key="requires_grad", bind="query-params"):
        options["requires_grad"] = True
    return options
