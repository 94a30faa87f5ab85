"""What can be done with marked runs: open, continue, again, name, delete; and bring back what was deleted."""

import time
from collections.abc import Sequence

import streamlit as st

from playground.runs import ACTIVE, Run
from playground.runs.listing import Shelf
from playground.runs.orders import BIN_SECONDS
from playground.runs.records import NAME, NOTE, TAG, TAGS
from playground.runs.store import shared_store
from playground.translations import Message, PlaygroundError, _
from playground.ui.again import link_of
from playground.ui.clock import local
from playground.ui.failures import error_box, in_words
from playground.ui.history import mark
from playground.ui.training import PARAMETER
from playground.ui.visitor import visitor_id


def actions(chosen: Sequence[Run], tags: Sequence[str]) -> None:
    """Show what can be done with the marked runs; `tags` are those that the visitor has used."""
    mine = [run for run in chosen if run.owner == visitor_id()]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if len(chosen) == 1:
            _open(chosen[0])
            if mine:
                _continue(chosen[0])
            _again(chosen[0])
        if mine:
            _bin_button(mine)
        st.button(
            _("Mark none"), key="mark none", icon=":material/deselect:", type="tertiary", on_click=mark, args=([],)
        )
    if len(chosen) == 1 and mine:
        _describe(chosen[0], tags)


def _open(run: Run) -> None:
    st.page_link("../pages/train.py", label=_("Open"), icon=":material/open_in_new:", query_params={PARAMETER: run.id})


def _continue(run: Run) -> None:
    def act() -> None:
        with in_words():
            shared_store().resume_from_checkpoint(run.id, visitor_id())

    st.button(
        _("Continue"),
        icon=":material/resume:",
        key="continue",
        disabled=not run.can_continue,
        on_click=act,
        help=_("A run that was stopped or broke off goes on from its last checkpoint, as if nothing had been."),
    )


def _again(run: Run) -> None:
    """Show the way to the training page with the settings of a run filled in."""
    link, brought = link_of(run.config)
    help_ = _("Opens the training page with the settings of this run filled in: change one, and press Start.")
    if not link:
        help_ = _("These settings are of another version of the playground, so they cannot be filled in.")
    elif brought:
        help_ = _("Its data were brought by a visitor: choose them again there. All other settings are filled in.")
    st.page_link(
        "../pages/train.py",
        label=_("Again, with a change"),
        icon=":material/replay:",
        query_params=dict(link) | {PARAMETER: run.id},
        disabled=not link,
        help=help_,
    )


def _describe(run: Run, used: Sequence[str]) -> None:
    """Show the form for a run's name, tags and note, unfolded on demand."""
    box = st.expander(_("Name, tags, note"), icon=":material/edit:", key="describe", on_change="rerun")
    if not box.open:
        return
    name, tags, note = (f"{field} {run.id}" for field in ("name", "tags", "note"))

    def keep() -> None:
        state = st.session_state
        with in_words():
            shared_store().describe(run.id, visitor_id(), state[name], state[tags], state[note])

    with box, st.form(f"describe {run.id}", border=False):
        st.text_input(_("Name"), run.name, max_chars=NAME, key=name)
        st.multiselect(
            _("Tags"),
            list(dict.fromkeys((*run.tags, *used))),
            run.tags,
            key=tags,
            max_selections=TAGS,
            accept_new_options=True,
            placeholder=_("Choose, or type a new one"),
            help=_("At most {most} tags of {longest} characters.").format(most=TAGS, longest=TAG),
        )
        st.text_area(_("Note"), run.note, max_chars=NOTE, key=note, height=90)
        st.form_submit_button(_("Keep"), icon=":material/check:", on_click=keep)


def _bin_button(mine: Sequence[Run]) -> None:
    active = [run for run in mine if run.status in ACTIVE]
    st.button(
        _("Delete") if len(mine) == 1 else _("Delete {count}").format(count=len(mine)),
        icon=":material/delete:",
        key="delete",
        on_click=_delete,
        args=([run.id for run in mine],),
        disabled=bool(active),
        help=_("A run that is at work must be stopped first.") if active else _("It can be brought back for a while."),
    )


def _delete(run_ids: Sequence[str]) -> None:
    """Put runs into the bin; where some cannot be, delete the others and say why."""
    moment, failed = time.time(), {}
    for run_id in run_ids:
        try:
            shared_store().delete(run_id, visitor_id(), moment)
        except PlaygroundError as error:
            failed[str(error)] = error.message
    if failed:
        error_box(*list(failed.values())[:3])
    mark([])


def undo(shelf: Shelf) -> None:
    """Show what was deleted last, as long as it can be brought back."""
    if not shelf.deleted or time.time() > shelf.deleted_at + BIN_SECONDS:
        return
    until = f"{local(shelf.deleted_at + BIN_SECONDS):%H:%M}"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(_("Undo"), icon=":material/undo:", key="undo", on_click=_restore)
        text = _("{count} runs deleted; they can be brought back until {time}.")
        if shelf.deleted == 1:
            text = _("1 run deleted; it can be brought back until {time}.")
        st.caption(text.format(count=shelf.deleted, time=until))


def _restore() -> None:
    with in_words():
        if not shared_store().restore(visitor_id()):
            error_box(Message(_("There is nothing to bring back any more: it was done already, or the time is over.")))
