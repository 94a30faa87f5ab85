"""What the page of runs shares: which runs are marked, how they are called, when something was."""

import re
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from playground.runs import Run
from playground.runs.listing import Line, Named
from playground.runs.store import shared_store
from playground.translations import _
from playground.ui.address import went_back, write
from playground.ui.clock import local
from playground.ui.picked import told_apart

MARKED = "runs"  # in the link
MOST_MARKED = 100
_ID = re.compile(r"\w{1,16}")


def in_link_or_before(name: str) -> str:
    """Return what the link says of `name`, else what it said when the visitor was here before; "" for nothing."""
    said = st.query_params.get(name, "" if went_back() else st.session_state.get(f"link {name}", ""))
    put_into_link(name, said)
    return str(said)


def put_into_link(name: str, text: str) -> None:
    """Let the link say `text` of `name`; the empty text needs no word."""
    st.session_state[f"link {name}"] = text
    if st.query_params.get(name, "") != text:
        write(name, text or None)


def marked() -> tuple[str, ...]:
    """Return the ids of the marked runs; those that the link names may be somebody else's, or gone."""
    return tuple(ids(in_link_or_before(MARKED).split(",")))


def mark(run_ids: Sequence[str]) -> None:
    """Mark just these runs."""
    put_into_link(MARKED, ",".join(ids(run_ids)))


def mark_also(run_id: str) -> None:
    """Mark one more run."""
    mark([*marked(), run_id])


def ids(given: Sequence[object]) -> list[str]:
    """Return what can be ids of runs, each once, not too many."""
    return list(dict.fromkeys(each for each in given if isinstance(each, str) and _ID.fullmatch(each)))[:MOST_MARKED]


def marked_runs() -> list[Run]:
    """Return the marked runs that are there, in the order of marking; say where some are not."""
    wanted = marked()
    found = {run.id: run for run in shared_store().some(wanted)} if wanted else {}
    gone = len(wanted) - len(found)
    if gone:
        st.warning(
            _("{count} of the runs in the link are not here: they were deleted.").format(count=gone),
            icon=":material/info:",
        )
        st.button(_("Take them out of the link"), key="forget gone", on_click=mark, args=(list(found),))
    return [found[run_id] for run_id in wanted if run_id in found]


def title(run: Run | Line | Named) -> str:
    """Return a run's name, or what it is where it has none."""
    return run.name or " · ".join(filter(None, (run.model, run.data))) or run.id


def titles(chosen: Sequence[Run | Named]) -> list[str]:
    """Return the runs' names, no two alike: those called the same are told apart by their time, or numbered."""
    names = [title(run) for run in chosen]
    often = Counter(names)
    return told_apart(
        [
            f"{name} · {local(run.created):%H:%M:%S}" if often[name] > 1 else name
            for name, run in zip(names, chosen, strict=True)
        ]
    )
