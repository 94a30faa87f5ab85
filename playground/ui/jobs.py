"""Work in another process as a page shows it: begun, followed while it goes on, given up."""

from collections.abc import Callable

import streamlit as st

from playground import translations
from playground.jobs import LANES, Job, Work
from playground.translations import _
from playground.ui.failures import error_box, in_words
from playground.ui.visitor import visitor_id

REFRESH_SECONDS = 0.5


def job_of(lane: str, work: Work) -> Job | None:
    """Return a work as it stands, and let it go on for this visitor too; `lane` is the name of one of `LANES`."""
    LANES[lane].watch(visitor_id(), work)
    return LANES[lane].get(work)


def buttons(
    lane: str, work: Callable[[], Work], job: Job | None, *, begin: str, icon: str, key: str, ready: bool = True
) -> None:
    """Show how to begin a work and how to stop it.

    `work` makes it, on the click; where it raises `PlaygroundError`, that is said. While it is not `ready`, it cannot
    be begun. The keys are `key` and "stop `key`".
    """
    running = job is not None and not job.over
    alone = job is not None and job.watchers == {visitor_id()}
    with st.container(horizontal=True, gap="small"):
        st.button(
            begin,
            type="primary",
            icon=f":material/{icon}:",
            key=key,
            disabled=running or not ready,
            on_click=ask,
            args=(lane, work),
        )
        st.button(
            _("Stop"),
            icon=":material/stop:",
            key=f"stop {key}",
            disabled=not (running and alone),
            help=None if alone or not running else _("Others wait for it too; it ends by itself."),
            on_click=_stop,
            args=(lane, job),
        )


def ask(lane: str, work: Callable[[], Work]) -> None:
    """Begin a work; a callback."""
    with in_words():
        LANES[lane].ask(visitor_id(), work())


def _stop(lane: str, job: Job) -> None:
    LANES[lane].stop(visitor_id(), job.work)


def follow(lane: str, job: Job, show: Callable[[Job], None]) -> None:
    """Show a work, twice a second while it goes on; when it is over, run the whole page, whose buttons change."""
    language = translations.current()

    def view() -> None:
        translations.use(language)  # a fragment runs in a thread of its own, without the page before it
        now = LANES[lane].get(job.work)
        if now is None or now.over != job.over:
            st.rerun()
        show(now)

    st.fragment(view, run_every=None if job.over else REFRESH_SECONDS)()


def state(job: Job, text: str, *, share: float | None = None, waiting: str = "") -> None:
    """Show how far a work is, or how it ended where it did not come to its end.

    `text` says it while it runs and `waiting` while it waits, with `{place}`; `share` is how much of it is done, which
    the number of its lines tells where it has a total.
    """
    if job.status == "waiting":
        waiting = waiting or _("Place {place} in the line: it begins when those before it are done.")
        st.progress(0.0, waiting.format(place=job.place))
    elif job.status == "running":
        st.progress(job.share if share is None else share, text)
    elif job.status == "stopped":
        st.warning(_("It was stopped before its end."), icon=":material/stop:")
    elif job.message:
        error_box(job.message)
