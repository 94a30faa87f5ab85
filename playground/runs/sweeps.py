"""Sweeps in the store: runs that were started together, stopped and deleted together."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from cachetools import LRUCache
from sqlalchemy import case, exists, func, insert, select, update

from playground.runs.database import run_of
from playground.runs.orders import new_id
from playground.runs.records import ENDED, NAME, WAITING, Run, chosen_names
from playground.runs.store import Store
from playground.runs.tables import KEPT, commands, events, runs, sweeps
from playground.runs.turns import check_room
from playground.translations import N_, PlaygroundError

LATEST, ALIKE = 300, 30  # runs that are looked at for how long one takes, and those that count
KEPT_LOSSES = 4096  # runs


@dataclass(frozen=True)
class Sweep:
    """A sweep. `created` is in seconds since 1970; `plan` is what it was made from, as plain JSON values."""

    id: str
    owner: str
    created: float
    plan: dict[str, Any]


@dataclass(frozen=True)
class Tally:
    """A sweep in a list: how many runs it has, how many of them have not ended, and the best score so far."""

    sweep: Sweep
    count: int
    going_on: int
    best: float | None


@dataclass(frozen=True)
class Lasted:
    """A run that came to its end: its model by name, its batch size, the epochs and steps it took, and seconds."""

    model: str
    batch_size: int
    epochs: int
    steps: int
    seconds: float


def begin(store: Store, owner: str, plan: Mapping[str, Any], members: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Queue the runs of a sweep, as (name, config), all or none; return the sweep's id.

    Raises `PlaygroundError` where the queue or the disk has no room for them.
    """
    store.refuse_when_full(owner)
    sweep, now = new_id(), time.time()
    common = {"owner": owner, "status": WAITING, "sweep": sweep}
    rows = [
        {"id": new_id(), "created": now + place * 1e-5, "config": config, "name": name[:NAME]}  # their order
        | common
        | chosen_names(config)
        for place, (name, config) in enumerate(members)
    ]
    with store.transaction() as connection:
        check_room(connection, store.settings, owner, len(rows))
        connection.execute(insert(sweeps).values(id=sweep, owner=owner, created=now, plan=plan))
        connection.execute(insert(runs), rows)
    return sweep


def get(store: Store, sweep_id: str) -> Sweep | None:
    """Return a sweep, or None where there is none of that id or all of its runs were deleted."""
    there = exists().where(runs.c.sweep == sweeps.c.id, KEPT)
    with store.transaction() as connection:
        row = connection.execute(select(sweeps).where(sweeps.c.id == sweep_id, there)).mappings().first()
    return Sweep(**row) if row else None


def members(store: Store, sweep_id: str) -> list[Run]:
    """Return the runs of a sweep in the order in which they were planned."""
    query = select(runs).where(runs.c.sweep == sweep_id, KEPT).order_by(runs.c.created)
    with store.transaction() as connection:
        return [run_of(row) for row in connection.execute(query).mappings()]


def owned_by(store: Store, owner: str, limit: int = 20) -> list[Tally]:
    """Return a visitor's sweeps, the newest first."""
    going_on = func.sum(case((runs.c.status.not_in(ENDED), 1), else_=0))
    query = (
        select(sweeps, func.count().label("count"), going_on.label("going_on"), func.max(runs.c.best).label("best"))
        .join(runs, runs.c.sweep == sweeps.c.id)
        .where(sweeps.c.owner == owner, KEPT)
        .group_by(sweeps.c.id)
        .order_by(sweeps.c.created.desc())
        .limit(limit)
    )
    with store.transaction() as connection:
        rows = connection.execute(query).mappings().all()
    return [
        Tally(Sweep(row["id"], row["owner"], row["created"], row["plan"]), row["count"], row["going_on"], row["best"])
        for row in rows
    ]


def cancel(store: Store, sweep_id: str, owner: str) -> None:
    """Stop what is at work of a sweep, and take what waits out of the queue; only its owner may."""
    mine = (runs.c.sweep == sweep_id, runs.c.owner == owner, KEPT)
    _check_owner(store, sweep_id, owner)
    with store.transaction() as connection:
        going_on = connection.scalars(select(runs.c.id).where(*mine, runs.c.status.not_in(ENDED))).all()
        if not going_on:
            return
        stopped = update(runs).where(*mine, runs.c.status == WAITING).values(status="stopped", ended=time.time())
        connection.execute(stopped)
        # also for those that the runner has taken out of the queue in this moment
        connection.execute(insert(commands), [{"run_id": run_id, "name": "stop"} for run_id in going_on])


def remove(store: Store, sweep_id: str, owner: str) -> None:
    """Put all runs of a sweep into the bin, from which they come back together; only its owner may."""
    mine = (runs.c.sweep == sweep_id, runs.c.owner == owner, KEPT)
    _check_owner(store, sweep_id, owner)
    with store.transaction() as connection:
        if connection.scalar(select(func.count()).where(*mine, runs.c.status.not_in(ENDED))):
            raise PlaygroundError(N_("A sweep that is at work cannot be deleted. Cancel it first."))
        connection.execute(update(runs).where(*mine).values(deleted=time.time()))


def _check_owner(store: Store, sweep_id: str, owner: str) -> None:
    found = get(store, sweep_id)
    if found is None:
        raise PlaygroundError(N_("There is no sweep {sweep_id} here. It may have been deleted."), sweep_id=sweep_id)
    if found.owner != owner:
        raise PlaygroundError(N_("This sweep belongs to somebody else: you can watch it, but not steer it."))


_losses: LRUCache[str, float | None] = LRUCache(KEPT_LOSSES)
_lock = Lock()


def lowest_losses(store: Store, chosen: Sequence[Run]) -> dict[str, float]:
    """Return the lowest validation loss so far of those runs that have one; of ended runs it is kept."""
    with _lock:
        known = {run.id: _losses[run.id] for run in chosen if run.id in _losses}
    asked = [run.id for run in chosen if run.id not in known and run.started]
    if asked:
        loss = func.min(events.c.payload["validation_loss"].as_float()).label("lowest")
        of_epochs = (events.c.run_id.in_(asked), events.c.type == "epoch")
        query = select(events.c.run_id, loss).where(*of_epochs).group_by(events.c.run_id)
        with store.transaction() as connection:
            found = {row.run_id: row.lowest for row in connection.execute(query)}
        known |= found
        ended = [run.id for run in chosen if run.status == "finished" and run.id in asked]
        with _lock:
            _losses.update({run_id: found.get(run_id) for run_id in ended})
    return {run_id: value for run_id, value in known.items() if value is not None}


def lasted(store: Store, data: str) -> list[Lasted]:
    """Return how long runs with these data took, of all visitors, the latest ones."""
    batch_size = runs.c.config["loader"]["batch_size"].as_integer()
    latest = (
        select(runs.c.data, runs.c.model, batch_size.label("batch_size"), runs.c.epoch, runs.c.step)
        .add_columns((runs.c.ended - runs.c.started).label("seconds"))
        .where(runs.c.status == "finished", runs.c.step > 0)
        .order_by(runs.c.created.desc())
        .limit(LATEST)
        .subquery()
    )
    query = select(latest).where(latest.c.data == data, latest.c.batch_size.is_not(None)).limit(ALIKE)
    with store.transaction() as connection:
        return [Lasted(*row[1:]) for row in connection.execute(query)]
