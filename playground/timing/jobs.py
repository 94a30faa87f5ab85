"""A comparison as work for another process, and the points that it told."""

from collections.abc import Iterable

from playground.jobs import Job, Work
from playground.timing.comparisons import Comparison, check, why_not
from playground.timing.measure import Point
from playground.translations import PlaygroundError


def work(comparison: Comparison, sizes: Iterable[object]) -> Work:
    """Return what is to be done to measure a comparison at these sizes.

    Raises `PlaygroundError` where this computer cannot measure it, or the sizes are none of the comparison's.
    """
    checked = check(comparison, sizes)
    if obstacle := why_not(comparison):
        raise PlaygroundError(obstacle.template, **obstacle.values)
    arguments = (comparison.name, ",".join(map(str, checked)))
    return Work("playground.timing", arguments, total=len(checked) * len(comparison.statements))


def points(job: Job) -> tuple[Point, ...]:
    """Return what was measured so far."""
    return tuple(Point(**line) for line in job.lines)
