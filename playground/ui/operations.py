"""The operations page's own pieces: two tensors to type, and functions side by side on them."""

import html
from collections.abc import Iterable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.parameters import Value
from playground.program import PlainValue, tensors
from playground.program.functions import CATEGORIES, FUNCTIONS
from playground.program.outcomes import Outcome, origins, outcome
from playground.tensors.families import PRODUCTS, PairPreset, Variant
from playground.tensors.insertion import with_example
from playground.translations import _
from playground.ui import entries, programs
from playground.ui.controls import DOCS
from playground.ui.editor import set_program
from playground.ui.filled import fill
from playground.ui.presets import preset_pills, value_now
from playground.ui.shapes import chips

NAMES = ("A", "B")
VIEWS = ("stack, cat", "mm, mul", "torch.*")
ALL = "all"  # kinds of functions
PICKED = "torch.exp"  # the function that the picker shows first
SCRATCH = "lines"  # the editor of the third view
FIRST = """\
A = torch.tensor([[4.0, 2.0, 7.0], [1.0, 5.0, 3.0]])
p = torch.softmax(A, dim=1)
s = p.sum(dim=1, keepdim=True)
"""


def pair_presets(presets: Sequence[PairPreset], key: str) -> None:
    """Show presets that fill the fields of A and B, and say what to look for in the one that is there."""
    defaults = (presets[0].A, presets[0].B)
    now = tuple(value_now(name, default) for name, default in zip(NAMES, defaults, strict=True))
    chosen = next((place for place, preset in enumerate(presets) if now == (preset.A, preset.B)), None)

    first = _controls(PairPreset("", "", *defaults))
    preset_pills(presets, chosen, key, lambda number: fill(_controls(presets[number]), first))


def _controls(preset: PairPreset) -> dict[str, Value]:
    left, right = preset.pair
    return {"A": preset.A, "B": preset.B, "dim": preset.dim, "left": left, "right": right}


def tensor_fields(first: PairPreset, row: DeltaGenerator) -> list[str]:
    """Show the fields of A and B; return the lines that make them. What cannot be read keeps the last good line."""
    return list(entries.tensor_fields({"A": first.A, "B": first.B}, row, "operations").values())


def dim_slider(lines: Sequence[str], variants: Iterable[Variant]) -> int:
    """Show `dim` over all values that any of the variants takes, and one step outside at both ends."""
    trace = outcome("\n".join(lines)).trace
    axes = len(tensors(trace.steps[0].names["A"])[0].shape) if trace and trace.steps and trace.steps[0].names else 1
    most = axes + max(variant.extra for variant in variants)
    low, high = -most - 1, most
    state = st.session_state
    if "dim" in state:
        state["dim"] = min(max(state["dim"], low), high)
    return int(st.slider("dim", low, high, 0, key="dim", bind="query-params", help=_("The ends are one step outside.")))


def side_by_side(lines: Sequence[str], variants: Sequence[Variant], dim: int | None = None) -> None:
    """Show functions on the same tensors, each in a column: its call, its shapes, its cells, what it asks for."""
    columns = st.columns(len(variants), gap="medium", border=True)
    for place, (variant, column) in enumerate(zip(variants, columns, strict=True)):
        call = variant.expression.format(dim=dim)
        result = outcome("\n".join([*lines, f"C = {call}", ""]))
        with column:
            head = f"##### `{call}`  [↗]({DOCS}{FUNCTIONS[variant.row].docs})"
            st.markdown(f"{head}\n\n:small[:gray[{_(variant.condition)}{_legal(lines, variant, dim)}]]")
            variant_view(result, key=f"{place} {variant.name}")


def _legal(lines: Sequence[str], variant: Variant, dim: int | None) -> str:
    trace = outcome("\n".join(lines)).trace
    if dim is None or trace is None or not trace.steps or not trace.steps[0].names:
        return ""
    axes = len(tensors(trace.steps[0].names["A"])[0].shape)
    low, high = -axes - variant.extra, axes + variant.extra - 1
    return " " + _("dim can be {low} to {high}.").format(low=f"−{-low}" if low else "0", high=high) if high >= 0 else ""


def variant_view(result: Outcome, *, key: str) -> None:
    """Show the last operation of a program: its shapes and its cells, or why it failed."""
    programs.not_run(result)
    trace = result.trace
    if trace is None or trace.error is not None:
        programs.problem(result, key=key, edit=try_in_editor)
        return
    place = len(trace.calls) - 1
    axes = origins(result.source, 0, place).axes
    st.html(programs.LINE.format(programs.shapes_of(trace.calls[place], axes)))
    programs.call_grid(result, 0, place, key=f"{key} grid")


def try_in_editor(source: str) -> None:
    """Open a program in the third view; for a button's callback."""
    set_program(SCRATCH, source)
    st.session_state["view"] = VIEWS[2]


def product_choice() -> list[Variant]:
    """Show the choice of two products; return them."""
    chosen = []
    for name, default, column in zip(("left", "right"), ("mm", "mul"), st.columns(2, gap="medium"), strict=True):
        options = list(PRODUCTS)
        picked = column.segmented_control(
            name, options, default=default, key=name, required=True, bind="query-params", label_visibility="collapsed"
        )
        chosen.append(PRODUCTS[picked or default])
    return chosen


def all_products(lines: Sequence[str]) -> None:
    """Show every product on the same tensors in a table: formula, and the shape that comes out or PyTorch's words."""
    rows = []
    for variant in PRODUCTS.values():
        result = outcome("\n".join([*lines, f"C = {variant.expression}", ""]))
        rows.append(
            "<tr>"
            f"<td style='padding:.3rem .8rem .3rem 0'>{programs.code(variant.expression)}</td>"
            f"<td style='padding-right:1.2rem;white-space:pre'>{variant.formula}</td>"
            f"<td>{_outcome_cell(result)}</td></tr>"
        )
    st.html(f"<div style='overflow-x:auto'><table>{''.join(rows)}</table></div>")


def _outcome_cell(result: Outcome) -> str:
    trace = result.trace
    if trace is None:
        return ""
    if trace.error is not None:
        return f"<span style='color:#d55e00'>✗</span> <small>{html.escape(trace.error.message)}</small>"
    output = trace.calls[-1].output
    results = tensors(output)
    return (
        chips(results[0].shape, origins(result.source, 0, len(trace.calls) - 1).axes.output)
        if results
        else (output.text if isinstance(output, PlainValue) else "")
    )


def picker() -> None:
    """Show the catalogue; a click adds a function to the program of the third view, on its last result if it fits."""
    labels = {ALL: _("All")} | {name: _(label) for name, label in CATEGORIES.items()}
    first, second, third = st.columns([1, 1.6, 1], vertical_alignment="bottom")
    category = first.selectbox(_("Kind"), list(labels), format_func=labels.__getitem__, key="category")
    rows = {name: row for name, row in FUNCTIONS.items() if category in (ALL, row.category)}
    names = list(rows)
    start = names.index(PICKED) if PICKED in rows else 0
    name = second.selectbox(_("Function"), names, start, key=f"function {category}", help=_("Type to search."))
    row = rows[name or next(iter(rows))]

    def add() -> None:
        text = str(st.session_state.get(f"{SCRATCH} text", FIRST))
        set_program(SCRATCH, with_example(text, row))

    third.button(_("Add to the program"), on_click=add, icon=":material/add:", key="add", width="stretch")
    st.caption(f"{_(row.summary)}  `{row.example}`  [{row.short} ↗]({DOCS}{row.docs})")
