"""The broadcasting page's own pieces: operands and an operator, the rule, what is stretched, and the traps."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import lru_cache, partial
from itertools import zip_longest

import streamlit as st
import torch

from playground.program import PlainValue, TensorValue
from playground.program.guard import bytes_text
from playground.program.outcomes import Outcome, outcome
from playground.program.records import Shape
from playground.tensors.alignment import Alignment, Stretch, align
from playground.tensors.alignment_presets import OPERANDS, OPERATORS, PRESETS, TRAPS, Trap
from playground.tensors.entries import shape_text
from playground.translations import _
from playground.ui import programs
from playground.ui.alignment import alignment_table
from playground.ui.entries import tensor_fields
from playground.ui.filled import fill
from playground.ui.presets import control_presets
from playground.ui.shapes import chips
from playground.ui.steps import operations

DEFAULTS = PRESETS[0].state
MENDED = "broadcasting mended"  # the program that failed, and the one chosen in its place


def presets() -> None:
    """Show operands to start from."""
    control_presets(PRESETS, DEFAULTS, "broadcasting preset")


def operands() -> tuple[dict[str, str], str]:
    """Show the fields of the operands and the operator; return the operands' lines, and the expression on them."""
    row = st.container(horizontal=True)  # one element, where columns are one each
    lines = tensor_fields({name: DEFAULTS[name] for name in OPERANDS}, row, "broadcasting", optional=("C",))
    with row:
        op = st.pills(  # they wrap where a segmented control is cut off
            _("operator"),
            list(OPERATORS),
            default=DEFAULTS["op"],
            key="op",
            required=True,
            bind="query-params",
        )
    return lines, OPERATORS[op or DEFAULTS["op"]].expression(len(lines))


def tensors_of(lines: Mapping[str, str]) -> dict[str, TensorValue]:
    """Return the operands; fewer where one of them cannot be made."""
    trace = outcome("\n".join(lines.values())).trace
    names = trace.steps[-1].names if trace and trace.steps else {}
    return {name: value for name in lines if isinstance(value := names.get(name), TensorValue)}


def aligned(values: Mapping[str, TensorValue]) -> Alignment:
    """Return how the operands are broadcast to each other."""
    return _aligned(tuple((value.shape, value.dtype) for value in values.values()))


@lru_cache(512)
def _aligned(operands: tuple[tuple[Shape, torch.dtype], ...]) -> Alignment:
    return align([shape for shape, _dtype in operands], [dtype for _shape, dtype in operands])


def rules(alignment: Alignment, names: Sequence[str]) -> None:
    """Show the alignment; dragging a size there writes it into the operand's field."""

    def write(shapes: Mapping[str, Shape]) -> None:
        fill({name: shape_text(shape) for name, shape in shapes.items()}, DEFAULTS)

    alignment_table(alignment, names, key="alignment", changed=write)


def cells(result: Outcome) -> None:
    """Show the operation with its cells; or why it failed, what would mend it, and the mended program once chosen."""
    programs.not_run(result)
    programs.problem(result, key="broadcasting", edit=partial(_mend, result.source))
    failed, mended = st.session_state.get(MENDED, ("", ""))
    if failed == result.source:
        st.markdown("##### " + _("With this change"))
        st.code(mended, language="python")
        _last_statement(outcome(mended), "mended")
    else:
        _last_statement(result, "broadcasting")


def _mend(failed: str, mended: str) -> None:
    st.session_state[MENDED] = (failed, mended)


def _last_statement(result: Outcome, key: str) -> None:
    trace = result.trace
    if trace is None or not trace.calls:
        return
    last = len(trace.calls)
    first = last - len(trace.steps[-1].calls)
    if trace.error is None and last - first > 1:
        operations(result, 0, list(range(first, last)), key=key)
    elif trace.calls[-1].operands:
        programs.call_grid(result, 0, last - 1, key=f"{key} grid")


def stretched(lines: Mapping[str, str], values: Mapping[str, TensorValue], alignment: Alignment) -> None:
    """Show each operand stretched to the result's shape: strides, bytes, and which cells are the same memory."""
    told = _(
        "What the operation does on the way, torch.broadcast_to does alone. Stride 0 means: for a step along this "
        "axis, stay where you are in memory. So the same element is read again and again, and none is copied."
    )
    if alignment.shape is None:
        told = _("The shapes clash, so nothing can be stretched.")
    st.markdown("### " + _("Stretched, and nothing copied") + f"\n\n:small[:gray[{told}]]")
    if alignment.shape is None:
        return
    shape = alignment.shape
    moved = {name: after for name, after in zip(values, alignment.operands, strict=True) if after.shape != shape}
    columns = st.columns(len(moved), gap="medium") if len(moved) > 1 else ()  # one alone needs none: each costs a rerun
    for (name, after), column in zip_longest(moved.items(), columns):
        with column or nullcontext():
            _one_stretched(lines[name], name, values[name], after, shape)
    if still := ", ".join(f"`{name}`" for name in values if name not in moved):
        st.caption(_("{names}: it has the result's shape already, so nothing is stretched.").format(names=still))


def _one_stretched(line: str, name: str, value: TensorValue, after: Stretch, shape: Shape) -> None:
    words = [
        f"{programs.code(name)}&nbsp;{_shape(value.shape, shape)} → {chips(shape)}",
        _("stride {before} → {after}").format(before=value.strides, after=f"<b>{after.strides or '?'}</b>"),
        _("{bytes} as before; a copy would take {copied}").format(
            bytes=f"<b>{bytes_text(after.nbytes)}</b>", copied=f"<b>{bytes_text(after.copied or 0)}</b>"
        ),
    ]
    heading = programs.LINE.format("<br>".join(words))
    if value.data is None:  # too many to show
        st.container(border=True).html(heading)
        return
    result = outcome(f"{line}\n{name}_stretched = torch.broadcast_to({name}, {shape})")
    programs.problem(result, key=f"stretched {name}")
    if result.trace and not result.trace.error:
        programs.call_grid(result, 0, len(result.trace.calls) - 1, key=f"stretched {name} grid", heading=heading)


def _shape(shape: Shape, result: Shape) -> str:
    """Return a shape as chips whose colours are those of the result's axes."""
    return chips(shape, range(len(result) - len(shape), len(result)))


@st.fragment
def traps() -> None:
    """Show, once unfolded, a trap: its lines as they are often written and as they are meant, and what each gives."""
    title = _("Traps: no error, and yet not what was meant")
    box = st.expander(title, icon=":material/report:", key="traps", on_change="rerun")
    if box.open:
        with box:
            _trap()


def _trap() -> None:
    place = st.pills(
        _("Trap"),
        list(range(len(TRAPS))),
        default=1,
        format_func=lambda number: _(TRAPS[number].name),
        key="trap",
        required=True,
        label_visibility="collapsed",
    )
    trap = TRAPS[1 if place is None else place]
    st.markdown(_(trap.summary))
    st.code(trap.setup, language="python")
    wrong, right = st.columns(2, gap="medium", border=True)
    with wrong:
        st.markdown("##### :red[✗] " + _("As it is often written"))
        _way(trap, trap.wrong)
    with right:
        st.markdown("##### :green[✓] " + _("As it is meant"))
        _way(trap, trap.right)


def _way(trap: Trap, way: str) -> None:
    """Show one way of a trap: its lines with what they give, PyTorch's warning, and the cells of its first line."""
    result = outcome(trap.program(way))
    assert result.trace is not None
    steps = result.trace.steps
    value = steps[-1].result
    said = repr(value.data) if isinstance(value, TensorValue) else value.text if isinstance(value, PlainValue) else ""
    st.code(f"{way}\n# {said}", language="python")
    programs.warned(steps)
    place = sum(len(step.calls) for step in steps[:-1]) - 1
    programs.call_grid(result, 0, place, key=f"trap {way.partition(' ')[2]}")
