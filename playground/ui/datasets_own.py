"""What a learner brings: a text, a table, pictures; each opened as a data set."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from playground.datasets import DATASETS, DatasetRow
from playground.datasets.opened import Opened, open_text
from playground.datasets.own import OWN_TEXT, TEXT_LENGTH
from playground.datasets.text import MOST_CHARACTERS
from playground.translations import N_, _
from playground.ui.uploads import uploaded_pictures, uploaded_table

TEXT = "text"


def _own_text(parameters: Mapping[str, Any]) -> Opened:
    """Show a field for a text; return its characters as a data set."""
    typed = st.text_area(
        _("Your text"),
        _("Row, row, row your boat gently down the stream. Merrily, merrily, merrily, merrily, life is but a dream."),
        max_chars=MOST_CHARACTERS,
        key=TEXT,
        height=140,
        persist_state="session",
    )
    return open_text(typed or "", parameters["length"])


_OWN_TEXT = replace(OWN_TEXT, parameters=(TEXT_LENGTH,))  # the text has a field of its own
_OWN_CSV = DatasetRow(
    "own CSV", object, N_("A table of your own: each line a sample, or a column as a series."), kind="table"
)
_OWN_PICTURES = DatasetRow("own pictures", object, N_("Pictures of your own, with a name for each class."))
BROUGHT: Mapping[str, tuple[DatasetRow, Callable[[Mapping[str, Any]], Opened | None]]] = {
    "own text": (_OWN_TEXT, _own_text),
    "own CSV": (_OWN_CSV, lambda _parameters: uploaded_table()),
    "own pictures": (_OWN_PICTURES, lambda _parameters: uploaded_pictures()),
}
CHOICES: Mapping[str, DatasetRow] = {**DATASETS, **{name: row for name, (row, _open) in BROUGHT.items()}}
