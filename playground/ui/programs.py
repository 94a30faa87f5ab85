"""What a page shows of a program: its operations with their shapes, where numbers came from, and mistakes explained."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from playground.program import Call, PlainValue, Span, Step, TensorValue, Trace, Value, tensors
from playground.program.functions import FUNCTIONS
from playground.program.origins.arithmetic import number
from playground.program.origins.axes import Axes
from playground.program.outcomes import Outcome, origins
from playground.program.outcomes import outcome as worked_out
from playground.translations import _
from playground.ui.controls import DOCS
from playground.ui.grid import Links, Panel, drawing, show
from playground.ui.kept import kept
from playground.ui.shapes import chips

Edit = Callable[[str], None]
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#$~|:]")
_HEAD = "text-align:left;font-weight:400;opacity:.7;font-size:.85rem;padding-right:.6rem;white-space:nowrap"
LINE = '<div style="font-size:1.05rem;line-height:2.1;overflow-wrap:anywhere">{}</div>'


def code(text: str) -> str:
    """Return code as HTML within a line."""
    return f"<code>{html.escape(text)}</code>"


def plain(text: str) -> str:
    """Return a text so that Streamlit shows it as it is: code is full of signs that mean something in Markdown."""
    return _MARKUP.sub(r"\\\g<0>", text)


def shapes_of(call: Call, axes: Axes, clashes: Mapping[int, set[int]] | None = None) -> str:
    """Return a call as HTML: what goes in and what comes out, as shape chips."""
    marked = clashes or {}
    inputs = [
        f"{code(operand.source)}&nbsp;{chips(operand.value.shape, numbers, marked.get(place, ()))}"
        for place, (operand, numbers) in enumerate(zip(call.operands, axes.operands, strict=True))
    ]
    sign = f" {code(call.symbol)} " if call.form == "operator" and len(inputs) == 2 else ", "
    name = "" if call.form in ("operator", "index", "assignment", "augmented") else f"{code(call.symbol)}&ensp;"
    if call.form == "operator" and len(inputs) == 1:  # with a number, or a sign before it
        return f"{code(call.source)}&ensp;{inputs[0]} → {_out(call, axes)}"
    return f"{name}{sign.join(inputs)} → {_out(call, axes)}"


def _out(call: Call, axes: Axes) -> str:
    if call.error:
        return '<b style="color:#d55e00">✗</b>'
    results = tensors(call.output)
    if not results:
        return code(call.output.text) if isinstance(call.output, PlainValue) else ""
    numbers = [axes.output if len(result.shape) == len(axes.output) else None for result in results]
    return ", ".join(chips(result.shape, number) for result, number in zip(results, numbers, strict=True))


def call_grid(outcome: Outcome, seed: int, place: int, *, key: str, output: int = 0, heading: str = "") -> None:
    """Show one operation as grids; pointing at a cell shows where it came from."""
    show(_call_drawing(outcome.source, seed, place, output, heading), key=key)


@kept(16 * 2**20)
def _call_drawing(source: str, seed: int, place: int, output: int, heading: str) -> bytes:
    """Return one operation as grids: what went in, what came out, and the links between their cells."""
    trace = worked_out(source, seed).trace
    assert trace is not None
    call = trace.calls[place]
    found = origins(source, seed, place, output)
    results = tensors(call.output)
    inputs = [
        Panel(operand.source, operand.value, numbers)
        for operand, numbers in zip(call.operands, found.axes.operands, strict=True)
    ]
    if not results:
        return drawing(inputs, heading=heading)
    axes = found.axes.output if len(results[output].shape) == len(found.axes.output) else None
    panels = [*inputs, Panel(_result_name(trace, call), results[output], axes)]
    links = Links(found.sources.cells, found.arithmetic) if found.sources else None
    equation = call.form == "operator" and len(inputs) == 2
    signs = [call.symbol, "="] if equation else [*[","] * (len(inputs) - 1), "→"]
    return drawing(panels, links, signs if inputs else [], heading=heading)


def _result_name(trace: Trace, call: Call) -> str:
    """Return the name that the program gives to a call's result, or the call itself."""
    step = next(step for step in trace.steps if any(each is call for each in step.calls))
    whole = step.calls[-1] is call and len(step.bound) == 1 and step.source.endswith(f"= {call.source}")
    return step.bound[0] if whole else call.source


def docs_link(call: Call) -> str:
    """Return a Markdown link to what a call's function does, or nothing."""
    row = FUNCTIONS.get(call.row)
    return f"{_(row.summary)} [{row.short} ↗]({DOCS}{row.docs})" if row and row.docs else ""


def problem(outcome: Outcome, *, key: str, edit: Edit | None = None) -> None:
    """Show why a program ended, if it did: in words, in PyTorch's words, with the shapes, and what would mend it."""
    explanation = outcome.explanation
    if explanation is None:
        return
    trace = outcome.trace
    reason = trace.shapes_only if trace and not _any_shapes(trace) else None
    st.error(plain((reason or explanation.message).text()), icon=":material/error:")
    if trace is not None and trace.error is not None and trace.error.refusal is None:
        st.caption(_("PyTorch says, in line {line}:").format(line=trace.error.span.line))
        st.code(f"{trace.error.type}: {trace.error.message}", language=None, wrap_lines=True)
    call = trace.failed if trace else None
    if trace is not None and call is not None and call.operands:
        marked: dict[int, set[int]] = {}
        for clash in explanation.clashes:
            marked.setdefault(clash.operand, set()).add(clash.axis)
        place = next(place for place, each in enumerate(trace.calls) if each is call)
        axes = origins(outcome.source, 0, place).axes
        st.html(LINE.format(shapes_of(call, axes, marked)))
    if edit and explanation.edits:
        with st.container(horizontal=True, gap="small"):
            for number, each in enumerate(explanation.edits):
                st.button(
                    plain(each.label.text()),
                    key=f"{key} edit {number}",
                    icon=":material/build:",
                    wrap=True,
                    on_click=edit,
                    args=(each.source,),
                )


def _any_shapes(trace: Trace) -> bool:
    return trace.error is None or any(tensors(call.output) for call in trace.calls)


def mistake(outcome: Outcome) -> Span | None:
    """Return the piece of the program to underline, if there is a mistake."""
    if outcome.refused is not None:
        line, column = outcome.refused.line, outcome.refused.column
        return Span("", line, column, line, column + 1)
    return outcome.trace.error.span if outcome.trace and outcome.trace.error else None


def not_run(outcome: Outcome) -> None:
    """Say why a program was not run for real, if it was not; of one that gave no shapes either, `problem` says it."""
    if outcome.trace is not None and outcome.trace.shapes_only is not None and _any_shapes(outcome.trace):
        st.info(
            _("Only the shapes were worked out, on tensors without values. {reason}").format(
                reason=outcome.trace.shapes_only.text()
            ),
            icon=":material/deployed_code:",
        )


def warned(steps: Sequence[Step]) -> None:
    """Show what PyTorch warned of."""
    for text in dict.fromkeys(text for step in steps for text in step.warnings):
        st.warning(_("PyTorch warns: {words}").format(words=f"`{text}`"), icon=":material/warning:")


def good_view(outcome: Outcome, seed: int, key: str) -> tuple[Outcome | None, int]:
    """Return what to draw, and its seed: this outcome, or, while the program cannot be read, the last that could."""
    if outcome.trace is not None:
        st.session_state[f"{key} good"] = outcome, seed
    kept: tuple[Outcome | None, int] = st.session_state.get(f"{key} good", (None, seed))
    return kept


def value_text(value: Value, limit: int = 80) -> str:
    """Return a value in a line."""
    if isinstance(value, TensorValue):
        if value.data is None:
            return "…"
        few = value.numel <= 64
        text = _numbers(value.data.tolist() if few else value.data.flatten()[:8].tolist()) + ("" if few else " …")
    else:
        text = value.text if isinstance(value, PlainValue) else value.kind
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _numbers(values: Any) -> str:
    return f"[{', '.join(map(_numbers, values))}]" if isinstance(values, list) else number(values)


def variables(step: Step, before: Mapping[str, Value]) -> str:
    """Return the names after a step as an HTML table; those that the step changed stand out."""
    rows = [
        f"<tr style='{'font-weight:700' if before.get(name) is not value else 'opacity:.85'}'>"
        f"<td style='padding:.15rem .6rem .15rem 0'>{code(name)}</td><td>{_shape(value)}</td>"
        f"<td style='padding:0 .6rem'>{html.escape(_kind(value))}</td>"
        f"<td style='font-family:var(--st-code-font);font-size:.85rem;overflow-wrap:anywhere'>"
        f"{html.escape(value_text(value))}</td></tr>"
        for name, value in step.names.items()
    ]
    heads = "".join(f"<th style='{_HEAD}'>{head}</th>" for head in (_("name"), _("shape"), _("type"), _("value")))
    return f"<table style='border-collapse:collapse;width:100%'><tr>{heads}</tr>{''.join(rows)}</table>"


def _shape(value: Value) -> str:
    if isinstance(value, TensorValue):
        return chips(value.shape)
    return ", ".join(chips(each.shape) for each in tensors(value)[:4])


def _kind(value: Value) -> str:
    if isinstance(value, TensorValue):
        return str(value.dtype).removeprefix("torch.")
    return value.kind
