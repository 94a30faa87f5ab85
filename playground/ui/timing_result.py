"""What a measurement of the timing page tells: the chart as it grows, sentences, the numbers."""

from collections.abc import Sequence
from functools import lru_cache

import streamlit as st

from playground.charts.timing import time_over_size
from playground.jobs import Job
from playground.timing import Comparison, Point, duration, memory, times, why_not
from playground.timing.jobs import points as points_of
from playground.translations import _
from playground.ui import measurements
from playground.ui.figure import figure
from playground.ui.guess import judged
from playground.ui.tables import number_table
from playground.ui.timing import Sizes


def result(comparison: Comparison, sizes: Sizes, job: Job | None, guessed: str | None) -> None:
    """Show what was measured, or is being measured, or how to begin."""
    if why_not(comparison):
        st.markdown(_(comparison.teaches))
    elif job is None:
        _chart(comparison, sizes, (), _("Axes for the time over n; nothing is measured yet."))
        measurements.invite(guessed)
    else:
        measurements.follow(job, lambda job: _measured(comparison, sizes, job, guessed))


def _measured(comparison: Comparison, sizes: Sizes, job: Job, guessed: str | None) -> None:
    points = points_of(job)
    last = _last_complete(comparison, points)
    told = _told(last) if last else []
    alt = " ".join([_("Time over n, a line for each statement."), *told]).replace("`", "")
    _chart(comparison, sizes, points, alt)  # first, so that it keeps its place whatever stands below
    measurements.state(job)
    if job.over and last:
        judged(guessed, [point.label for point in last if point.lower <= last[0].upper])
        st.markdown("  \n".join(told))
        st.markdown(_(comparison.teaches))
        _numbers(comparison, points)


def _chart(comparison: Comparison, sizes: Sizes, points: Sequence[Point], alt: str) -> None:
    lines = {label: [point for point in points if point.label == label] for label in comparison.labels}
    figure(time_over_size(lines, sizes, _(comparison.axis)), key="time over n", alt=alt)


def _last_complete(comparison: Comparison, points: Sequence[Point]) -> list[Point] | None:
    """Return the points at the largest n at which all statements were measured, the fastest first."""
    by_size: dict[int, list[Point]] = {}
    for point in points:
        by_size.setdefault(point.n, []).append(point)
    complete = [found for found in by_size.values() if len(found) == len(comparison.statements)]
    return sorted(complete[-1], key=lambda point: point.median) if complete else None


def _told(points: list[Point]) -> list[str]:
    """Return a sentence for each statement but the fastest; no difference is told where the spreads overlap."""
    fastest, *others = points
    longer = _("At n = {n}, `{slow}` took {ratio} times as long as `{fast}`.")
    equal = _("At n = {n}, `{slow}` took as long as `{fast}`: the difference is within the spread.")
    return [
        (longer if point.lower > fastest.upper else equal).format(
            n=f"{point.n:,}", slow=point.label, fast=fastest.label, ratio=times(point.median / fastest.median)
        )
        for point in others
    ]


def _numbers(comparison: Comparison, points: tuple[Point, ...]) -> None:
    """Show every point, the largest n first: in words what the chart draws, and the memory beside it."""
    titles = ("n", _("statement"), _("time (median)"), _("memory"), _("spread"), _("blocks"))
    st.html(_table(comparison.labels, points, titles))
    st.caption(
        _(
            "Time: the median over blocks of executions, one thread, on the computer that serves this page; the middle "
            "half of the blocks lies within the spread. Memory: what the results of one execution need, those in "
            "between included."
        )
    )


@lru_cache(maxsize=64)
def _table(labels: tuple[str, ...], points: tuple[Point, ...], titles: tuple[str, ...]) -> str:
    rows, before = [], 0
    for point in sorted(points, key=lambda point: -point.n):
        cells = (
            f"{point.n:,}" if point.n != before else "",
            measurements.marked(labels.index(point.label), point.label),
            duration(point.median),
            memory(point.allocated),
            f"{duration(point.lower)} – {duration(point.upper)}",
            f"{point.blocks:,}",
        )
        rows.append(cells)
        before = point.n
    return number_table(rows, titles, left=(1,))
