"""The curves of ended and running runs, to be laid over each other."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from cachetools import LRUCache
from sqlalchemy import and_, func, or_, select

from playground.runs.records import Run
from playground.runs.store import Store
from playground.runs.tables import events

POINTS = 400  # of each type of event: more than a chart has room for
KEPT_CURVES = 256  # runs

Point = tuple[int, float, float]  # step, seconds, value


@dataclass(frozen=True)
class Curves:
    """What a run reported, each as points in order; a value that was not a finite number is nan.

    Attributes:
        train_loss: Means since the point before.
        learning_rate: Of the same steps.
        validation_loss: After each epoch.
        score: On the validation part, after each epoch (see `training.tasks`).
        score_name: What that is: accuracy, r2 or skill; "" where the run never started.
        steps_per_epoch: 0 where the run never started.
    """

    train_loss: Sequence[Point] = ()
    learning_rate: Sequence[Point] = ()
    validation_loss: Sequence[Point] = ()
    score: Sequence[Point] = ()
    score_name: str = ""
    steps_per_epoch: int = 0


_kept: LRUCache[tuple[str, int, str], Curves] = LRUCache(KEPT_CURVES)
_lock = Lock()


def curves(store: Store, chosen: Sequence[Run]) -> list[Curves]:
    """Return the curves of runs; those read before are kept as long as the run is where it was."""
    keys = [(run.id, run.step, run.status) for run in chosen]
    with _lock:
        known = {key: _kept[key] for key in keys if key in _kept}
    for key in keys:
        if key not in known:
            known[key] = _read(store, key[0])
            with _lock:
                _kept[key] = known[key]
    return [known[key] for key in keys]


def _read(store: Store, run_id: str) -> Curves:
    of_run = and_(events.c.run_id == run_id, events.c.type.in_(("metrics", "epoch")))
    last = select(events.c.type, func.max(events.c.number).label("number")).where(of_run).group_by(events.c.type)
    columns = (events.c.step, events.c.seconds, events.c.payload)
    with store.transaction() as connection:
        begun = select(events.c.payload).where(events.c.run_id == run_id, events.c.type == "started")
        started: dict[str, Any] = connection.scalar(begun.order_by(events.c.number.desc()).limit(1)) or {}
        found = {}
        for kind, number in connection.execute(last).all():
            some = or_(events.c.number % -(-(number + 1) // POINTS) == 0, events.c.number == number)
            query = select(*columns).where(events.c.run_id == run_id, events.c.type == kind, some)
            found[kind] = connection.execute(query.order_by(events.c.number)).all()
    metrics = [(step, seconds, payload["values"]) for step, seconds, payload in found.get("metrics", ())]
    epochs = found.get("epoch", ())
    return Curves(
        train_loss=_points(metrics, "train_loss"),
        learning_rate=_points(metrics, "learning_rate"),
        validation_loss=_points(epochs, "validation_loss"),
        score=_points(epochs, "validation_score"),
        score_name=started.get("score", ""),
        steps_per_epoch=started.get("steps_per_epoch", 0),
    )


def _points(rows: Iterable[tuple[int, float, dict[str, Any]]], name: str) -> tuple[Point, ...]:
    """Return one value of each row; what was not finite is stored as null."""
    return tuple(
        (step, round(seconds, 2), math.nan if payload[name] is None else payload[name])
        for step, seconds, payload in rows
        if name in payload
    )
