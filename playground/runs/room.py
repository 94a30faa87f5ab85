"""What runs take of the disk: counted for each run, bounded for each visitor and in all.

Where a bound is reached, earlier checkpoints go: first of runs in the bin, then of the oldest. The last of each stays.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, func, select, true, update

from playground.runs.checkpoints import MOST, SHARE, Kept, kept, size_of, thinned
from playground.runs.database import Database
from playground.runs.records import ENDED
from playground.runs.tables import events, runs
from playground.translations import N_, PlaygroundError

MEGABYTE = 2**20
NEARLY = 0.8  # of the room: from here on it is told


@dataclass(frozen=True)
class Taken:
    """Bytes on the disk: of a visitor's runs, of those of them in the bin, of all runs, and the bounds of both."""

    mine: int
    in_bin: int
    limit: int
    all: int
    limit_of_all: int

    @property
    def nearly_full(self) -> bool:
        return self.mine >= NEARLY * self.limit

    @property
    def all_nearly_full(self) -> bool:
        return self.all >= NEARLY * self.limit_of_all


def _bytes(which: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.coalesce(func.sum(runs.c.bytes), 0)).where(which).scalar_subquery()


MINE = runs.c.owner == bindparam("owner")
TAKEN = select(  # asked in every run of a page: to put it together takes longer than to carry it out
    _bytes(MINE).label("mine"),
    _bytes(and_(MINE, runs.c.deleted.is_not(None))).label("in_bin"),
    _bytes(true()).label("all"),
)


class Room(Database):
    """The store as what keeps the disk from filling up."""

    def taken(self, owner: str) -> Taken:
        """Return how much of the disk runs take."""
        with self.transaction() as connection:
            taken = connection.execute(TAKEN, {"owner": owner}).one()
        limit, limit_of_all = self.settings.runs_mb_per_visitor, self.settings.runs_mb
        return Taken(**taken._mapping, limit=limit * MEGABYTE, limit_of_all=limit_of_all * MEGABYTE)

    def refuse_when_full(self, owner: str) -> None:
        """Make room for a new run of a visitor; raises `PlaygroundError` where there is none."""
        self._make_room(owner)
        taken = self.taken(owner)
        if taken.mine >= taken.limit:
            raise PlaygroundError(
                N_(
                    "Your runs take {taken} MB of the disk, and {limit} MB are kept for you: there is no room for a "
                    "new one. Delete runs on the page “My runs” and empty the bin there."
                ),
                taken=f"{taken.mine / MEGABYTE:,.1f}",
                limit=f"{taken.limit // MEGABYTE:,}",
            )
        if taken.all >= taken.limit_of_all:
            raise PlaygroundError(
                N_(
                    "The runs of all visitors together fill the {limit} MB that this playground keeps for them: there "
                    "is no room for a new one. Delete runs that you do not need, or ask whoever runs this playground "
                    "for more room."
                ),
                limit=f"{taken.limit_of_all // MEGABYTE:,}",
            )

    def tidy(self, run_id: str) -> None:
        """Thin the checkpoints of a run that has a new one, count its bytes, and make room where that is too much."""
        query = select(runs.c.owner, runs.c.checkpoint_step).where(runs.c.id == run_id)
        with self.transaction() as connection:
            run = connection.execute(query).first()
        files = self._kept(run_id, run.checkpoint_step) if run else []
        if run and files:
            share = SHARE * self.settings.runs_mb_per_visitor * MEGABYTE
            most = min(MOST, max(2, int(share / max(1, files[-1].bytes))))
            dear = self._best(run_id, files) if len(files) > most else []
            self._leave(run_id, files, thinned([each.step for each in files], dear, most))
            self._make_room(run.owner)

    def measure(self) -> None:
        """Count the files of runs that were made when nobody counted them."""
        query = select(runs.c.id, runs.c.checkpoint_step).where(runs.c.bytes == 0, runs.c.checkpoint_step.is_not(None))
        with self.transaction() as connection:
            found = connection.execute(query).all()
        for run in found:
            files = self._kept(run.id, run.checkpoint_step)
            self._leave(run.id, files, [each.step for each in files])

    def scores(self, run_id: str, steps: Collection[int]) -> dict[int, dict[str, Any]]:
        """Return what was told of the epochs that ended at these steps."""
        which = and_(events.c.run_id == run_id, events.c.type == "epoch", events.c.step.in_(steps))
        with self.transaction() as connection:
            found = connection.execute(select(events.c.step, events.c.epoch, events.c.payload).where(which)).all()
        return {row.step: row.payload | {"epoch": row.epoch} for row in found}

    def _best(self, run_id: str, files: Collection[Kept]) -> list[int]:
        """Return the step of the checkpoint with the highest score on the validation part, if any has one."""
        return best_of(self.scores(run_id, [each.step for each in files]))

    def _make_room(self, owner: str) -> None:
        if (taken := self.taken(owner)).mine >= taken.limit:
            self._thin(runs.c.owner == owner, taken.mine - taken.limit)
        if (taken := self.taken(owner)).all >= taken.limit_of_all:
            self._thin(true(), taken.all - taken.limit_of_all)

    def _thin(self, whose: ColumnElement[bool], over: int) -> None:
        """Leave runs only their last checkpoint, until more than `over` bytes are free."""
        order = (runs.c.status.not_in(ENDED), runs.c.deleted.is_(None), runs.c.created)
        query = select(runs.c.id, runs.c.checkpoint_step, runs.c.bytes).where(whose, runs.c.checkpoints > 1)
        with self.transaction() as connection:
            found = connection.execute(query.order_by(*order)).all()
        for run in found:
            if over < 0:
                break
            files = self._kept(run.id, run.checkpoint_step)
            over -= run.bytes - self._leave(run.id, files, [each.step for each in files[-1:]])

    def _kept(self, run_id: str, last: int | None) -> list[Kept]:
        return kept(self.settings.run_folder(run_id), last)

    def _leave(self, run_id: str, files: Collection[Kept], steps: Collection[int]) -> int:
        """Delete the checkpoints of other steps; return and write down the bytes that are left."""
        for each in files:
            if each.step not in steps:
                each.path.unlink(missing_ok=True)
        left = size_of(self.settings.run_folder(run_id))
        with self.transaction() as connection:
            connection.execute(update(runs).where(runs.c.id == run_id).values(bytes=left, checkpoints=len(steps)))
        return left


def best_of(scores: dict[int, dict[str, Any]]) -> list[int]:
    """Return, of steps with what was told of them, that with the highest score; of equals, with the lowest loss."""

    def worth(step: int) -> tuple[float, float]:
        return scores[step]["validation_score"], -scores[step]["validation_loss"]

    return [max(scores, key=worth)] if scores else []
