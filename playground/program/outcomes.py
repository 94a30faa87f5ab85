"""A program's text in, all that a page shows about it out; the same text is worked out once for all visitors."""

from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache, cached

from playground.program.explain import Explanation, explain
from playground.program.guard import OVERTIME
from playground.program.origins.arithmetic import arithmetic
from playground.program.origins.axes import Axes, axes
from playground.program.origins.sources import Sources, sources
from playground.program.records import ProgramError, Trace
from playground.program.running import run

KEPT = 64 * 2**20  # bytes of traces that are kept
KEPT_ORIGINS = 32 * 2**20  # bytes of links between cells that are kept
RECORD = 4_096  # bytes, roughly, of a step's record
LINK = 16  # bytes, roughly, of a link


@dataclass(frozen=True)
class Outcome:
    """What came of a program: its trace, or why it was not accepted; and where it ended early, why."""

    source: str
    trace: Trace | None
    refused: ProgramError | None = None
    explanation: Explanation | None = None


@dataclass(frozen=True)
class Origins:
    """Where the cells of a call's output came from, how each was worked out, and which axes are the same."""

    sources: Sources | None
    arithmetic: tuple[str, ...]
    axes: Axes


def _size(outcome: Outcome) -> int:
    trace = outcome.trace
    if trace is None:
        return RECORD
    if overtime(trace):
        return KEPT + 1  # not kept: the next visitor may find the machine less busy
    return RECORD * (1 + len(trace.steps)) + trace.kept + (0 if trace.shapes_only else trace.nbytes)


def overtime(trace: Trace) -> bool:
    """Tell whether the clock ended a program, or kept it from running."""
    refusal = trace.error.refusal if trace.error else None
    return any(each is not None and each.template == OVERTIME for each in (trace.shapes_only, refusal))


def _size_of_origins(origins: Origins) -> int:
    cells = origins.sources.cells if origins.sources else ()
    return RECORD + LINK * sum(len(behind) for each in cells for behind in each) + sum(map(len, origins.arithmetic))


@cached(LRUCache(KEPT, _size), lock=Lock())
def outcome(source: str, seed: int = 0) -> Outcome:
    """Run a program and explain what went wrong in it, if anything did."""
    try:
        trace = run(source, seed=seed)
    except ProgramError as error:
        return Outcome(source, None, error, explain(error, source=source, seed=seed))
    if trace.error is None:
        return Outcome(source, trace)
    return Outcome(source, trace, None, explain(trace.error, trace.failed, seed=seed))


@cached(LRUCache(KEPT_ORIGINS, _size_of_origins), lock=Lock())
def origins(source: str, seed: int, place: int, output: int = 0) -> Origins:
    """Return where the numbers of one call came from: the one at `place` among the calls of the program."""
    trace = outcome(source, seed).trace
    assert trace is not None
    call = trace.calls[place]
    found = None if call.error else sources(call, output)
    return Origins(found, arithmetic(call, found) if found else (), axes(call, found))
