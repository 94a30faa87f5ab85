"""A measurement of loading as work for another process, and the rates that it told."""

from playground.datasets.loading.bounds import why_not_pinned, worker_counts
from playground.datasets.loading.costs import Cost
from playground.datasets.loading.measure import BATCH_SIZES, Rate
from playground.jobs import Job, Work
from playground.translations import PlaygroundError


def work(cost: Cost, pin_memory: bool = False) -> Work:
    """Return what is to be done to measure all numbers of workers that this machine bears, at all batch sizes.

    Raises `PlaygroundError` where memory is to be pinned for a GPU that is not there.
    """
    if pin_memory and (obstacle := why_not_pinned()):
        raise PlaygroundError(obstacle.template, **obstacle.values)
    counts = worker_counts()
    arguments = (cost.name, ",".join(map(str, counts)), *(["--pin-memory"] if pin_memory else []))
    return Work("playground.datasets.loading", arguments, total=len(counts) * len(BATCH_SIZES))


def rates(job: Job) -> tuple[Rate, ...]:
    """Return what was measured so far."""
    return tuple(Rate(**line) for line in job.lines)
