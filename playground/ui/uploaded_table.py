"""A visitor's own CSV file: uploaded, its columns chosen, opened as a data set."""

from collections.abc import Mapping
from threading import Lock
from typing import Any

import streamlit as st
from cachetools import LRUCache, cached

from playground.datasets import csv_checks, csv_facts
from playground.datasets.csv_checks import quoted
from playground.datasets.csv_facts import ENCODINGS, MOST_CELLS, MOST_LINES, SEPARATORS, CsvFacts
from playground.datasets.csv_table import LENGTH, MISSING, STANDARDIZE
from playground.datasets.opened import Opened, open_row
from playground.datasets.own import OWN
from playground.translations import N_, Message, PlaygroundError, _
from playground.ui.controls import control
from playground.ui.failures import error_box, in_words
from playground.ui.kept_uploads import kept_line, take, terms
from playground.ui.visitor import visitor_id
from playground.uploads import store

TYPES = ("csv", "tsv", "txt")
ROUND = "csv round"
FOUND = "auto"
NAMES = {",": ",", ";": ";", "\t": "tab", "|": "|"}


def uploaded_table() -> Opened | None:
    """Show the upload of a CSV file and what can be chosen from it; return its data set, where there is one."""
    table = store.table_of(visitor_id())
    _uploader(_("Another CSV file in its place") if table else _("A table as CSV file"))
    if table is None:
        terms()
        return None
    with in_words():
        facts = _reading(table)
        if facts is None:
            return None
        as_series = st.segmented_control(
            _("A sample is"),
            ["line", "window"],
            default="line",
            required=True,
            format_func={"line": _("a line"), "window": _("a window of a column")}.__getitem__,
            key=f"csv sample {table.stamp}",
            persist_state="session",
        )
        return _series(table, facts) if as_series == "window" else _lines(table, facts)
    return None


def _uploader(label: str) -> None:
    number = st.session_state.setdefault(ROUND, 0)
    st.file_uploader(
        label,
        TYPES,
        key=f"csv file {number}",
        on_change=_take,
        help=_("The first line holds the names of the columns. At most {lines} lines and {cells} cells.").format(
            lines=f"{MOST_LINES:,}", cells=f"{MOST_CELLS:,}"
        ),
    )


def _take() -> None:
    """Keep the uploaded file and put an empty field in the place of its own; a callback."""
    file = st.session_state[f"csv file {st.session_state[ROUND]}"]
    if file is None:
        return
    [(name, contents)] = take([file])
    st.session_state[ROUND] += 1
    with in_words():
        store.keep_table(visitor_id(), name, contents)


def _reading(table: store.Table) -> CsvFacts | None:
    """Show what the file is and how it is read; return its facts, or None after telling what is wrong with it."""
    told = st.empty()
    with st.container(horizontal=True):
        encoding = st.selectbox(
            "encoding",
            [FOUND, *ENCODINGS],
            key=f"csv encoding {table.stamp}",
            help=_("How bytes stand for characters; auto finds it out."),
            persist_state="session",
        )
        separator = st.selectbox(
            "sep",
            [FOUND, *SEPARATORS],
            format_func=lambda each: NAMES.get(each, each),
            key=f"csv sep {table.stamp}",
            help=_("What stands between two cells; auto finds it out."),
            persist_state="session",
        )
    chosen = ["" if each in (None, FOUND) else str(each) for each in (encoding, separator)]
    facts = _facts(table, *chosen)
    if isinstance(facts, Message):
        with told.container():
            kept_line("table", f"**{quoted(table.name)}**")
        error_box(facts)
        return None
    with told.container():
        kept_line(
            "table",
            _("**{name}**: {lines} lines, {columns} columns, `{encoding}`, separator `{sep}`.").format(
                name=quoted(table.name),
                lines=f"{facts.lines:,}",
                columns=len(facts.columns),
                encoding=facts.encoding,
                sep=NAMES[facts.separator],
            ),
        )
    return facts


@cached(LRUCache(64), lock=Lock())
def _facts(table: store.Table, encoding: str, separator: str) -> CsvFacts | Message:
    try:
        return csv_facts.look_at(table.path.read_bytes(), encoding, separator)
    except PlaygroundError as error:
        return error.message


def _lines(table: store.Table, facts: CsvFacts) -> Opened:
    """Show the choice of label and features; return the lines as a data set."""
    names = [column.name for column in facts.columns]
    label = str(
        st.selectbox(
            "label",
            names,
            names.index(csv_checks.likely_label(facts)),
            key=f"csv label {table.stamp}",
            help=_("What is to be learned: the column with the right answers."),
            persist_state="session",
        )
    )
    column = facts.column(label)
    classes = True
    if column.numeric(facts.lines):
        answer = st.segmented_control(
            _("The label is"),
            ["class", "number"],
            default="class" if csv_checks.may_be_classes(column, facts.lines) else "number",
            required=True,
            format_func={"class": _("one of some classes"), "number": _("a number")}.__getitem__,
            key=f"csv answer {table.stamp} {names.index(label)}",
            persist_state="session",
        )
        classes = answer != "number"
    features = st.multiselect(
        "features",
        [name for name in names if name != label],
        [name for name in facts.numeric if name != label],
        key=f"csv features {table.stamp} {names.index(label)}",
        help=_("What is learned from: columns of numbers."),
        persist_state="session",
    )
    texts = [quoted(name) for name in names if name not in (*facts.numeric, *features, label)]
    if texts:
        st.caption(
            _("Not learned from, because they hold more than numbers: {columns}.").format(columns=", ".join(texts))
        )
    csv_checks.check_features(facts, features, label)
    (csv_checks.check_classes if classes else csv_checks.check_number)(facts, label)
    settings: dict[str, Any] = {"features": tuple(features), "label": label, "classes": classes}
    with st.container(horizontal=True):
        if any(facts.column(name).missing for name in features):
            settings["missing"] = control(MISSING, "CsvTable.missing")
        settings["standardize"] = control(STANDARDIZE, "CsvTable.standardize")
    opened = _opened(table, facts, "CsvTable" if classes else "CsvNumbers", settings)
    _told(facts, opened)
    return opened


def _told(facts: CsvFacts, opened: Opened) -> None:
    """Tell how many lines are used, or what is in the way."""
    if len(opened) < 2 or (opened.classes and len(set(opened.targets.tolist())) < 2):
        raise PlaygroundError(
            N_("Without the lines that have empty cells, too little is left. Leave a column out, or choose mean.")
        )
    left_out = facts.lines - len(opened)
    if left_out:
        told = _("{used} of {lines} lines are used; {left_out} have an empty cell.")
        st.caption(told.format(used=f"{len(opened):,}", lines=f"{facts.lines:,}", left_out=f"{left_out:,}"))


def _series(table: store.Table, facts: CsvFacts) -> Opened | None:
    """Show the choice of a column; return it as a data set of windows."""
    if not facts.numeric:
        raise PlaygroundError(N_("No column of this file holds numbers alone; a series needs one."))
    column = str(st.selectbox("column", facts.numeric, key=f"csv column {table.stamp}", persist_state="session"))
    with st.container(horizontal=True):
        settings = {each.name: control(each, f"CsvSeries.{each.name}") for each in (LENGTH, STANDARDIZE)}
    length = settings["length"]
    assert isinstance(length, int)
    if facts.lines < 2 * length:
        raise PlaygroundError(
            N_("The column has {lines} values; for windows of {length} it needs at least {least}."),
            lines=facts.lines,
            length=length,
            least=2 * length,
        )
    if facts.column(column).missing:
        st.caption(
            _("{count} empty cells are filled on a straight line between their neighbours.").format(
                count=f"{facts.column(column).missing:,}"
            )
        )
    return _opened(table, facts, "CsvSeries", {"column": column, **settings})


def _opened(table: store.Table, facts: CsvFacts, name: str, settings: Mapping[str, Any]) -> Opened:
    """Return the data set, made from the visitor's own file."""
    read = {"upload": table.upload, "file": table.name, "sep": facts.separator, "encoding": facts.encoding}
    return open_row(name, OWN[name].complete(read | dict(settings), "data"))
