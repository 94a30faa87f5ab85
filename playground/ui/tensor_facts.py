"""What can be seen of the tensor that was made: its cells, what can be read off it, what it gives back to Python."""

import html
from collections.abc import Iterator, Mapping

import streamlit as st

from playground.program import PlainValue, TensorValue, Value
from playground.program.outcomes import Outcome, outcome
from playground.tensors.creation import FACTS, LEAVING, facts
from playground.translations import _
from playground.ui import programs
from playground.ui.grid import Panel, drawing, show
from playground.ui.kept import kept
from playground.ui.shapes import chips
from playground.ui.tables import table

_COLUMNS = (
    "<div style='display:grid;gap:1rem 2rem;"
    "grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr))'>{}</div>"
)


def drawn(result: Outcome, seed: int) -> None:
    """Show `x`: its shape and cells, and as a picture where it can be one."""
    programs.not_run(result)
    programs.problem(result, key="tensors")
    if result.trace is None:
        return
    programs.warned(result.trace.steps)
    x = _names(result).get("x")
    if not isinstance(x, TensorValue):
        return
    can_be_picture = x.data is not None and (
        (len(x.shape) == 3 and x.shape[0] in (1, 3)) or (len(x.shape) == 2 and min(x.shape, default=0) > 1)
    )
    hint = _("(H, W), or (C, H, W) with 1 or 3 channels.")
    picture = can_be_picture and st.toggle(_("as a picture"), False, key="picture", bind="query-params", help=hint)
    show(_drawing(result.source, seed, bool(picture)), key="x")


def _names(result: Outcome) -> Mapping[str, Value]:
    return result.trace.steps[-1].names if result.trace and result.trace.steps else {}


@kept(8 * 2**20)
def _drawing(source: str, seed: int, picture: bool) -> bytes:
    """Return `x` as a grid, beside `A` where it was made like that one."""
    names = _names(outcome(source, seed))
    panels = [Panel(name, value) for name in ("A", "x") if isinstance(value := names.get(name), TensorValue)]
    return drawing(panels, symbols=["→"] * (len(panels) - 1), picture=picture)


def read_off(source: str, seed: int) -> None:
    """Show what can be read off `x`, and what leads out of PyTorch, each by its own line."""
    st.html(_read_off(source, seed))


@kept()
def _read_off(source: str, seed: int) -> str:
    parts = {
        _("What can be read off it"): [*_facts(source, seed)],
        _("Out of PyTorch"): [*_ways_out(source, seed)],
    }
    return _COLUMNS.format("".join(f"<div><b>{head}</b>{table(rows)}</div>" for head, rows in parts.items() if rows))


def _facts(source: str, seed: int) -> Iterator[tuple[str, str]]:
    """Give each line and its result."""
    trace = outcome(facts(source), seed).trace
    for step in trace.steps if trace else ():
        if step.source in FACTS:
            yield programs.code(step.source), _fact(step.source, step.result)


def _fact(line: str, value: Value | None) -> str:
    text = value.text if isinstance(value, PlainValue) else ""
    if line == "x.shape":
        sizes = [int(size) for size in text.removeprefix("torch.Size(").strip("[])").split(",") if size.strip()]
        return f"{html.escape(text)}&ensp;{chips(sizes)}"
    return html.escape(text)


def _ways_out(source: str, seed: int) -> Iterator[tuple[str, str]]:
    """Give item, tolist and numpy with what each returns, or why it cannot."""
    for line in LEAVING:
        result = outcome(f"{source}{line}\n", seed)
        step = result.trace.steps[-1] if result.trace and result.trace.steps else None
        if step is None or step.source != line:
            continue
        if step.error is not None and result.explanation is not None:
            said = html.escape(f"{step.error.type}: {step.error.message}")
            why = html.escape(result.explanation.message.text())
            yield programs.code(line), f"✗ <code>{said}</code><br><small>{why}</small>"
        elif step.result is not None:
            yield programs.code(line), programs.code(" ".join(programs.value_text(step.result, 200).split()))


# Ways that are easily taken for each other, and the names to look at
_SIZES = (("x = torch.Tensor(2, 3)", ("x",)), ("x = torch.Tensor([2, 3])", ("x",)))
_SHARED = (
    ("a = np.array([1.0, 2.0, 3.0])\nx = torch.from_numpy(a)\ny = torch.tensor(a)\na[0] = 100", ("a", "x", "y")),
)


def pairs() -> None:
    """Show two pairs of ways that are easily confused."""
    st.html("<h3>" + _("Easily confused") + f"</h3>{_pairs()}")


@kept()
def _pairs() -> str:
    said = {
        _("Sizes or values?"): (
            _SIZES,
            _("Numbers are sizes, and what the elements hold is left open (this server clears it); a list is values."),
        ),
        _("Shared or copied?"): (
            _SHARED,
            _("from_numpy looks into the array's memory: x follows the array. tensor copied it before."),
        ),
    }
    return _COLUMNS.format(
        "".join(
            f"<div><b>{head}</b>{''.join(_small(*each) for each in programs_)}<small>{words}</small></div>"
            for head, (programs_, words) in said.items()
        )
    )


def _small(source: str, names: tuple[str, ...]) -> str:
    values = _names(outcome(source))
    rows = [
        (programs.code(name), chips(value.shape) if isinstance(value, TensorValue) else "", programs.value_text(value))
        for name in names
        if (value := values.get(name)) is not None
    ]
    return f"<pre style='margin:.5rem 0 .2rem;font-size:.9rem'><code>{html.escape(source)}</code></pre>{table(rows)}"
