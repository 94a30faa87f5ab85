"""A sweep that is planned: from which training, what is varied, what that makes, how long it will take, and Start."""

import html
import time
from collections.abc import Sequence
from functools import partial

import streamlit as st
from pydantic import ValidationError
from streamlit.delta_generator import DeltaGenerator

from playground.charts.sweep import planned
from playground.charts.sweep_scales import said
from playground.parameters import Value
from playground.runs import sweeps
from playground.runs.store import shared_store
from playground.settings import settings
from playground.sweeps import Combination, Plan, combinations
from playground.sweeps.brief import brief
from playground.sweeps.expected import expected_seconds
from playground.sweeps.plan import size
from playground.sweeps.presets import PRESETS
from playground.training import TrainConfig, problems
from playground.training.config import EPOCHS
from playground.translations import _
from playground.ui.address import write
from playground.ui.again import brought, link_of
from playground.ui.failures import error_box, in_words
from playground.ui.figure import figure
from playground.ui.filled import fill
from playground.ui.follow import follow, when_changed
from playground.ui.presets import preset_pills
from playground.ui.sweep_axes import axes, defaults_of, design, state_of
from playground.ui.sweep_list import OF, open_sweep
from playground.ui.tables import table
from playground.ui.training import SAME_MOMENT_SECONDS
from playground.ui.visitor import visitor_id

MINUTE = 60
TABLE_HEIGHT, FEW = 260, 6  # pixels, from so many rows on
TOLD = 3  # impossible combinations
LONGEST = 1500  # characters of it
_KEPT = "sweep of"


def way_in(config: TrainConfig | None) -> None:
    """Show, on the training page, the way to a sweep of the settings that stand there."""
    clicked = st.button(
        _("Try several values"),
        icon=":material/tune:",
        key="try several",
        type="tertiary",
        disabled=config is None,
        help=_("Trains with several values of up to three settings, and shows which do best."),
    )
    if clicked and config:
        _vary(config)
        st.switch_page("../pages/sweep.py", query_params={OF: st.query_params[OF]} if OF in st.query_params else None)


def _vary(config: TrainConfig) -> None:
    """Let this training be the one that is varied; the link does not say it where its data were brought."""
    text = brief(config)
    st.session_state[_KEPT] = text
    write(OF, None if brought(config) or len(text) > LONGEST else text)


def plan(presets: DeltaGenerator) -> Plan:
    """Show what can be chosen of a sweep, with the plans to start from in `presets`; return the plan."""
    base = _base()
    _told(base)
    draws, seed = design()
    chosen = Plan(base, axes(base, draws > 0), draws, seed)
    with presets:
        fits = (place for place, preset in enumerate(PRESETS) if preset.plan.key == chosen.key)
        preset_pills(PRESETS, next(fits, None), "preset", lambda place: use_plan(PRESETS[place].plan))
    return chosen


def use_plan(plan: Plan) -> None:
    """Fill the controls with a plan; a callback."""
    defaults = defaults_of(plan)
    _vary(plan.base)
    fill(defaults | state_of(plan), defaults)


def _base() -> TrainConfig:
    text = st.query_params.get(OF) or st.session_state.get(_KEPT)
    if not text:
        return PRESETS[0].plan.base
    try:
        config = TrainConfig.model_validate_json(text[: 2 * LONGEST] if OF in st.query_params else text)
    except ValidationError as error:
        error_box(*problems(error)[:3])
        return PRESETS[0].plan.base
    _vary(config)
    return config


def _told(base: TrainConfig) -> None:
    """Show what is the same in all runs, and the ways to change it."""
    parts = (base.data, base.model, base.optimizer)
    st.markdown(" · ".join(f"**{part.name}**" for part in parts))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        widget = follow("sweep epochs", base.epochs)
        st.number_input(
            EPOCHS.name,
            int(EPOCHS.minimum),
            int(EPOCHS.maximum),
            None,  # so that what an emptied field is comes from here
            key=widget,
            on_change=when_changed(widget, partial(_set_epochs, base)),
            help=_("Of each run. Few are enough to see which values are worth a longer training."),
            width=120,
        )
        link, _brought = link_of(base.as_json())
        st.page_link(
            "../pages/train.py",
            label=_("Change the rest on “Train a network”"),
            icon=":material/tune:",
            query_params=dict(link),
        )


def _set_epochs(base: TrainConfig, epochs: int | None) -> None:
    if epochs:
        _vary(base.model_copy(update={"epochs": int(epochs)}))


def begin(chosen: Plan) -> bool:
    """Show what a plan makes, how long that will take, and the button that starts it; return whether it can be."""
    with in_words():
        found = combinations(chosen)
        good = [each for each in found if each.config]
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            st.button(
                _("Start all"),
                type="primary",
                icon=":material/play_arrow:",
                key="start all",
                disabled=not good,
                on_click=_start,
                args=(chosen, good),
            )
            count = len(good)
            told = _("**1 run**") if count == 1 else _("**{count} runs**").format(count=count)
            st.markdown(told, width="content")
        st.caption(_time(chosen, good))
        _refused(chosen, found)
        if len(chosen.axes) == 2:
            points = [each.values for each in good]
            figure(planned(chosen.axes, points), key="planned", alt=_("The combinations as points in a plane."))
        with st.container(height=TABLE_HEIGHT if len(good) > FEW else "content", border=False):
            st.html(_table(chosen, good))
        return bool(good)
    return False


def _time(chosen: Plan, good: Sequence[Combination]) -> str:
    """Say how long the runs will take, and why they may be fewer than combinations."""
    configs = [each.config for each in good if each.config]
    earlier = sweeps.lasted(shared_store(), chosen.base.data.name)
    seconds = expected_seconds(configs, earlier, settings().slots)
    if seconds is None:
        told = _("How long they take is known when the first has finished.")
    elif seconds < 1.5 * MINUTE:
        told = _("Takes about {seconds} seconds.").format(seconds=max(1, round(seconds)))
    else:
        told = _("Takes about {minutes} minutes.").format(minutes=round(seconds / MINUTE))
    if (asked := size(chosen)) > len(good):
        told += " " + _("{asked} combinations, some of them the same or impossible.").format(asked=asked)
    return told


def _refused(chosen: Plan, found: Sequence[Combination]) -> None:
    """Say which combinations are impossible, and why."""
    bad = [each for each in found if not each.config]
    if not bad:
        return
    told = [f"- {in_words_of(chosen, each.values)}: {each.problems[0].text()}" for each in bad[:TOLD]]
    head = _("{count} combinations are impossible and will not be started:").format(count=len(bad))
    more = _("and so on") if len(bad) > TOLD else ""
    st.warning("\n".join([head, "", *told, "", more]), icon=":material/block:")


def in_words_of(plan: Plan, values: Sequence[Value]) -> str:
    """Return a combination as it is written: lr = 0.1, batch_size = 8."""
    pairs = zip(plan.axes, values, strict=True)
    return ", ".join(f"{axis.setting.split('.')[-1]} = {said(value)}" for axis, value in pairs)


def _table(chosen: Plan, good: Sequence[Combination]) -> str:
    heads = ["", *(f"<code>{html.escape(axis.setting)}</code>" for axis in chosen.axes)]
    rows = [(str(place), *(html.escape(said(value)) for value in each.values)) for place, each in enumerate(good, 1)]
    return table(rows, heads)


def _start(chosen: Plan, good: Sequence[Combination]) -> None:
    """Queue the runs and show them from now on; a second click in the same moment means the same sweep."""
    with in_words():
        store, visitor, asked = shared_store(), visitor_id(), chosen.as_json()
        last = next(iter(sweeps.owned_by(store, visitor, limit=1)), None)
        if last and last.sweep.plan == asked and time.time() - last.sweep.created < SAME_MOMENT_SECONDS:
            open_sweep(last.sweep.id)
            return
        runs = [(in_words_of(chosen, each.values), each.config.as_json()) for each in good if each.config]
        open_sweep(sweeps.begin(store, visitor, asked, runs))
