"""A second run, whose curves are drawn beside those of the shown one: from scratch beside a transfer, say."""

from collections.abc import Sequence

import streamlit as st

from playground.runs import Run
from playground.runs.listing import Named, newest
from playground.runs.store import shared_store
from playground.training import TrainConfig
from playground.training.differences import different
from playground.translations import _
from playground.ui.address import write
from playground.ui.failures import in_words
from playground.ui.follow import follow
from playground.ui.history import title, titles
from playground.ui.live import Second
from playground.ui.picked import when_picked
from playground.ui.transfer import rival
from playground.ui.visitor import visitor_id

PARAMETER = "beside"
CHOICE, KEPT = "beside run", "shown beside"
LAST = 20  # of a visitor's runs, among which one can be chosen
TOLD = 4  # settings in which they differ
USELESS = ("failed", "stopped", "interrupted")


def start(config: TrainConfig, pace: float | None) -> None:
    """Before a run of `config` is queued, see to the one that is to be held against it.

    The same settings give the same numbers, so one that is there already will do.
    """
    wanted = rival(config)
    if wanted is None:
        return
    with in_words():
        store, visitor = shared_store(), visitor_id()
        there = (run for run in store.owned_by(visitor, LAST) if run.status not in USELESS)
        same = next((run for run in there if run.config == wanted.as_json()), None)
        _show(same.id if same else store.create(visitor, wanted.as_json(), pace))


def beside(run: Run | None) -> Second | None:
    """Show the choice of a run beside `run`, among the visitor's last ones of the same data; return the chosen one."""
    if run is None:
        return None
    with in_words():
        store = shared_store()
        wanted = st.query_params.get(PARAMETER) or st.session_state.get(KEPT)
        linked = store.get(str(wanted)[:64]) if wanted else None
        second = linked if linked and linked.data == run.data and linked.id != run.id else None
        last = newest(store, visitor_id(), LAST)
        found: list[Run | Named] = [each for each in last if each.data == run.data and each.id != run.id]
        if second and second.id not in {each.id for each in found}:
            found = [second, *found]
        if found:
            _choose(found, second)
        if second and st.query_params.get(PARAMETER) != second.id:
            st.query_params[PARAMETER] = second.id
        return Second(second.id, _called(second, run)) if second else None
    return None


def _called(second: Run, run: Run) -> str:
    """Return a run's name, or what it is and the settings in which it differs from `run`."""
    settings = different([second.config, run.config])
    told = [f"{name.rpartition('.')[2]} {values[0]}" for name, values in settings.items()]
    return second.name or title(second) + "".join(f", {each}" for each in told[:TOLD])


def _choose(found: Sequence[Run | Named], second: Run | None) -> None:
    names = dict(zip([each.id for each in found], titles(found), strict=True))
    widget = follow(CHOICE, second.id if second else None)
    st.selectbox(
        _("Beside"),
        list(names),
        None,
        format_func=lambda run_id: names.get(run_id, run_id),
        key=widget,
        placeholder=_("no other run"),
        help=_("Another of your runs of the same data: its curves are drawn dashed over those of this one."),
        on_change=when_picked(widget, (None, *names), _show),
        filter_mode=None,
    )


def _show(run_id: str | None) -> None:
    st.session_state[KEPT] = run_id
    write(PARAMETER, run_id)
