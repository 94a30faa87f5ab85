"""The clock of benchmarks that measure one thing against another in the same process."""

import time
from collections.abc import Callable


def best(action: Callable[[], object], times: int = 15) -> float:
    """Return the seconds of the quickest of several times: what the work takes when nothing disturbs it."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - began)
    return min(seconds)
