"""What the network will learn from, before it is trained: a first look at the data, by their kind."""

import html
from collections.abc import Callable, Mapping

import streamlit as st

from playground.charts.datasets import scatter, window
from playground.datasets import ALL_DATASETS, Kind
from playground.datasets.opened import Opened, open_row
from playground.training import TrainConfig
from playground.translations import PlaygroundError, _
from playground.ui.failures import error_box
from playground.ui.figure import figure
from playground.ui.gallery import pictures
from playground.ui.lines import points_beside_a_line
from playground.ui.tables import table

PICTURES, CHARACTERS, LINES = 30, 400, 12


def preview(config: TrainConfig) -> None:
    """Show some of the data of a run, or why they cannot be had."""
    try:
        opened = open_row(config.data.name, config.data.parameters)
    except PlaygroundError as error:
        error_box(error.message)
        st.page_link("../pages/datasets.py", label=_("Data sets"), query_params={"data": config.data.name})
        return
    _SHOWN[ALL_DATASETS[config.data.name].kind](opened)


def _pictures(opened: Opened) -> None:
    names = [opened.classes[label] for label in opened.targets[:PICTURES].tolist()]
    pictures(opened, [(i, name, _("A picture: {label}").format(label=name)) for i, name in enumerate(names)])


def _points(opened: Opened) -> None:
    drawing = scatter(opened.inputs, opened.targets, opened.classes, [("", opened.of_class(None))])
    alt = _("{count} points in the plane, coloured by their {classes} classes.").format(
        count=len(opened), classes=len(opened.classes)
    )
    figure(drawing, key="preview", alt=alt)


def _series(opened: Opened) -> None:
    alt = _("A curve of {count} values; a window of {length} and the value after it are marked.").format(
        count=len(opened.series), length=opened.length
    )
    figure(window(opened.times, opened.series, 0, opened.length), key="preview", alt=alt)


def _table(opened: Opened) -> None:
    heads = [*opened.columns, _("label")]
    every = -(-len(opened.inputs) // LINES)  # spread over the table, which may be sorted by class
    labels = opened.targets[opened.looked_at]
    lines = [
        [*(f"{number:.3g}" for number in inputs.tolist()), html.escape(opened.label(label))]
        for inputs, label in zip(opened.inputs[::every], labels[::every], strict=True)
    ]
    st.html(table(lines, [*map(html.escape, heads)]))


def _text(opened: Opened) -> None:
    text = opened.data.text
    st.code(text[:CHARACTERS] + ("…" if len(text) > CHARACTERS else ""), language=None, wrap_lines=True)


_SHOWN: Mapping[Kind, Callable[[Opened], None]] = {
    "pictures": _pictures,
    "points": _points,
    "line": lambda opened: points_beside_a_line(opened, "preview"),
    "series": _series,
    "table": _table,
    "numbers": _table,
    "text": _text,
}
