"""The timing page's own pieces: what is compared, the measurement as it goes on, what it tells."""

import html
from collections.abc import Sequence
from functools import lru_cache

import streamlit as st

from playground import translations
from playground.charts.timing import LINE_COLOURS, time_over_size
from playground.timing import COMPARISONS, DEFAULT, Comparison, Point, duration, memory, times, why_not
from playground.timing.jobs import Job, shared_jobs
from playground.translations import _
from playground.ui.address import went_back
from playground.ui.controls import DOCS, control
from playground.ui.failures import error_box, in_words
from playground.ui.figure import figure
from playground.ui.visitor import visitor_id

Sizes = tuple[int, ...]

REFRESH_SECONDS = 0.5
MARKS = "●■◆"  # the chart's symbols
KEY = "comparison"
NO_IDEA = "?"  # what is chosen to measure without a guess


def settings() -> tuple[Comparison, Sizes]:
    """Show what can be chosen; return the comparison and the sizes to measure."""
    comparison = _chosen()
    docs = _("PyTorch on it")
    st.caption(f"{_(comparison.summary)} [{docs} ↗]({DOCS}{comparison.docs})")
    [n] = comparison.parameters
    return comparison, comparison.sizes(control(n, f"{comparison.name}.n"))


def _chosen() -> Comparison:
    """Show the choice of a comparison by its title; the link holds its name."""
    state, address = st.session_state, st.query_params
    if KEY not in state or went_back():
        linked = address.get(KEY)
        state[KEY] = linked if linked in COMPARISONS else DEFAULT.name

    titles = {name: _(row.title) for name, row in COMPARISONS.items()}
    hint = "\n\n".join(f"**{titles[name]}** – {_(row.summary)}" for name, row in COMPARISONS.items())
    st.selectbox(
        _("Comparison"),
        list(COMPARISONS),
        format_func=titles.__getitem__,
        key=KEY,
        help=hint,
        filter_mode=None,
        persist_state="session",
    )
    name = state[KEY] if state[KEY] in COMPARISONS else DEFAULT.name
    if name == DEFAULT.name:
        address.pop(KEY, None)
    elif name != address.get(KEY):
        address[KEY] = name
    return COMPARISONS[name]


def guess(comparison: Comparison, sizes: Sizes) -> str | None:
    """Ask which statement will be the fastest; return its label, `NO_IDEA`, or None where nothing was said yet."""
    if why_not(comparison):
        return None
    labels = {label: label for label in comparison.labels} | {NO_IDEA: _("No idea")}
    return st.segmented_control(
        _("Which one will be the fastest at n = {n}? Guess first.").format(n=f"{sizes[-1]:,}"),
        list(labels),
        format_func=labels.__getitem__,
        key=f"{comparison.name}.expected",
        persist_state="session",
    )


def job_of(comparison: Comparison, sizes: Sizes, guessed: str | None) -> Job | None:
    """Return the measurement to show: none to those who have not guessed yet, even if somebody measured it before."""
    if guessed is None:
        return None
    shared_jobs().watch(visitor_id(), comparison, sizes)
    return shared_jobs().get(comparison, sizes)


def buttons(comparison: Comparison, sizes: Sizes, job: Job | None, guessed: str | None) -> None:
    """Show how to begin and to end a measurement, or why there can be none."""
    if obstacle := why_not(comparison):
        st.info(obstacle.text(), icon=":material/memory:")
        return
    running = job is not None and not job.over
    alone = job is not None and job.watchers == {visitor_id()}
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Measure") if job is None or job.status != "finished" else _("Measure again"),
            type="primary",
            icon=":material/timer:",
            key="measure",
            disabled=running or guessed is None,
            on_click=_ask,
            args=(comparison, sizes),
        )
        st.button(
            _("Stop"),
            icon=":material/stop:",
            key="stop",
            disabled=not (running and alone),
            help=None if alone or not running else _("Others wait for this measurement too; it ends by itself."),
            on_click=_stop,
            args=(comparison, sizes),
        )


def _ask(comparison: Comparison, sizes: Sizes) -> None:
    with in_words():
        shared_jobs().ask(visitor_id(), comparison, sizes)


def _stop(comparison: Comparison, sizes: Sizes) -> None:
    shared_jobs().stop(visitor_id(), comparison, sizes)


def statements(comparison: Comparison) -> None:
    """Show the code that is measured, each statement with its mark in the chart."""
    with st.container(gap="xxsmall"):
        st.caption(_("Before the clock starts:"))
        st.code(comparison.setup, language="python", wrap_lines=True)
        for i, statement in enumerate(comparison.statements):
            st.html(f"<b>{_marked(i, statement.label)}</b>")
            st.code(statement.code, language="python", wrap_lines=True)


def _marked(i: int, label: str) -> str:
    return f'<span style="color:{LINE_COLOURS[i]}">{MARKS[i]}</span> {html.escape(label)}'


def result(comparison: Comparison, sizes: Sizes, job: Job | None, guessed: str | None) -> None:
    """Show what was measured, or is being measured, or how to begin."""
    if why_not(comparison):
        st.markdown(_(comparison.teaches))
        return
    if job is None:
        _chart(comparison, sizes, (), _("Axes for the time over n; nothing is measured yet."))
        if guessed is None:
            st.info(_("Read the code and guess: then it can be measured."), icon=":material/lightbulb:")
        else:
            st.info(_("Now press **Measure**: it takes some seconds."), icon=":material/timer:")
        return
    # a fragment of its own is run again and again only while there is something new
    shown = st.fragment(_result, run_every=None if job.over else REFRESH_SECONDS)
    shown(translations.current(), comparison.name, sizes, job.over, guessed)


def _result(language: str, name: str, sizes: Sizes, over: bool, guessed: str | None) -> None:
    translations.use(language)  # a fragment runs in a thread of its own, without the page before it
    comparison = COMPARISONS[name]
    job = shared_jobs().get(comparison, sizes)
    if job is None or job.over != over:
        st.rerun()  # the whole page: its buttons change, and this fragment comes to rest
    last = _last_complete(comparison, job)
    told = [] if last is None else _told(last)
    alt = " ".join([_("Time over n, a line for each statement."), *told]).replace("`", "")
    _chart(comparison, sizes, job.points, alt)  # first, so that it keeps its place whatever stands below
    _state(job)
    if over and last:
        _judged(guessed, last)
        st.markdown("  \n".join(told))
        st.markdown(_(comparison.teaches))
        _numbers(comparison, job)


def _chart(comparison: Comparison, sizes: Sizes, points: Sequence[Point], alt: str) -> None:
    lines = {label: [point for point in points if point.label == label] for label in comparison.labels}
    figure(time_over_size(lines, sizes, _(comparison.axis)), key="time over n", alt=alt)


def _state(job: Job) -> None:
    """Show how far a measurement is, or how it ended where it did not come to its end."""
    if job.status == "waiting":
        st.progress(
            0.0,
            _(
                "Place {place} in the line: only one measurement goes on at a time, so that none disturbs another."
            ).format(place=job.place),
        )
    elif job.status == "measuring":
        done = len(job.points)
        text = (
            _("{done} of {total} points measured") if done else _("A process of its own starts, with PyTorch in it …")
        )
        st.progress(done / job.total, text.format(done=done, total=job.total))
    elif job.status == "stopped":
        st.warning(_("The measurement was stopped before its end."), icon=":material/stop:")
    elif job.message:
        error_box(job.message)


def _last_complete(comparison: Comparison, job: Job) -> list[Point] | None:
    """Return the points at the largest n at which all statements were measured, the fastest first."""
    by_size: dict[int, list[Point]] = {}
    for point in job.points:
        by_size.setdefault(point.n, []).append(point)
    complete = [points for points in by_size.values() if len(points) == len(comparison.statements)]
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


def _judged(guessed: str | None, points: list[Point]) -> None:
    if guessed in (None, NO_IDEA):
        return
    fastest = [point.label for point in points if point.lower <= points[0].upper]
    if guessed in fastest:
        st.success(_("You expected `{label}`, and so it is.").format(label=guessed), icon=":material/check:")
    else:
        st.info(
            _("You expected `{label}`; the fastest was `{fastest}`.").format(label=guessed, fastest=fastest[0]),
            icon=":material/lightbulb:",
        )


def _numbers(comparison: Comparison, job: Job) -> None:
    """Show every point, the largest n first: in words what the chart draws, and the memory beside it."""
    titles = ("n", _("statement"), _("time (median)"), _("memory"), _("spread"), _("blocks"))
    st.html(_table(comparison.labels, job.points, titles))
    st.caption(
        _(
            "Time: the median over blocks of executions, one thread, on the computer that serves this page; the middle "
            "half of the blocks lies within the spread. Memory: what the results of one execution need, those in "
            "between included."
        )
    )


@lru_cache(maxsize=64)
def _table(labels: tuple[str, ...], points: tuple[Point, ...], titles: tuple[str, ...]) -> str:
    head = "".join(f"<th>{html.escape(title)}</th>" for title in titles)
    lines, before = [], 0
    for point in sorted(points, key=lambda point: -point.n):
        cells = (
            f"{point.n:,}" if point.n != before else "",
            _marked(labels.index(point.label), point.label),
            duration(point.median),
            memory(point.allocated),
            f"{duration(point.lower)} – {duration(point.upper)}",
            f"{point.blocks:,}",
        )
        kind = "" if point.n == before else ' class="pg-next"'
        lines.append(f"<tr{kind}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        before = point.n
    return (
        '<div style="overflow-x:auto">'
        '<table class="pg-timing" style="border-collapse:collapse;font-size:.85rem;line-height:1.8">'
        "<style>.pg-timing td,.pg-timing th{padding:0 1rem 0 0;text-align:right;white-space:nowrap;"
        "font-variant-numeric:tabular-nums}.pg-timing :is(td,th):nth-child(2){text-align:left}"
        ".pg-timing .pg-next td{border-top:1px solid rgb(128 128 128/.3)}</style>"
        f"<tr>{head}</tr>{''.join(lines)}</table></div>"
    )
