"""The table of a visitor's runs, and two of them side by side."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from playground.charts import comparison
from playground.runs import ACTIVE, Run
from playground.runs.store import shared_store
from playground.translations import _
from playground.ui.failures import in_words
from playground.ui.live import status_names
from playground.ui.training import PARAMETER
from playground.ui.visitor import visitor_id

TABLE, DELETED = "runs table", "runs deleted"


def table(runs: list[Run]) -> list[Run]:
    """Show the runs, the newest first, and return those that are marked."""
    names = status_names()
    frame = pd.DataFrame(
        {
            "status": [names[run.status] for run in runs],
            "created": [_local(run.created) for run in runs],
            "best": [None if run.best is None else 100 * run.best for run in runs],
            "test": [None if run.test_score is None else 100 * run.test_score for run in runs],
            "epochs": [f"{run.epoch} / {run.config.get('epochs', '?')}" for run in runs],
            "duration": [_duration(run) for run in runs],
            "model": [_short(run.config.get("model")) for run in runs],
            "optimizer": [_short(run.config.get("optimizer")) for run in runs],
        }
    )
    column = st.column_config
    shown = st.dataframe(
        frame,
        hide_index=True,
        key=f"{TABLE} {st.session_state.get(DELETED, 0)}",  # after a deletion the marks would be on other rows
        placeholder="–",
        on_select="rerun",
        selection_mode="multi-row",
        alt=_("Your runs, the newest first"),
        height=min(420, 38 + 35 * len(runs)),
        column_config={
            "status": column.TextColumn(_("status")),
            "model": column.TextColumn("model", width="medium"),
            "optimizer": column.TextColumn("optimizer", width="medium"),
            "epochs": column.TextColumn(_("epoch")),
            "best": column.NumberColumn(_("best validation"), format="%.1f %%"),
            "test": column.NumberColumn(_("test score"), format="%.1f %%"),
            "duration": column.NumberColumn(_("duration"), format="%.1f s"),
            "created": column.DatetimeColumn(_("created"), format="MM-DD HH:mm:ss"),
        },
    )
    marked = [runs[row] for row in shown["selection"]["rows"] if row < len(runs)]
    if not marked:
        st.caption(_("Mark one run to open or delete it, two to compare them."))
    return marked


def actions(chosen: list[Run]) -> None:
    """Show what can be done with the marked runs."""
    with st.container(horizontal=True, gap="small"):
        if len(chosen) == 1:
            run = chosen[0]
            st.page_link(
                "../pages/train.py", label=_("Open"), icon=":material/open_in_new:", query_params={PARAMETER: run.id}
            )
        if chosen:
            st.button(
                _("Delete"),
                icon=":material/delete:",
                key="delete",
                on_click=_delete,
                args=([run.id for run in chosen],),
                disabled=any(run.status in ACTIVE for run in chosen),
                help=_("A run that is at work must be stopped first."),
            )


def _delete(run_ids: list[str]) -> None:
    for run_id in run_ids:
        with in_words():
            shared_store().delete(run_id, visitor_id())
    st.session_state[DELETED] = st.session_state.get(DELETED, 0) + 1


def compare(first: Run, second: Run) -> None:
    """Show two runs' curves over each other, and the settings that differ."""
    names = {"A": first, "B": second}
    st.subheader(_("Two runs compared"), anchor=False)
    different = _different(first.config, second.config)
    if different:
        st.dataframe(
            pd.DataFrame(different, columns=[_("setting"), "A", "B"]),
            hide_index=True,
            alt=_("The settings that differ"),
        )
    else:
        st.caption(_("The settings are the same: the curves lie on each other."))
    log = st.toggle(_("logarithmic loss"), key="compare.log", bind="query-params")
    with in_words():
        curves: dict[str, dict[str, Any]] = {"train_loss": {}, "validation_score": {}}
        for name, run in names.items():
            records = shared_store().history(run.id)
            points = [record for record in records if record.type == "metrics"]
            epochs = [record for record in records if record.type == "epoch"]
            curves["train_loss"][name] = (
                [p.step for p in points],
                [p.payload["values"]["train_loss"] for p in points],
            )
            curves["validation_score"][name] = (
                [p.step for p in epochs],
                [100 * p.payload["validation_score"] for p in epochs],
            )
        left, right = st.columns(2)
        left.plotly_chart(
            comparison(curves["train_loss"], _("training loss"), log),
            key="compare loss",
            alt=_("Training loss of both runs"),
        )
        right.plotly_chart(
            comparison(curves["validation_score"], _("validation score in %"), False),
            key="compare score",
            alt=_("Validation score of both runs"),
        )


def _short(choice: Any) -> str:
    """Return a choice of a config on one line; a config of another version may hold anything."""
    if not isinstance(choice, dict):
        return "–" if choice is None else str(choice)
    parameters = choice.get("parameters") or {}
    return " ".join([str(choice.get("name", "?")), *(f"{name}={value}" for name, value in parameters.items())])


def _flat(value: Any, path: str = "") -> dict[str, Any]:
    if not isinstance(value, dict):
        return {path: value}
    flat: dict[str, Any] = {}
    for name, each in value.items():
        flat |= _flat(each, path if name == "parameters" else f"{path}.{name}".strip("."))
    return flat


def _different(first: dict[str, Any], second: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the settings that differ: name and both values; a setting that one lacks is shown as –."""
    a, b = _flat(first), _flat(second)
    return [
        (name, str(a.get(name, "–")), str(b.get(name, "–")))
        for name in dict.fromkeys([*a, *b])
        if a.get(name, "–") != b.get(name, "–")
    ]


def _duration(run: Run) -> float | None:
    return round(run.ended - run.started, 1) if run.started and run.ended else None


def _local(seconds: float) -> datetime:
    """Return a time in the reader's own time zone, without saying so (the table shows it as it is)."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (KeyError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    return datetime.fromtimestamp(seconds, zone).replace(tzinfo=None)
