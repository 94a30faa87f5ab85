"""What a run measured of itself, point by point: for tables and for TensorBoard."""

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from playground.runs import Record, Run, Store
from playground.runs.tables import events
from playground.translations import N_, Message

MOST = 20_000  # points of the training loss; of a longer run, every second, third, … is taken
TYPES = ("started", "metrics", "epoch", "finished")

# what a point can hold: the column of the table, and the chart in TensorBoard; {score} is accuracy, skill or r2
COLUMNS: Mapping[str, str] = {
    "train_loss": "loss/train",
    "epoch_train_loss": "loss/train_epoch",
    "validation_loss": "loss/validation",
    "validation_{score}": "{score}/validation",
    "test_loss": "loss/test",
    "test_{score}": "{score}/test",
    "learning_rate": "learning_rate",
    "grad_norm": "grad_norm",
    "samples_per_second": "samples_per_second",
}
_OF_EPOCH = {
    "train_loss": "epoch_train_loss",
    "validation_loss": "validation_loss",
    "validation_score": "validation_{score}",
}
_OF_END = {"test_loss": "test_loss", "test_score": "test_{score}"}


@dataclass(frozen=True)
class Point:
    """What was measured at a step; `time` is in seconds since 1970, `values` are by column."""

    step: int
    epoch: int
    seconds: float
    time: float
    values: Mapping[str, float]


@dataclass(frozen=True)
class Curves:
    """A run's points, what its score is called, and of how many points of the training loss one was taken."""

    points: tuple[Point, ...]
    score: str
    every: int

    def columns(self) -> dict[str, str]:
        """Return the columns that occur, as they are called in this run, with their charts."""
        found = {name for point in self.points for name in point.values}
        return {
            name.format(score=self.score): chart.format(score=self.score)
            for name, chart in COLUMNS.items()
            if name in found
        }


def missing(run: Run, _store: Store) -> Message | None:
    """Return why a run has no curves yet."""
    return None if run.step else Message(N_("This run has not taken a step yet, so it has no curves."))


def curves(run: Run, store: Store, most: int = MOST) -> Curves:
    """Return what a run measured, of the training at most about `most` points."""
    mine = and_(events.c.run_id == run.id, events.c.type.in_(TYPES))
    columns = [events.c[name] for name in ("id", "run_id", "type", "step", "epoch", "seconds", "payload")]
    regular = and_(mine, events.c.type == "metrics")
    with store.transaction() as connection:
        count, last = connection.execute(select(func.count(), func.max(events.c.number)).where(regular)).one()
        every = max(1, -(-count // most))
        taken = or_(events.c.type != "metrics", events.c.number % every == 0, events.c.number == last)
        query = select(*columns).where(mine, taken).order_by(events.c.id)
        records = [Record(**row) for row in connection.execute(query).mappings()]
    started = next((record.payload for record in records if record.type == "started"), {})
    return Curves(tuple(_points(run, records)), str(started.get("score", "score")), every)


def _points(run: Run, records: list[Record]) -> Iterator[Point]:
    began = run.started or run.created
    for record in records:
        if record.type == "started":  # once more where the run was continued
            began = record.payload.get("time", began + record.seconds) - record.seconds
            continue
        values = {name: value for name, value in _values(record).items() if value is not None and math.isfinite(value)}
        yield Point(record.step, record.epoch, record.seconds, began + record.seconds, values)


def _values(record: Record) -> Mapping[str, float | None]:
    if record.type == "metrics":
        found: Mapping[str, float | None] = record.payload.get("values", {})
        return {name: value for name, value in found.items() if name in COLUMNS}
    names = _OF_EPOCH if record.type == "epoch" else _OF_END
    return {column: record.payload.get(name) for name, column in names.items()}


def as_csv(run: Run, store: Store) -> bytes:
    """Return a line for each point: step, epoch, seconds, and what was measured there; other cells are empty."""
    found = curves(run, store)
    text = io.StringIO()
    writer = csv.DictWriter(text, ["step", "epoch", "seconds", *found.columns()], lineterminator="\n")
    writer.writeheader()
    for point in found.points:
        values = {name.format(score=found.score): value for name, value in point.values.items()}
        where = {"step": point.step, "epoch": point.epoch, "seconds": f"{point.seconds:.3f}"}
        writer.writerow(where | values)
    return text.getvalue().encode()
