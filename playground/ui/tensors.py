"""The tensors page's own pieces: controls that make a tensor, and what can be seen of it."""

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from playground.parameters import Value
from playground.program import PlainValue, TensorValue
from playground.program.outcomes import Outcome, outcome
from playground.tensors.creation import CREATIONS, DEFAULTS, FACTS, LEAVING, Creation, facts, program
from playground.tensors.dtypes import KINDS, becomes
from playground.tensors.dtypes import facts as dtype_facts
from playground.tensors.entries import cells_of, text_of, values_of
from playground.translations import PlaygroundError, _
from playground.ui import programs
from playground.ui.controls import DOCS, control
from playground.ui.failures import error_box, in_words
from playground.ui.grid import Panel, tensor_grid
from playground.ui.shapes import chips

DTYPES = ["default", *(str(dtype).removeprefix("torch.") for dtype in KINDS)]
GOOD = "tensors good"


def way_to_make() -> Creation:
    """Show the choice of how the tensor is made."""
    chosen = st.selectbox(_("How"), list(CREATIONS), key="how", bind="query-params", filter_mode=None)
    way = CREATIONS.get(chosen or "", CREATIONS["tensor"])
    row = way.function
    st.caption(f"{_(row.summary)} [{row.short} ↗]({DOCS}{row.docs})")
    return way


def source_of(way: Creation) -> tuple[str, int]:
    """Show the controls of a way; return the program that they make, and the seed.

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
        error_box(error.message)
    return state.get(GOOD, "x = torch.tensor([[1, 2, 3], [4, 5, 6]])\n"), seed


def _values(default: str) -> str | None:
    """Show the values as text, and, where they are a table, as a grid to edit; both change the other.

    Returns None where the text cannot be read; that is told below the field.
    """
    state = st.session_state
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
    return typed


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


def drawn(result: Outcome) -> None:
    """Show `x`: its shape and cells, and as a picture where it can be one."""
    programs.not_run(result)
    programs.problem(result, key="tensors")
    trace = result.trace
    if trace is None:
        return
    programs.warned(trace.steps)
    names = trace.steps[-1].names if trace.steps else {}
    x = names.get("x")
    if not isinstance(x, TensorValue):
        return
    can_be_picture = x.data is not None and (
        (len(x.shape) == 3 and x.shape[0] in (1, 3)) or (len(x.shape) == 2 and min(x.shape, default=0) > 1)
    )
    hint = _("(H, W), or (C, H, W) with 1 or 3 channels.")
    picture = can_be_picture and st.toggle(_("as a picture"), False, key="picture", bind="query-params", help=hint)
    like = names.get("A")
    panels = [Panel("A", like)] if isinstance(like, TensorValue) else []
    tensor_grid([*panels, Panel("x", x)], key="x", symbols=["→"] if panels else [], picture=bool(picture))


def fact_table(source: str, seed: int) -> None:
    """Show what can be read off `x`, each by its own line of PyTorch."""
    trace = outcome(facts(source), seed).trace
    if trace is None:
        return
    results = {step.source: step.result for step in trace.steps if step.source in FACTS}
    rows = "".join(
        f"<tr><td style='padding:.1rem 1rem .1rem 0'>{programs.code(line)}</td>"
        f"<td>{_fact(line, results[line])}</td></tr>"
        for line in FACTS
        if line in results
    )
    st.html(f"<table>{rows}</table>")


def _fact(line: str, value: Any) -> str:
    text = value.text if isinstance(value, PlainValue) else ""
    if line == "x.shape":
        sizes = [int(size) for size in text.removeprefix("torch.Size(").strip("[])").split(",") if size.strip()]
        return f"{html.escape(text)}&ensp;{chips(sizes)}"
    return html.escape(text)


def ways_out(source: str, seed: int) -> None:
    """Show item, tolist and numpy: what each gives, or why it cannot."""
    for line in LEAVING:
        result = outcome(f"{source}{line}\n", seed)
        trace = result.trace
        if trace is None or not trace.steps:
            continue
        step = trace.steps[-1]
        if step.source != line:
            continue
        if step.error is not None and result.explanation is not None:
            st.markdown(f"`{line}` ✗ `{step.error.type}: {step.error.message}`")
            st.caption(result.explanation.message.text())
        elif step.result is not None:
            st.markdown(f"`{line}` → `{' '.join(programs.value_text(step.result, 200).split())}`")


def pairs() -> None:
    """Show two pairs of ways that are easily confused."""
    sizes, shared = st.columns(2, gap="medium")
    with sizes:
        st.markdown("**" + _("Sizes or values?") + "**")
        for line in ("x = torch.Tensor(2, 3)", "x = torch.Tensor([2, 3])"):
            _small(line)
        st.caption(
            _("Numbers are sizes, and what the elements hold is left open (this server clears it); a list is values.")
        )
    with shared:
        st.markdown("**" + _("Shared or copied?") + "**")
        _small(
            "a = np.array([1.0, 2.0, 3.0])\nx = torch.from_numpy(a)\ny = torch.tensor(a)\na[0] = 100",
            ("x", "y"),
        )
        st.caption(_("from_numpy looks into the array's memory: x follows the array. tensor copied it before."))


def _small(source: str, names: tuple[str, ...] = ("x",)) -> None:
    st.code(source, language="python")
    trace = outcome(source).trace
    if trace is not None and trace.steps:
        last = trace.steps[-1].names
        shown = [Panel(name, value) for name in names if isinstance(value := last[name], TensorValue)]
        tensor_grid(shown, key=f"small {source}")


def dtype_table() -> None:
    """Show every dtype, and what becomes of a typed number in each."""
    typed = st.text_input(_("A number"), "3.7", key="number", live=True, bind="query-params", max_chars=50) or ""
    number: float | int | bool = 3.7
    with in_words():
        value = values_of(typed, _("the number"))
        if not isinstance(value, list):
            number = value
    rows = []
    for dtype in KINDS:
        each = dtype_facts(dtype)
        rows.append(
            {
                "dtype": each.name.removeprefix("torch."),
                "torch.tensor({number}, dtype)": becomes(number, dtype),
                _("bytes"): each.bytes,
                _("lowest"): each.smallest,
                _("highest"): each.largest,
                _("step at 1"): each.step,
                _("on the CPU"): each.cpu,
                _("on a GPU"): each.cuda,
            }
        )
    table = pd.DataFrame(rows).rename(columns={"torch.tensor({number}, dtype)": f"torch.tensor({number}, dtype)"})
    st.dataframe(table, hide_index=True, width="stretch", height="content")
