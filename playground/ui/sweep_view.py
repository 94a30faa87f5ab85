"""A sweep that is looked at: how far it is, what came out, and what can be done with it."""

import html
from collections.abc import Sequence
from functools import partial

import streamlit as st

from playground import translations
from playground.charts.comparison import MOST
from playground.charts.parallel import parallel
from playground.charts.sweep import curve, plane
from playground.charts.sweep_scales import Result, said
from playground.runs import ACTIVE, ENDED, Run, sweeps
from playground.runs.store import shared_store
from playground.runs.sweeps import Sweep
from playground.sweeps import Plan
from playground.sweeps.outcomes import Outcome, outcomes, ranked
from playground.sweeps.plan import from_json
from playground.training.differences import MISSING
from playground.training.scores import SCORES, say_score, score_of
from playground.translations import PlaygroundError, _
from playground.ui.failures import error_box, in_words
from playground.ui.figure import figure
from playground.ui.history import MARKED
from playground.ui.linked import linked_choice
from playground.ui.live import status_names
from playground.ui.parallel import parallel_view
from playground.ui.sweep_list import open_sweep, remove, title
from playground.ui.sweep_plan import use_plan
from playground.ui.tables import table
from playground.ui.visitor import visitor_id

REFRESH_SECONDS = 1.5
SCORE, LOSS = "score", "loss"
TOLD = 3  # reasons for which runs failed
TABLE_HEIGHT, FEW = 420, 10  # pixels, from so many rows on


def plan_of(sweep: Sweep) -> Plan | None:
    """Return a sweep's plan, or None after telling that this playground cannot read it."""
    try:
        return from_json(sweep.plan)
    except PlaygroundError as error:
        error_box(error.message)
        st.caption(_("Its runs are still in the table of the page “My runs”."))
        return None


def show(sweep: Sweep, plan: Plan | None) -> None:
    """Show a sweep; while it is at work, it goes on by itself."""
    runs = sweeps.members(shared_store(), sweep.id)
    going_on = any(run.status not in ENDED for run in runs)
    st.subheader(title(sweep), anchor=False)
    _buttons(sweep, plan, going_on)
    if plan is None:
        return
    result = _result(plan)
    language = translations.current()

    def live() -> None:
        translations.use(language)  # a fragment runs in a thread of its own, without the page before it
        with in_words():
            now = sweeps.members(shared_store(), sweep.id)
            if going_on != any(run.status not in ENDED for run in now):
                st.rerun()  # the buttons change
            _progress(now)
            _outcome(plan, now, result)

    st.fragment(live, run_every=REFRESH_SECONDS if going_on else None)()


def _buttons(sweep: Sweep, plan: Plan | None, going_on: bool) -> None:
    mine = sweep.owner == visitor_id()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if mine:
            _button(_("Cancel all"), "stop", "cancel", going_on, partial(_cancel, sweep))
        if plan:
            _button(_("Again, with a change"), "replay", "again", True, partial(_again, plan))
        _button(_("Plan a new one"), "add", "new", True, partial(open_sweep, ""))
        if mine:
            _button(_("Delete"), "delete", "delete sweep", not going_on, partial(remove, sweep))
        else:
            st.caption(_("You are looking at somebody else's sweep."))


def _button(label: str, icon: str, key: str, works: bool, act: partial[None]) -> None:
    st.button(label, icon=f":material/{icon}:", key=key, disabled=not works, on_click=act)


def _cancel(sweep: Sweep) -> None:
    with in_words():
        sweeps.cancel(shared_store(), sweep.id, visitor_id())


def _again(plan: Plan) -> None:
    use_plan(plan)
    open_sweep("")


def _result(plan: Plan) -> Result:
    """Show what runs are judged by; return it."""
    score = score_of(plan.base.data.name)
    names = {SCORE: _(SCORES[score].title), LOSS: _("Validation loss")}
    chosen = linked_choice(_("Result"), names, "result")
    return Result(names[chosen], chosen == LOSS, score if chosen == SCORE else "")


def _progress(runs: Sequence[Run]) -> None:
    done = [run for run in runs if run.status in ENDED]
    at_work = [run for run in runs if run.status in ACTIVE]
    share = len(done) + sum(run.step / run.total_steps for run in at_work if run.total_steps)
    parts = [_("{done} of {count} runs are over").format(done=len(done), count=len(runs))]
    failed, stopped = ([run for run in runs if run.status == status] for status in ("failed", "stopped"))
    if at_work:
        parts.append(_("{count} at work").format(count=len(at_work)))
    if failed:
        parts.append(_("{count} failed").format(count=len(failed)))
    if stopped:
        parts.append(_("{count} stopped").format(count=len(stopped)))
    st.progress(min(1.0, share / max(1, len(runs))), ", ".join(parts))


def _outcome(plan: Plan, runs: Sequence[Run], result: Result) -> None:
    losses = sweeps.lowest_losses(shared_store(), runs)
    scores = {run.id: run.best for run in runs if run.best is not None}
    found = outcomes(plan, runs, losses if result.lowest else scores)
    good = ranked(found, result.lowest)
    if good:
        _best(plan, good, result, any(run.status not in ENDED for run in runs))
        _charts(plan, found, result)
    elif all(run.status in ENDED for run in runs):
        st.info(_("No run came to its end, so there is nothing to compare."), icon=":material/info:")
    else:
        st.info(
            _("As soon as the first runs have finished, their results are drawn here."),
            icon=":material/hourglass_top:",
        )
    _failures(found)
    rest = [each for each in found if each.result is None]
    with st.container(height=TABLE_HEIGHT if len(found) > FEW else "content", border=False):
        st.html(_table(plan, [*good, *rest], scores, losses))


def _best(plan: Plan, good: Sequence[Outcome], result: Result, going_on: bool) -> None:
    """Say which run is the best, and how many are as good."""
    best = good[0]
    pairs = zip(plan.axes, best.values, strict=True)
    values = ", ".join(f"**{axis.setting} = {said(value)}**" for axis, value in pairs)
    told = _("Best so far: {values}, with {result}.") if going_on else _("Best: {values}, with {result}.")
    told = told.format(values=values, result=result.told(best.result or 0.0))
    equal = sum(each.result == best.result for each in good) - 1
    if equal == 1:
        told += " " + _("1 other is exactly as good.")
    elif equal:
        told += " " + _("{count} others are exactly as good.").format(count=equal)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(told, width="content")
        st.page_link(
            "../pages/train.py",
            label=_("Open it"),
            icon=":material/open_in_new:",
            query_params={"run": best.run.id},
        )
        some = good[:MOST]
        if len(some) > 1:
            st.page_link(
                "../pages/runs.py",
                label=_("Compare the curves of the best {count}").format(count=len(some)),
                icon=":material/stacked_line_chart:",
                query_params={MARKED: ",".join(each.run.id for each in some)},
            )


def _charts(plan: Plan, found: Sequence[Outcome], result: Result) -> None:
    names = ", ".join(axis.setting for axis in plan.axes)
    alt = _("Results over {names}.").format(names=names)
    if len(plan.axes) == 1:
        figure(curve(plan.axes[0], found, result), key="curve", alt=alt)
        return
    if len(plan.axes) == 2:
        left, right = st.columns(2, gap="medium")
        with left:
            st.caption(
                _("**Each point is a run**, coloured by its result")
                if plan.draws
                else _("**Each field is a run**, coloured by its result; empty: not finished, ×: failed")
            )
            figure(plane(plan.axes, found, result, drawn=plan.draws > 0), key="plane", alt=alt)
    else:
        right = st.container()
    with right:
        st.caption(_("**Each line is a run**, coloured by its result. Drag along an axis to keep only some"))
        parallel_view(parallel(plan.axes, found, result), key="parallel", alt=alt)


def _failures(found: Sequence[Outcome]) -> None:
    """Say why runs failed."""
    failed = [each.run for each in found if each.run.status == "failed"]
    if not failed:
        return
    reasons = list(dict.fromkeys(run.message.text() for run in failed if run.message))
    head = _("1 run failed") if len(failed) == 1 else _("{count} runs failed").format(count=len(failed))
    lines = [f"**{head}**", "", *(f"- {reason}" for reason in reasons[:TOLD])]
    st.warning("\n".join(lines), icon=":material/error:")


def _table(plan: Plan, found: Sequence[Outcome], scores: dict[str, float], losses: dict[str, float]) -> str:
    names = status_names()
    heads = [
        _("Status"),
        *(f"<code>{html.escape(axis.setting)}</code>" for axis in plan.axes),
        _("best validation score"),
        _("lowest validation loss"),
        _("duration"),
        "",
    ]
    score = score_of(plan.base.data.name)
    rows = (
        _line(each, names[each.run.status], say_score(scores.get(each.run.id), score, 4), losses.get(each.run.id))
        for each in found
    )
    return table(rows, heads)


def _line(each: Outcome, status: str, score: str, loss: float | None) -> tuple[str, ...]:
    run = each.run
    seconds = f"{run.ended - run.started:.1f} s" if run.started and run.ended else ""
    link = f"<a href='train?run={run.id}' target='_blank' style='color:inherit'>{html.escape(_('Open'))} ↗</a>"
    return (
        html.escape(status),
        *(html.escape(said(value)) for value in each.values),
        score,
        MISSING if loss is None else f"{loss:.4g}",
        seconds,
        link if run.started else "",
    )
