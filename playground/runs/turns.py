"""Whose run is next, and whether more may wait.

Every visitor gets a turn, so that a sweep of many runs holds nobody up: first who has the fewest runs at work, a single
run before one of a sweep, of sweeps the one whose last run began the longest ago, then the oldest.
"""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Connection, Select, func, select

from playground.runs.records import ACTIVE, WAITING
from playground.runs.tables import runs
from playground.settings import Settings
from playground.translations import N_, PlaygroundError

FOR_SINGLE_RUNS = 4  # a sweep leaves one in so many places of the queue to those who want to start just one run


@cache  # the runner asks ten times a second, and to put this together takes longer than to carry it out
def in_turn(limit: int | None = None) -> Select[str]:
    """Return the ids of the runs that wait, the next to start first.

    Of a visitor's runs the second is placed as if the first were at work already, and so on.
    """
    active, began = runs.alias("active"), runs.alias("began")
    of_owner = (active.c.owner == runs.c.owner, active.c.status.in_(ACTIVE))
    at_work = select(func.count()).where(*of_owner).correlate(runs).scalar_subquery()
    last = select(func.max(began.c.started)).where(began.c.sweep == runs.c.sweep).correlate(runs).scalar_subquery()
    swept = runs.c.sweep.is_not(None)
    own = (swept, func.coalesce(last, 0.0), runs.c.created, runs.c.id)
    place = func.row_number().over(partition_by=runs.c.owner, order_by=own)
    return select(runs.c.id).where(runs.c.status == WAITING).order_by(at_work + place, *own).limit(limit)


def check_room(connection: Connection, settings: Settings, owner: str, sweep: int = 0) -> None:
    """Raise `PlaygroundError` where the queue has no room for one more run, or for a `sweep` of so many.

    For what one visitor may have waiting, all that waits of a sweep counts as one.
    """
    wait = runs.c.status == WAITING
    waiting = connection.scalar(select(func.count()).where(wait)) or 0
    if waiting >= settings.queue:
        raise PlaygroundError(
            N_("The queue is full: {count} runs are waiting. Try again when some have finished."), count=settings.queue
        )
    room = settings.queue - settings.queue // FOR_SINGLE_RUNS - waiting
    if sweep > room:
        raise PlaygroundError(
            N_(
                "The queue has room for {room} more runs of sweeps, and these are {count}. Take fewer, or try again "
                "when some have finished."
            ),
            room=max(0, room),
            count=sweep,
        )
    mine = func.count(func.distinct(func.coalesce(runs.c.sweep, runs.c.id)))
    if (connection.scalar(select(mine).where(wait, runs.c.owner == owner)) or 0) >= settings.queue_per_visitor:
        raise PlaygroundError(
            N_("You already have {count} runs waiting. Stop one of them, or wait until one starts."),
            count=settings.queue_per_visitor,
        )


def places(connection: Connection, run_ids: Iterable[str]) -> dict[str, int]:
    """Return the places in the queue, 1 for the next to start, of those runs that wait."""
    wanted = set(run_ids)
    order = connection.scalars(in_turn()).all() if wanted else ()
    return {run_id: place for place, run_id in enumerate(order, 1) if run_id in wanted}
