"""Samples to look at, each kind in its own way, and one of them as the tensors that `data[index]` gives."""

import html
from collections.abc import Callable, Mapping

import streamlit as st

from playground.charts import AXIS_COLOURS
from playground.charts.datasets import scatter, window
from playground.datasets import DatasetRow, Kind
from playground.datasets.opened import Opened
from playground.translations import _
from playground.ui.figure import figure
from playground.ui.gallery import figure_html, pictures
from playground.ui.lines import points_beside_a_line
from playground.ui.tables import table

PICTURES, LINES = 60, 15  # on a page
LETTERS = 40  # of a window that are written out
MARK = AXIS_COLOURS[5]
INVISIBLE = {"\n": "⏎", " ": "␣", "\t": "⇥"}


def samples(row: DatasetRow, opened: Opened) -> None:
    """Show samples of a data set, and let one be chosen: its tensors as Python shows them."""
    state, last = st.session_state, len(opened) - 1
    if (state.get("index") or 0) > last:
        state["index"] = last  # of a data set that is smaller now; else the link would go on naming the old one
    above = st.container()
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        index = int(
            st.number_input(
                "index",
                0,
                last,
                0,
                key="index",
                bind="query-params",
                persist_state="session",
                help=_("Which sample: data[index]."),
                width=170,
            )
            or 0
        )
        if opened.kind == "pictures":
            st.html(figure_html(opened.png(index), "", _picture_alt(opened, index), size=112), width="content")
            st.html(f"<b>{html.escape(opened.classes[int(opened.targets[index])])}</b>", width="content")
    with above:
        VIEWS[opened.kind](row, opened, index)
    inputs, target = opened.data[index]
    text = f">>> inputs, target = data[{index}]\n>>> inputs\n{inputs!r}\n>>> target\n{target!r}"
    st.code(text, language="python", height="content" if text.count("\n") < 16 else 380)


def _pictures(row: DatasetRow, opened: Opened, index: int) -> None:
    """Show a page of pictures, of all classes or of one; only these are encoded."""
    chosen = _one_class(row, opened)
    indices = opened.of_class(chosen)
    spot = st.container()
    page = _page(row, len(indices), PICTURES)
    shown = indices[(page - 1) * PICTURES : page * PICTURES].tolist()
    size = 44 if opened.data[0][0].shape[-1] <= 16 else 56
    with spot:
        pictures(
            opened,
            [(i, opened.classes[int(opened.targets[i])], _picture_alt(opened, i)) for i in shown],
            size=size,
            marked=index,
            mark=MARK,
        )


def _picture_alt(opened: Opened, index: int) -> str:
    return _("Sample {index}, class {label}").format(index=index, label=opened.classes[int(opened.targets[index])])


def _one_class(row: DatasetRow, opened: Opened) -> int | None:
    """Let the learner choose one class, or none for all; return its number."""
    name = st.pills(
        _("Only this class"),
        list(opened.classes),
        key=f"{row.name}.class",
        bind="query-params",
        persist_state="session",
        label_visibility="collapsed",
    )
    return opened.classes.index(name) if name in opened.classes else None


def _page(row: DatasetRow, count: int, size: int) -> int:
    """Show which page of `count` samples is seen, and let another be chosen; return its number, from 1."""
    pages = max(1, -(-count // size))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        page = 1
        if pages > 1:
            page = st.pagination(pages, key=f"{row.name}.page", bind="query-params", persist_state="session")
        st.caption(
            _("{first} to {last} of {count}").format(
                first=f"{min(count, (page - 1) * size + 1):,}", last=f"{min(count, page * size):,}", count=f"{count:,}"
            )
        )
    return int(page)


def _points(_row: DatasetRow, opened: Opened, index: int) -> None:
    drawing = scatter(opened.inputs, opened.targets, opened.classes, [("", opened.of_class(None))], index)
    alt = _("{count} points in the plane, coloured by their {classes} classes.").format(
        count=len(opened), classes=len(opened.classes)
    )
    figure(drawing, key="points", alt=alt)


def _series(_row: DatasetRow, opened: Opened, index: int) -> None:
    drawing = window(opened.times, opened.series, index, opened.length)
    alt = _("A curve of {count} values; a window of {length} and the value after it are marked.").format(
        count=len(opened.series), length=opened.length
    )
    figure(drawing, key="series", alt=alt)


def _text(_row: DatasetRow, opened: Opened, index: int) -> None:
    """Show the text with one window marked, and what is to be predicted at each of its places."""
    text, end = opened.data.text, index + opened.length
    before, inside, last, after = map(html.escape, (text[:index], text[index:end], text[end], text[end + 1 :]))
    mark = f'<mark style="background:{AXIS_COLOURS[0]};color:#fff">{inside}</mark>'
    target = f'<mark style="background:{MARK};color:#000">{visible(last)}</mark>'
    st.html(
        '<div tabindex="0" style="max-height:15rem;overflow-y:auto;white-space:pre-wrap;line-height:1.7">'
        f"{before}{mark}{target}{after}</div>"
    )
    inputs, targets = opened.data[index]
    cells = "".join(
        f"<div style='text-align:center'><b>{visible(opened.data.characters[a])}</b><br><small>{a}</small>"
        f"<br>↓<br><b style='color:{MARK}'>{visible(opened.data.characters[b])}</b><br><small>{b}</small></div>"
        for a, b in zip(inputs.tolist()[:LETTERS], targets.tolist()[:LETTERS], strict=True)
    )
    st.caption(_("Above each character of the input with its number, below it what is to be predicted there."))
    st.html(f'<div style="display:flex;flex-wrap:wrap;gap:.3rem .8rem;line-height:1.2">{cells}</div>')


def visible(character: str) -> str:
    """Return a character so that it can be seen, as HTML."""
    return INVISIBLE.get(character, html.escape(character))


def _table(row: DatasetRow, opened: Opened, index: int) -> None:
    """Show a page of lines of numbers with their targets."""
    spot = st.container()
    page = _page(row, len(opened), LINES)
    lines = []
    for i in range((page - 1) * LINES, min(len(opened), page * LINES)):
        inputs, target = opened.data[i]
        head = f"<b>data[{i}]</b>" if i == index else f"data[{i}]"
        lines.append([head, *(f"{x:.4g}" for x in inputs.tolist()), opened.label(target)])
    heads = ["", *opened.columns, _("target")]
    spot.html(table([[*map(str, line[:1]), *map(html.escape, line[1:])] for line in lines], [*map(html.escape, heads)]))


VIEWS: Mapping[Kind, Callable[[DatasetRow, Opened, int], None]] = {
    "pictures": _pictures,
    "points": _points,
    "line": lambda _row, opened, index: points_beside_a_line(opened, "line", marked=index),
    "series": _series,
    "text": _text,
    "table": _table,
    "numbers": _table,
}
