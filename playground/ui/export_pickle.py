"""Files taken apart, never loaded: what their pickles import and call, and what PyTorch says to them."""

import html

import streamlit as st

from playground.asking.loading import Asked
from playground.charts import AXIS_COLOURS
from playground.exporting.pickle_program import Line
from playground.exporting.pickled import FILES, OPCODES, Opcode, Pickled, file_of
from playground.runs import Run
from playground.timing.units import memory
from playground.translations import _
from playground.ui.linked import linked_choice
from playground.ui.tables import table

ALLOWED, REFUSED = AXIS_COLOURS[2], AXIS_COLOURS[5]
MOST_OPCODES = 120
_LINES = (
    '<div style="max-height:30rem;overflow:auto;border-radius:.5rem;padding:.6rem .8rem;font:.82rem/1.6 '
    'var(--st-code-font,monospace);background:color-mix(in srgb,currentColor 5%,transparent)">{}</div>'
)
_LINE = (
    '<div style="white-space:pre-wrap;overflow-wrap:anywhere;border-left:4px solid {colour};padding-left:2rem;'
    'text-indent:-1.4rem;{weight}">{text}</div>'
)
_WORDS = '<details><summary>{}</summary><pre style="white-space:pre-wrap;font-size:.8rem">{}</pre></details>'
_MARK = '<span style="border-left:4px solid {};padding-left:.4rem;margin-right:1.2rem">{}</span>'


def show_pickle(asked: Asked, _run: Run | None) -> None:
    """Show three files from within."""
    chosen = linked_choice(_("file"), {name: _(row.title) for name, row in FILES.items()}, "file")
    row, taken = FILES[chosen], file_of(asked, chosen)
    left, right = st.columns([1, 1.35], gap="large")
    with left:
        st.code(row.code, language="python", wrap_lines=True)
        st.markdown(_(row.summary))
        _verdict(taken)
        st.markdown(_("**The names that it imports**"))
        st.html(_names(taken))
        st.caption(_("✓ is known to weights_only, ✗ is not."))
    with right:
        st.markdown(
            _(
                "**What a reader of this file does.** A pickle is a program; here it is written down as Python, line "
                "by line, and not run."
            )
        )
        legend = _MARK.format(ALLOWED, _("calls what weights_only allows"))
        if taken.refused:
            legend += _MARK.format(REFUSED, _("would call what the file wants"))
        st.html(f"<small>{legend}</small>" + _LINES.format("".join(_line(line, taken) for line in taken.program)))
    box = st.expander(_("Its opcodes, one by one"), icon=":material/memory:", key="opcodes", on_change="rerun")
    if box.open:
        with box:
            _opcodes(taken)


def _verdict(taken: Pickled) -> None:
    """Show what PyTorch says when it is to load the file with weights only."""
    if not taken.words:
        st.success(_("`torch.load(…, weights_only=True)` loads it."), icon=":material/check:")
        return
    st.error(
        _("`torch.load(…, weights_only=True)` refuses it, before anything is called. Why, in its words:"),
        icon=":material/block:",
    )
    st.code(taken.reason, language=None, wrap_lines=True)
    st.html(_WORDS.format(_("All that it says"), html.escape(taken.words)))


def _names(taken: Pickled) -> str:
    rows = []
    for name in taken.names:
        refused = name in taken.refused
        sign = f'<b style="color:{REFUSED if refused else ALLOWED}">{"✗" if refused else "✓"}</b>'
        shown = html.escape(name).replace(".", ".<wbr>")
        rows.append((sign, f"<code style='overflow-wrap:anywhere'>{shown}</code>"))
    return table(rows)


def _line(line: Line, taken: Pickled) -> str:
    colour = REFUSED if line.calls in taken.refused else ALLOWED if line.calls else "transparent"
    weight = "font-weight:600" if line.calls in taken.refused else ""
    return _LINE.format(colour=colour, weight=weight, text=html.escape(line.text))


def _opcodes(taken: Pickled) -> None:
    st.caption(
        _("{count} opcodes, {bytes}, as `pickletools.genops` reads them.").format(
            count=f"{len(taken.opcodes):,}", bytes=memory(taken.pickle_bytes)
        )
    )
    st.html(table(map(_opcode, taken.opcodes[:MOST_OPCODES]), (_("byte"), _("opcode"), _("argument"), _("meaning"))))
    if len(taken.opcodes) > MOST_OPCODES:
        st.caption(_("… and {count} more.").format(count=f"{len(taken.opcodes) - MOST_OPCODES:,}"))


def _opcode(opcode: Opcode) -> tuple[str, str, str, str]:
    name = html.escape(opcode.name)
    shown = f"<b>{name}</b>" if opcode.imports or opcode.calls else name
    return str(opcode.place), shown, f"<code>{html.escape(opcode.argument)}</code>", _(OPCODES.get(opcode.name, ""))
