"""The loss that ReduceLROnPlateau watches: bent by hand, or that of one of the visitor's runs."""

from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st

from playground.charts.schedules import losses as loss_figure
from playground.optimization.loss_curves import POINTS, bent
from playground.optimization.schedule import Setting
from playground.parameters import numbers, typed
from playground.runs import Run
from playground.runs.store import shared_store
from playground.translations import PlaygroundError, _
from playground.ui.bend import bend
from playground.ui.failures import error_box, in_words
from playground.ui.figure import figure
from playground.ui.schedules import BENT, DEFAULTS
from playground.ui.visitor import visitor_id

RUNS = 20  # the newest


def losses(setting: Setting) -> tuple[float, ...]:
    """Show where the loss comes from and what it is; return the loss after each epoch."""
    with st.container(border=True, gap="small"):
        st.markdown(_("**The validation loss** that the scheduler is given after each epoch"))
        runs = _runs()
        if runs:
            names = {BENT: _("bent by hand"), **{run.id: _name(run) for run in runs.values()}}
            source = st.selectbox(
                _("loss of"),
                list(names),
                format_func=names.__getitem__,
                key="losses_of",
                filter_mode=None,
                label_visibility="collapsed",
            )
            if source and source != BENT:
                return _of_run(source, setting)
        return _by_hand(setting)


def _runs() -> Mapping[str, Run]:
    with in_words():
        found = shared_store().owned_by(visitor_id(), RUNS)
        return {run.id: run for run in found if run.epoch > 1}
    return {}


def _name(run: Run) -> str:
    chosen = run.config.get("model")  # a config of another version may hold anything
    model = chosen.get("name", "?") if isinstance(chosen, dict) else "?"
    when = datetime.fromtimestamp(run.created, UTC).strftime("%Y-%m-%d %H:%M")
    return _("run of {when} UTC: {model}, {epochs} epochs").format(when=when, model=model, epochs=run.epoch)


def _of_run(run_id: str, setting: Setting) -> tuple[float, ...]:
    with in_words():
        records = shared_store().history(run_id)
        found = tuple(
            float(record.payload["validation_loss"])
            for record in records
            if record.type == "epoch" and record.payload.get("validation_loss") is not None
        )
        if found:
            if len(found) < setting.epochs:
                st.caption(_("The run has {count} epochs; its last loss goes on after them.").format(count=len(found)))
            shown = found[: setting.epochs]
            alt = _("Validation loss of the run: from {first} to {last}.")
            alt = alt.format(first=f"{shown[0]:.4g}", last=f"{shown[-1]:.4g}")
            figure(loss_figure(shown, setting.batches, setting.total_steps), key="losses of run", alt=alt)
            return shown
    return bent(POINTS.default, setting.epochs)


def _by_hand(setting: Setting) -> tuple[float, ...]:
    spot = st.container()
    text = st.text_input(
        _("as numbers"),
        str(DEFAULTS["losses"]),
        key="losses",
        bind="query-params",
        help=_("Losses at equal distances from the first epoch to the last; straight lines lie between them."),
    )
    try:
        heights = POINTS.check(numbers(text or ""))
    except PlaygroundError as error:
        error_box(error.message)
        heights = POINTS.default
    assert isinstance(heights, tuple)
    with spot:
        bend(heights, setting.epochs, key="bend", on_change=_bent)
    return bent(heights, setting.epochs)


def _bent() -> None:
    heights = st.session_state["bend"]["heights"]
    if heights:
        st.session_state["losses"] = typed(heights)
