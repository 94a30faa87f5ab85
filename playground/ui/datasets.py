"""The data-set page's controls: which data set, its settings, how it is parted."""

import html
from collections.abc import Mapping
from typing import Any

import streamlit as st

from playground.datasets import TEST_FRACTION, VALIDATION_FRACTION, DatasetRow
from playground.datasets.opened import Opened, open_row
from playground.datasets.presets import PRESETS
from playground.parameters import Parameter, Value
from playground.translations import N_, _
from playground.ui.controls import choose
from playground.ui.datasets_own import BROUGHT, CHOICES
from playground.ui.downloads import download_panel
from playground.ui.failures import in_words
from playground.ui.presets import control_presets
from playground.ui.shapes import chips
from playground.ui.tables import table

SPLIT_SEED = Parameter("seed", 0, N_("Start of the random numbers: the same seed gives the same split."), 0, 2**31 - 1)
SPLIT = (VALIDATION_FRACTION, TEST_FRACTION, SPLIT_SEED)
KEY = "data"


DEFAULTS: Mapping[str, Value] = {
    KEY: next(iter(CHOICES)),
    **{f"{row.name}.{each.name}": each.default for row in CHOICES.values() for each in row.parameters},
}


def views() -> dict[str, str]:
    """Return the ways to look at a data set: name to title."""
    return {"samples": _("Samples"), "statistics": _("Statistics"), "split": _("Split"), "code": _("The class")}


def presets() -> None:
    """Show data sets to start from."""
    control_presets(PRESETS, DEFAULTS, "data preset")


def chosen() -> tuple[DatasetRow, Opened | None]:
    """Show the choice of a data set and its settings; return its row, and the data set where there is one yet."""
    choice: Mapping[str, Any] = choose(_("Data set"), CHOICES, KEY, docs=False) or {"name": next(iter(CHOICES))}
    row = CHOICES[choice["name"]]
    with in_words():
        if row.name in BROUGHT:
            return row, BROUGHT[row.name][1](choice.get("parameters", {}))
        return row, _of_table(row, choice)
    return row, None


def _of_table(row: DatasetRow, choice: Mapping[str, Any]) -> Opened | None:
    return open_row(row.name, choice.get("parameters", {})) if download_panel(row) else None


def split_settings() -> dict[str, Value]:
    """Show how the data set is parted; return the arguments of the split."""
    with st.container(horizontal=True, gap="small"):
        return {parameter.name: _field(parameter) for parameter in SPLIT}


def _field(parameter: Parameter) -> Any:
    """Show a number that is kept while another view is shown."""
    kind: Any = type(parameter.default)
    step, shown_as = (1, "%d") if kind is int else (0.05, "%g")
    bounds: dict[str, Any] = {"min_value": kind(parameter.minimum), "max_value": kind(parameter.maximum), "step": step}
    default: Any = parameter.default
    given = st.number_input(
        parameter.name,
        value=default,
        **bounds,
        format=shown_as,
        key=parameter.name,
        help=_(parameter.help),
        bind="query-params",
        persist_state="session",
        width=170,
    )
    return parameter.check(default if given is None else given)


def facts(row: DatasetRow, opened: Opened) -> None:
    """Show what can be said of a data set in a few words: size, shapes, classes, where it is from."""
    inputs, target = opened.data[0]
    lines = [
        ("<code>len(data)</code>", f"{len(opened):,}"),
        (_("input"), f"{chips(inputs.shape)} <code>{str(inputs.dtype).removeprefix('torch.')}</code>"),
        (_("target"), f"{chips(target.shape)} <code>{str(target.dtype).removeprefix('torch.')}</code>"),
    ]
    if opened.classes:
        lines.append((_("classes"), f"{len(opened.classes)}"))
    if opened.kind == "text":
        lines.append((_("characters"), f"{len(opened.data.characters)}"))
    if row.source:
        source = html.escape(row.source)
        source = f'<a href="{row.address}" target="_blank">{source} ↗</a>' if row.address else source
        lines.append((_("source"), source))
        lines.append((_("licence"), _(row.licence)))
    st.html(table(lines))
