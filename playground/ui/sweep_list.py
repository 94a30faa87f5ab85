"""A visitor's sweeps, and how the link says which one is looked at."""

import streamlit as st

from playground.runs import sweeps
from playground.runs.listing import shelf
from playground.runs.store import shared_store
from playground.runs.sweeps import Sweep, Tally
from playground.training.scores import say_score, score_of
from playground.translations import Message, _
from playground.ui.address import write
from playground.ui.clock import local
from playground.ui.failures import error_box, in_words
from playground.ui.history_actions import undo
from playground.ui.visitor import visitor_id

SWEEP, OF = "sweep", "of"  # in the link: the sweep that is looked at; the training of one that is planned

_DELETED = "sweep deleted"


def opened() -> Sweep | None:
    """Return the sweep that the link names; tells where it is gone."""
    named = st.query_params.get(SWEEP, "")[:16]
    if not named:
        return None
    found = sweeps.get(shared_store(), named)
    if found is None:
        text = _("There is no sweep {sweep_id} here. It may have been deleted.")
        error_box(Message(text, {"sweep_id": named}))
    return found


def open_sweep(sweep_id: str) -> None:
    """Look at a sweep; at the planning of one where the id is empty."""
    if sweep_id:
        write(OF, None)
    write(SWEEP, sweep_id or None)


def remove(sweep: Sweep) -> None:
    """Put a sweep into the bin; a callback."""
    with in_words():
        sweeps.remove(shared_store(), sweep.id, visitor_id())
        st.session_state[_DELETED] = True
        open_sweep("")


def bring_back() -> None:
    """Show how to bring back what was deleted here."""
    if st.session_state.get(_DELETED):
        undo(shelf(shared_store(), visitor_id()))


def your_sweeps(shown: str = "") -> None:
    """Show a visitor's sweeps, but for the one that is shown."""
    mine = [each for each in sweeps.owned_by(shared_store(), visitor_id()) if each.sweep.id != shown]
    if not mine:
        return
    st.subheader(_("Your other sweeps") if shown else _("Your sweeps"), anchor=False)
    for each in mine:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.button(
                title(each.sweep),
                icon=":material/tune:",
                key=f"open {each.sweep.id}",
                type="tertiary",
                on_click=open_sweep,
                args=(each.sweep.id,),
            )
            st.caption(_told(each))


def title(sweep: Sweep) -> str:
    """Return what a sweep varies, and on what."""
    names = [axis.get("setting", "") for axis in sweep.plan.get("axes", ())]
    return " · ".join(filter(None, [" × ".join(names), _base(sweep, "model"), _base(sweep, "data")]))


def _base(sweep: Sweep, part: str) -> str:
    """Return the name of the model or the data that a sweep's trainings begin from."""
    return str(sweep.plan.get("base", {}).get(part, {}).get("name", ""))


def _told(each: Tally) -> str:
    when = f"{local(each.sweep.created):%m-%d %H:%M}"
    going_on = _("{count} not finished yet").format(count=each.going_on) if each.going_on else ""
    count = _("1 run") if each.count == 1 else _("{count} runs").format(count=each.count)
    score = say_score(each.best, score_of(_base(each.sweep, "data")))
    best = "" if each.best is None else _("best {score}").format(score=score)
    return " · ".join(filter(None, (count, going_on, best, when)))
