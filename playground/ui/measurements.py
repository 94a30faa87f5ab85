"""What pages that measure share: one lane, so that no measurement disturbs another; buttons, progress, marks."""

import html
from collections.abc import Callable

import streamlit as st

from playground.charts.spread import LINE_COLOURS, MARKS
from playground.jobs import Job, Work
from playground.translations import _
from playground.ui import jobs

LANE = "measurements"


def job_of(work: Work) -> Job | None:
    """Return a measurement as it stands, and let it go on for this visitor too."""
    return jobs.job_of(LANE, work)


def buttons(work: Callable[[], Work], job: Job | None, guessed: str | None) -> None:
    """Show how to begin a measurement, for those who have guessed, and how to stop it."""
    begin = _("Measure") if job is None or job.status != "finished" else _("Measure again")
    jobs.buttons(LANE, work, job, begin=begin, icon="timer", key="measure", ready=guessed is not None)


def invite(guessed: str | None) -> None:
    """Say how to come to a measurement where there is none yet."""
    if guessed is None:
        st.info(_("Read the code and guess: then it can be measured."), icon=":material/lightbulb:")
    else:
        st.info(_("Now press **Measure**: it takes some seconds."), icon=":material/timer:")


def follow(job: Job, show: Callable[[Job], None]) -> None:
    """Show a measurement as it goes on."""
    jobs.follow(LANE, job, show)


def state(job: Job) -> None:
    """Show how far a measurement is, or how it ended where it did not come to its end."""
    done = len(job.lines)
    text = _("{done} of {total} points measured") if done else _("A process of its own starts, with PyTorch in it …")
    waiting = _("Place {place} in the line: only one measurement goes on at a time, so that none disturbs another.")
    jobs.state(job, text.format(done=done, total=job.work.total), waiting=waiting)


def marked(i: int, label: str) -> str:
    """Return the label of a chart's line with its mark, as HTML."""
    return f'<span style="color:{LINE_COLOURS[i]}">{MARKS[i]}</span> {html.escape(label)}'
