"""A branch that depends on the input, in each format: guess, then see which one answers wrong."""

import html
from collections.abc import Sequence

import streamlit as st

from playground.exporting.branch import ABOVE, BELOW, WAYS, Answered, Branch, BranchWithCond, script
from playground.exporting.jobs import BRANCH, answered
from playground.jobs import Job
from playground.sources import source_of
from playground.translations import _
from playground.ui import jobs
from playground.ui.code import code_panel
from playground.ui.guess import NO_IDEA, guess
from playground.ui.kept import kept
from playground.ui.tables import table

LANE = "examples"
_TEXT = '<span style="display:inline-block;min-width:12rem">{}</span>'  # on a phone the table scrolls


def show_branch() -> None:
    """Show the network with a branch, ask for a guess, and show what each format makes of it."""
    st.subheader(_("A branch that a trace loses"), anchor=False)
    code, view = st.columns([1, 1.5], gap="medium")
    with code:
        st.code(source_of(Branch), language="python", wrap_lines=True)
    with view:
        st.markdown(
            _("It is traced with `x = {above}`. What does the trace answer to `{below}`?").format(
                above=_vector(ABOVE), below=_vector(BELOW)
            )
        )
        guessed = guess(_("Guess first"), [_vector(_times(10)), _vector(_times(0.5))], "branch.expected")
        job = None if guessed is None else jobs.job_of(LANE, BRANCH)
        jobs.buttons(
            LANE,
            lambda: BRANCH,
            job,
            begin=_("Try it in every format"),
            icon="play_arrow",
            key="branch",
            ready=guessed is not None,
        )
    if job:
        jobs.follow(LANE, job, lambda now: _results(now, guessed))


def _results(job: Job, guessed: str | None) -> None:
    found = answered(job)
    done = len(found)
    text = _("{done} of {all} are done …") if done else _("A process of its own starts, with PyTorch in it …")
    jobs.state(job, text.format(done=done, all=len(WAYS)))
    if found:
        heads = ("", _("made with"), _("answer to {x}"), _("answer to {x}"), _("what becomes of the branch"))
        st.html(_table(found, heads))
    if job.status == "finished":
        _judged(found, guessed)
        _closely(found)


def _judged(found: Sequence[Answered], guessed: str | None) -> None:
    """Compare the guess with what the first trace answered."""
    trace = next(each for each in found if WAYS[each.way].name == "torch.jit.trace")
    own, said = found[0], _vector(trace.below)
    told = _("The trace answers `{said}`, the network itself `{own}`: the wrong answer comes without an error.")
    told = told.format(said=said, own=_vector(own.below))
    if guessed == NO_IDEA:
        st.info(told, icon=":material/lightbulb:")
    elif guessed == said:
        st.success(_("You expected it.") + " " + told, icon=":material/check:")
    else:
        st.info(_("You expected `{guess}`.").format(guess=guessed) + " " + told, icon=":material/lightbulb:")


def _closely(found: Sequence[Answered]) -> None:
    """Show what was written down and what PyTorch said, once unfolded, and the code."""
    label = _("What each one wrote down, and what PyTorch said")
    box = st.expander(label, icon=":material/search:", key="branch closely", on_change="rerun")
    if box.open:
        with box:
            _written(found)
    st.caption(_("The code that did it. Run it as a file: torch.jit.script reads the source of the class from there."))
    code_panel(script(), "branch.py", key="branch.py", height=320)


def _written(found: Sequence[Answered]) -> None:
    for each in found:
        if each.code or each.words:
            st.markdown(f"**{_title(each)}**")
            st.code(each.code or each.words, language="python" if each.code else None, wrap_lines=True)
        for words in (*each.doubts, *each.deprecated):
            st.caption(words)
    st.markdown(_("**With torch.cond**, both ways are functions, so that the graph can hold both:"))
    st.code(source_of(BranchWithCond), language="python", wrap_lines=True)


@kept()
def _table(found: tuple[Answered, ...], heads: tuple[str, ...]) -> str:
    first, made, answer_above, answer_below, becomes = heads
    right = found[0]
    rows = [
        (
            f"<b>{html.escape(WAYS[each.way].name)}</b>",
            _code(_vector(WAYS[each.way].example)) if WAYS[each.way].example else "–",
            _answer(each.above, right.above),
            _answer(each.below, right.below),
            _TEXT.format(html.escape(_(WAYS[each.way].summary))),
        )
        for each in found
    ]
    columns = (first, made, answer_above.format(x=_vector(ABOVE)), answer_below.format(x=_vector(BELOW)), becomes)
    return table(rows, columns)


def _answer(numbers: Sequence[float], right: Sequence[float]) -> str:
    refused, wrong = html.escape(_("refused")), html.escape(_("wrong"))
    if not numbers:
        return f"<i>{refused}</i>"
    if numbers == right:
        return _code(_vector(numbers))
    style = "background:#d55e00;color:#000;border-radius:.35em;padding:0 .4em;white-space:nowrap"
    return f'<span style="{style}">{_code(_vector(numbers))} {wrong}</span>'


def _code(text: str) -> str:
    return f"<code style='white-space:nowrap;background:none;color:inherit'>{html.escape(text)}</code>"


def _title(each: Answered) -> str:
    way = WAYS[each.way]
    return f"{way.name} · {_vector(way.example)}" if way.example else way.name


def _times(factor: float) -> tuple[float, ...]:
    return tuple(factor * number for number in BELOW)


def _vector(numbers: Sequence[float]) -> str:
    """Return numbers as they are typed: [-0.5, -1, -1.5]."""
    return f"[{', '.join(f'{number:g}' for number in numbers)}]"
