"""How fast a `DataLoader` is: what a sample costs, the measurement as it goes on, what follows from it."""

import inspect
from collections.abc import Sequence
from functools import lru_cache
from textwrap import dedent

import streamlit as st

from playground.charts.loading import rate_over_workers
from playground.datasets.loading import BATCH_SIZES, COSTS, Cost, Rate, advice, script, why_not_pinned, worker_counts
from playground.datasets.loading.advice import at_batch_size, fastest
from playground.datasets.loading.jobs import rates as rates_of
from playground.datasets.loading.jobs import work
from playground.jobs import Job
from playground.parameters import Parameter
from playground.timing import duration
from playground.translations import N_, _
from playground.ui import measurements
from playground.ui.code import code_panel
from playground.ui.controls import DOCS, control
from playground.ui.figure import figure
from playground.ui.guess import guess, judged
from playground.ui.tables import number_table

COST = Parameter(
    "cost",
    "decode",
    N_("What `__getitem__` does for each sample: nothing much, compute, or wait."),
    choices=tuple(COSTS),
)
PIN_MEMORY = Parameter("pin_memory", False, N_("Put batches into memory from which they are copied to a GPU faster."))


def speed_view() -> None:
    """Show what can be measured, the measurement, and the code that measures."""
    choices, view = st.columns([1, 1.7], gap="medium")
    with choices:
        cost, pinned = _settings()
    with view:
        guessed = _guess(cost)
        job = None if guessed is None else measurements.job_of(work(cost, pinned))
        measurements.buttons(lambda: work(cost, pinned), job, guessed)
        if job is None:
            _chart((), _("Axes for the samples a second over the workers; nothing is measured yet."))
            measurements.invite(guessed)
        else:
            measurements.follow(job, lambda job: _measured(job, guessed))
    st.subheader(_("The code that measures"), anchor=False)
    code_panel(script(cost, worker_counts(), pinned), "loading.py", key="loading.py", height=340)


def _settings() -> tuple[Cost, bool]:
    """Show what a sample costs, and whether memory is pinned; return both."""
    cost = COSTS[str(control(COST))]
    st.caption(f"{_(cost.summary)} [DataLoader ↗]({DOCS}{cost.docs})")
    st.code(dedent(inspect.getsource(vars(cost.sources[-1])["__getitem__"])), language="python", wrap_lines=True)
    if obstacle := why_not_pinned():
        st.caption(obstacle.text())
        return cost, False
    return cost, bool(control(PIN_MEMORY, "loading.pin_memory"))


def _guess(cost: Cost) -> str | None:
    question = _("Which num_workers will be the fastest at batch_size={batch_size}? Guess first.")
    labels = [str(count) for count in worker_counts()]
    return guess(question.format(batch_size=max(BATCH_SIZES)), labels, f"{cost.name}.expected")


def _measured(job: Job, guessed: str | None) -> None:
    rates = rates_of(job)
    complete = job.status == "finished"
    told = [message.text() for message in advice(rates)] if complete else []
    alt = " ".join([_("Samples a second over num_workers, a line for each batch size."), *told])
    _chart(rates, alt)  # first, so that it keeps its place whatever stands below
    measurements.state(job)
    if complete:
        best = fastest(at_batch_size(rates, max(BATCH_SIZES)))
        judged(guessed, [str(rate.workers) for rate in best])
        st.markdown("\n".join(f"- {sentence}" for sentence in told))
    if job.over and rates:
        _numbers(rates)


def _chart(rates: Sequence[Rate], alt: str) -> None:
    figure(rate_over_workers(rates, BATCH_SIZES, worker_counts()), key="rate over workers", alt=alt)


def _numbers(rates: tuple[Rate, ...]) -> None:
    """Show every number: in words what the chart draws, and how long the first batches took."""
    heads = (
        "batch_size",
        "num_workers",
        _("samples/s"),
        _("spread"),
        _("a batch every"),
        _("first batch"),
        _("next epoch"),
    )
    st.html(_table(rates, heads))
    st.caption(
        _(
            "samples/s: the median of nine rounds on the computer that serves this page, one thread for each "
            "process; the middle half of the rounds lies within the spread. First batch: how long it let wait in the "
            "first epoch, in which workers are started, and in the next, with `persistent_workers=True`."
        )
    )


@lru_cache(maxsize=16)
def _table(rates: tuple[Rate, ...], heads: tuple[str, ...]) -> str:
    rows = [
        (
            measurements.marked(BATCH_SIZES.index(size), str(size)) if i == 0 else "",
            str(rate.workers),
            f"{rate.median:,.0f}",
            f"{rate.lower:,.0f} – {rate.upper:,.0f}",
            duration(size / rate.median),
            duration(rate.start),
            duration(rate.again),
        )
        for size in sorted(BATCH_SIZES, reverse=True)
        for i, rate in enumerate(at_batch_size(rates, size))
    ]
    return number_table(rows, heads)
