"""The ways to look at a data set; here its parts and its code."""

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st
from torch import Tensor

from playground.charts import ink
from playground.charts.datasets import PART_COLOURS, in_time, scatter
from playground.datasets import SPLITS, DatasetRow
from playground.datasets.listing import listing
from playground.datasets.opened import Opened
from playground.translations import N_, Message, _
from playground.ui.code import code_panel
from playground.ui.datasets import split_settings
from playground.ui.datasets_samples import samples
from playground.ui.datasets_statistics import statistics
from playground.ui.failures import error_box
from playground.ui.figure import figure
from playground.ui.lines import points_beside_a_line
from playground.ui.tables import table

_PIECE = (
    "<div style='flex:{count} 1 0;min-width:0;background:{colour};color:{ink};padding:.2rem .5rem;line-height:1.35'>"
    "{name}<br><b>{count:,}</b><br><small>{share:.1%}</small></div>"
)
PARTS = (N_("training"), N_("validation"), N_("test"))


def split(_row: DatasetRow, opened: Opened) -> None:
    """Show the parts of a data set."""
    arguments: Mapping[str, Any] = split_settings()
    parts = SPLITS[opened.kind](opened.targets, **arguments)
    empty = [_(name) for name, part in zip(PARTS, parts, strict=True) if not len(part)]
    if empty:
        error_box(
            Message(
                N_("No sample is left for: {parts}. Take more samples, or another share."), {"parts": ", ".join(empty)}
            )
        )
    st.html(_stack([len(part) for part in parts]))
    if opened.classes:
        _stratified(opened, parts)
    else:
        _ordered(opened, parts)


def _stack(counts: Sequence[int]) -> str:
    """Return one bar, split as the samples are."""
    total = sum(counts) or 1
    pieces = "".join(
        _PIECE.format(count=count, colour=colour, ink=ink(colour), name=name, share=count / total)
        for name, count, colour in zip(map(_, PARTS), counts, PART_COLOURS, strict=True)
        if count
    )
    return f'<div style="display:flex;border-radius:6px;overflow:hidden;white-space:nowrap">{pieces}</div>'


def _stratified(opened: Opened, parts: Sequence[Tensor]) -> None:
    st.caption(
        _(
            "Stratified: every class is split by itself, so each part has all of them in the same proportion. "
            "The same seed gives the same split."
        )
    )
    counts = [opened.counts_in(part) for part in parts]
    heads = (_("class"), *map(_, PARTS), _("all"))
    lines = [
        (html.escape(name), *(f"{count[i]:,}" for count in counts), f"<b>{opened.counts[i]:,}</b>")
        for i, name in enumerate(opened.classes)
    ]
    if opened.kind == "points":
        left, right = st.columns([1.7, 1], gap="small")
        with left:
            names = [_(name) for name in PARTS]
            drawing = scatter(opened.inputs, opened.targets, opened.classes, list(zip(names, parts, strict=True)))
            figure(drawing, key="parts", alt=_("The points by class; training, validation and test by their symbols."))
        right.html(table(lines, heads))
    else:
        st.html(table(lines, heads))


def _ordered(opened: Opened, parts: Sequence[Tensor]) -> None:
    if opened.kind in ("table", "numbers", "line"):
        st.caption(_("Drawn at random. The same seed gives the same split."))
        if opened.kind == "line":
            names = [_(name) for name in PARTS]
            points_beside_a_line(opened, "parts", list(zip(names, parts, strict=True)))
        return
    st.caption(
        _(
            "In the order of time, not shuffled: a network that has seen the days after the one it is asked about "
            "need not predict anything. What is to be predicted in validation and test comes after all that was "
            "learned from; the seed makes no difference."
        )
    )
    if opened.kind == "series":
        drawing = in_time(opened.times, opened.series, [_(name) for name in PARTS], parts, opened.length)
        figure(drawing, key="parts", alt=_("The curve in three colours: training, then validation, then test."))
    else:
        st.html(_coloured_text(opened, parts))


def _coloured_text(opened: Opened, parts: Sequence[Tensor]) -> str:
    """Return the text with what is to be predicted in each part in the part's colour."""
    text, place, pieces = opened.data.text, 0, []
    for part, colour in zip(parts, PART_COLOURS, strict=True):
        if not len(part):
            continue
        start, end = int(part[0]) + 1, int(part[-1]) + opened.length + 1
        pieces.append(html.escape(text[place:start]))
        pieces.append(f'<span style="border-bottom:3px solid {colour}">{html.escape(text[start:end])}</span>')
        place = end
    pieces.append(html.escape(text[place:]))
    return f'<div style="white-space:pre-wrap;line-height:1.9">{"".join(pieces)}</div>'


def code(_row: DatasetRow, opened: Opened) -> None:
    """Show the class of the data set, and the lines that make what the page shows."""
    arguments = split_settings()
    index = min(int(st.session_state.get("index") or 0), len(opened) - 1)
    code_panel(listing(opened, index, arguments), "datasets.py", key="datasets.py", height=560)


VIEWS: Mapping[str, Callable[[DatasetRow, Opened], object]] = {
    "samples": samples,
    "statistics": statistics,
    "split": split,
    "code": code,
}
