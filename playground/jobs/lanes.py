"""The lanes of this server. What shares a lane is done one after the other."""

import atexit

from playground.jobs.lane import Lane

LANES = {
    each.name: each
    for each in (
        Lane("measurements", limit_seconds=300, kept=64),  # none disturbs another
        Lane("downloads", limit_seconds=3600, kept=16),
        Lane("uploads", limit_seconds=180, kept=64),
        Lane("races", limit_seconds=120, kept=32),
        Lane("examples", limit_seconds=120, kept=8),  # what is the same for all visitors
    )
}


@atexit.register
def close() -> None:
    """End all processes and forget who waits: the server ends."""
    for each in LANES.values():
        each.close()
