"""The measurement itself: time with its spread, and memory. `script` shows the source of its functions."""

import timeit
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from statistics import quantiles
from typing import Any

import torch
from torch.autograd.profiler import profile
from torch.utils.benchmark import Timer

from playground.timing.comparisons import Comparison

SECONDS = 0.2


@dataclass(frozen=True)
class Point:
    """One statement at one size.

    Attributes:
        n: The size.
        label: The statement's label.
        median: Seconds for one execution: half of the blocks took less.
        lower, upper: Seconds; a quarter of the blocks took less, a quarter took more. Between them lies the spread.
        blocks: How many times the clock was read; each block is many executions, or one that takes long.
        allocated: Bytes of memory that one execution asked for.
    """

    n: int
    label: str
    median: float
    lower: float
    upper: float
    blocks: int
    allocated: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def measured_times(statement: str, setup: str, n: int, seconds: float, threads: int = 1) -> list[float]:
    """Return the seconds that one execution of the statement took: one number for each block of executions.

    The clock is read at the ends of a block, so that reading it adds nothing. Five blocks at least, to show a spread.
    """
    timer = Timer(statement, setup, globals={"n": n}, num_threads=threads)
    timer.timeit(1)  # the very first execution may have to prepare something
    found: list[float] = []
    while len(found) < 5:
        found += timer.blocked_autorange(min_run_time=seconds).times  # waits for the GPU, where there is one
    return found


def allocated_bytes(statement: str, setup: str, n: int) -> int:
    """Return how many bytes the results of one execution need, those in between included.

    What a single call of PyTorch takes and gives back before it returns is left out.
    """
    recorder, recording = profile(profile_memory=True), ExitStack()
    around = iter([lambda: recording.enter_context(recorder), recording.close])

    def tick() -> float:  # timeit reads its clock right before and right after the statement
        next(around)()
        return 0.0

    timeit.Timer(statement, setup, tick, {"n": n, "torch": torch}).timeit(1)
    calls = [event for event in recorder.function_events if event.cpu_parent is None]
    return sum(max(0, call.cpu_memory_usage) + max(0, call.device_memory_usage) for call in calls)


def measure(
    comparison: Comparison, sizes: Iterable[int], *, seconds: float = SECONDS, threads: int = 1
) -> Iterator[Point]:
    """Yield a point for each size and statement, the smallest size first.

    `seconds` is how long each statement is run at least at each size, `threads` how many threads PyTorch may use.
    """
    for n in sizes:
        for statement in comparison.statements:
            found = measured_times(statement.code, comparison.setup, n, seconds, threads)
            lower, median, upper = quantiles(found, n=4, method="inclusive")
            allocated = allocated_bytes(statement.code, comparison.setup, n)
            yield Point(n, statement.label, median, lower, upper, len(found), allocated)
