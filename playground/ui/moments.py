"""The earlier moments of a run, and going on from one of them."""

from collections.abc import Callable

import streamlit as st

from playground.runs import ENDED, Run
from playground.runs.branches import Moment
from playground.runs.records import NAME
from playground.runs.store import shared_store
from playground.training.scores import say_score, score_of
from playground.translations import _
from playground.ui.failures import in_words
from playground.ui.history import title
from playground.ui.room import megabytes
from playground.ui.visitor import visitor_id

MOMENT, PAUSED = "moment", "begin paused"


def moments(run: Run, begun: Callable[[str], None]) -> None:
    """Let the owner of an ended run go on from an earlier checkpoint; `begun` hears the id of the new run.

    Shown in a box that is closed at first, where there is more than the last checkpoint.
    """
    if run.owner != visitor_id() or run.status not in ENDED or run.checkpoints < 2:
        return
    box = st.expander(
        _("Go on from an earlier checkpoint"), icon=":material/history:", key="moments", on_change="rerun"
    )
    if not box.open:
        return
    with box, in_words():
        *earlier, _last = shared_store().moments(run)
        st.markdown(
            _(
                "A checkpoint holds all that the run was at a moment. Going on from an earlier one begins a **new "
                "run** whose curve up to there is that of this one; this run stays as it is."
            )
        )
        by_step = {moment.step: moment for moment in earlier}
        best = next((moment.step for moment in earlier if moment.best), None)
        st.radio(
            _("Checkpoint"),
            list(by_step),
            index=len(by_step) - 1 if best is None else list(by_step).index(best),
            format_func=lambda step: _name(by_step[step]),
            captions=[_about(moment, score_of(run.data)) for moment in earlier],
            key=f"{MOMENT} {run.id}",
        )
        st.checkbox(
            _("Begin paused"),
            key=PAUSED,
            help=_("So that the learning rate can be changed before the first step, in the fields beside the curves."),
        )
        st.button(_("Go on from here"), icon=":material/fork_right:", key="branch", on_click=_branch, args=(run, begun))


def _name(moment: Moment) -> str:
    name = _("after epoch {epoch} · step {step}") if moment.over else _("in epoch {epoch} · step {step}")
    return name.format(epoch=f"{moment.epoch:,}", step=f"{moment.step:,}")


def _about(moment: Moment, score: str) -> str:
    parts = [_("{size} MB").format(size=megabytes(moment.bytes))]
    if moment.loss is not None and moment.score is not None:
        parts = [
            _("validation loss {loss}").format(loss=f"{moment.loss:.4g}"),
            _("score {score}").format(score=say_score(moment.score, score)),
            *parts,
        ]
    if moment.best:
        parts.append(_("**the best of these**"))
    return " · ".join(parts)


def _branch(run: Run, begun: Callable[[str], None]) -> None:
    step = st.session_state[f"{MOMENT} {run.id}"]
    with in_words():
        name = _("{name}, from step {step}").format(name=title(run)[: NAME - 30], step=f"{step:,}")
        branch = shared_store().branch(run.id, visitor_id(), step, name)
        if st.session_state.get(PAUSED):
            shared_store().command(branch, visitor_id(), "pause")
        begun(branch)
