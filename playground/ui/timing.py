"""The choice of the timing page: what is compared, what is guessed, how to begin."""

import streamlit as st

from playground.jobs import Job
from playground.timing import COMPARISONS, DEFAULT, Comparison, why_not
from playground.timing.jobs import work
from playground.translations import _
from playground.ui import measurements
from playground.ui.controls import DOCS, control
from playground.ui.guess import guess as ask_for_guess
from playground.ui.linked import linked

Sizes = tuple[int, ...]

KEY = "comparison"


def settings() -> tuple[Comparison, Sizes]:
    """Show what can be chosen; return the comparison and the sizes to measure."""
    comparison = _chosen()
    docs = _("PyTorch on it")
    st.caption(f"{_(comparison.summary)} [{docs} ↗]({DOCS}{comparison.docs})")
    [n] = comparison.parameters
    return comparison, comparison.sizes(control(n, f"{comparison.name}.n"))


def _chosen() -> Comparison:
    """Show the choice of a comparison by its title; the link holds its name."""
    titles = {name: _(row.title) for name, row in COMPARISONS.items()}
    hint = "\n\n".join(f"**{titles[name]}** – {_(row.summary)}" for name, row in COMPARISONS.items())
    with linked(COMPARISONS, KEY):
        chosen = st.selectbox(
            _("Comparison"),
            list(COMPARISONS),
            format_func=titles.__getitem__,
            key=KEY,
            help=hint,
            filter_mode=None,
            persist_state="session",
        )
    return COMPARISONS.get(chosen or "", DEFAULT)


def guess(comparison: Comparison, sizes: Sizes) -> str | None:
    """Ask which statement will be the fastest; return what `playground.ui.guess.guess` does."""
    if why_not(comparison):
        return None
    question = _("Which one will be the fastest at n = {n}? Guess first.").format(n=f"{sizes[-1]:,}")
    return ask_for_guess(question, comparison.labels, f"{comparison.name}.expected")


def job_of(comparison: Comparison, sizes: Sizes, guessed: str | None) -> Job | None:
    """Return the measurement to show: none to those who have not guessed yet, even if somebody measured it before."""
    if guessed is None or why_not(comparison):
        return None
    return measurements.job_of(work(comparison, sizes))


def buttons(comparison: Comparison, sizes: Sizes, job: Job | None, guessed: str | None) -> None:
    """Show how to begin and to end a measurement, or why there can be none."""
    if obstacle := why_not(comparison):
        st.info(obstacle.text(), icon=":material/memory:")
        return
    measurements.buttons(lambda: work(comparison, sizes), job, guessed)


def statements(comparison: Comparison) -> None:
    """Show the code that is measured, each statement with its mark in the chart."""
    with st.container(gap="xxsmall"):
        st.caption(_("Before the clock starts:"))
        st.code(comparison.setup, language="python", wrap_lines=True)
        for i, statement in enumerate(comparison.statements):
            st.html(f"<b>{measurements.marked(i, statement.label)}</b>")
            st.code(statement.code, language="python", wrap_lines=True)
