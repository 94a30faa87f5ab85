"""A program's text in, its graph and one backward through it out; worked out once for all visitors."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import torch
from cachetools import LRUCache, cached
from torch import Tensor

from playground.autograd.folding import fold
from playground.autograd.graph import graph_of, roots
from playground.autograd.hooks import HOOKS
from playground.autograd.numeric import Comparison, compare
from playground.autograd.plan import Plan, plan
from playground.autograd.play import backward
from playground.autograd.records import Backward, Graph
from playground.autograd.sliding import FRAMES, Slide
from playground.program import Trace, run
from playground.program.outcomes import Outcome, outcome, overtime

KEPT = 32 * 2**20  # bytes of graphs that are kept
NODE = 2_000  # bytes, roughly, of a node's record
SECONDS = 1.0  # that all frames of a slide may take
FEWEST = 5  # frames


@dataclass(frozen=True)
class Choice:
    """How backward is to be played: where it begins, with what, and what hangs in its way.

    Attributes:
        root: A name; empty for the program's own, or the last single number that was made.
        start: The element of the root whose gradient is asked for; −1 for all, added up; None for PyTorch's way.
        hooks: Names, and the hook on each.
    """

    root: str = ""
    start: int | None = None
    hooks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Played:
    """What a page on autograd shows of a program.

    Attributes:
        roots: Names from which backward can begin, in the order of the program; the last is the one to expect.
        graph: The whole graph behind `root`; None where there is none.
        drawn: The same as it is drawn: folded where it is large.
    """

    plan: Plan
    outcome: Outcome
    roots: tuple[str, ...]
    root: str
    graph: Graph | None = None
    drawn: Graph | None = None
    backward: Backward | None = None

    @property
    def trace(self) -> Trace | None:
        return self.outcome.trace


def _size(played: Played) -> int:
    if played.trace is not None and overtime(played.trace):
        return KEPT + 1  # as with the outcome: the next visitor may find the machine less busy
    nodes = played.graph.nodes if played.graph else ()
    tensors = [each for moment in (played.backward.moments if played.backward else ()) for each in moment.sent]
    return NODE * (1 + len(nodes)) + sum(each.nbytes for each in tensors if each is not None and not each.is_meta)


@cached(LRUCache(KEPT, _size), lock=Lock())
def played(source: str, seed: int, choice: Choice = Choice()) -> Played:
    """Run a program forward, find its graph, and run backward through it once."""
    planned = plan(source)
    return _play(planned, outcome(planned.source, seed), choice)


@lru_cache(maxsize=256)
def comparisons(source: str, seed: int, choice: Choice) -> tuple[Comparison, ...]:
    """Return the leaves' gradients beside finite differences; nothing where a hook changes gradients on their way."""
    shown = played(source, seed, choice)
    if shown.trace is None or shown.graph is None or shown.backward is None or choice.hooks:
        return ()
    return compare(shown.trace, shown.graph, shown.backward, shown.root)


def _play(planned: Plan, ran: Outcome, choice: Choice) -> Played:
    trace = ran.trace
    found = roots(trace) if trace else {}
    names = tuple(name for name, tensor in found.items() if not tensor.is_leaf) or tuple(found)
    root = _root(planned, names, found, choice.root)
    if trace is None or not root:
        return Played(planned, ran, names, root)
    graph = graph_of(trace, root)
    start = beginning(found[root], choice.start)
    if start is None and planned.gradient and choice.root in ("", planned.root):
        given = trace.namespace.get(planned.gradient)
        start = given if isinstance(given, Tensor) else None
    hooks = {name: HOOKS[hook] for name, hook in choice.hooks if hook in HOOKS}
    done = backward(trace, root, start, hooks=hooks, graph=graph)
    return Played(planned, ran, names, root, graph, fold(graph), done)


def _root(planned: Plan, names: Sequence[str], found: dict[str, Tensor], wanted: str) -> str:
    if wanted in found:
        return wanted
    if planned.root in found:
        return planned.root
    single = [name for name in names if found[name].numel() == 1]
    return (single or [*names] or [""])[-1]


def beginning(root: Tensor, start: int | None) -> Tensor | None:
    """Return what backward begins with: ones, or a single 1; None leaves it to PyTorch."""
    if start is None:
        return None
    if start < 0:
        return torch.ones_like(root)
    chosen = torch.zeros(root.shape, dtype=root.dtype)
    chosen.view(-1)[min(start, root.numel() - 1)] = 1
    return chosen


def frames(source: str, seed: int, choice: Choice, slide: Slide) -> list[tuple[float, Played]]:
    """Return a program played with other numbers in one place, in order: as many as can be had in about `SECONDS`."""
    began = time.perf_counter()
    done = {slide.value: _frame(source, seed, choice, slide, slide.value)}
    count = int(SECONDS / (time.perf_counter() - began))
    for value in slide.values(min(max(count, FEWEST), FRAMES)):
        if value not in done:
            done[value] = _frame(source, seed, choice, slide, value)
    return sorted(done.items())


def _frame(source: str, seed: int, choice: Choice, slide: Slide, value: float) -> Played:
    planned = plan(slide.put(source, value))
    trace = run(planned.source, seed=seed)  # not kept: it is wanted once
    return _play(planned, Outcome(planned.source, trace), choice)
