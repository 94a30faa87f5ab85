"""What pages ask of the store: new runs, and what a visitor does with those that are there."""

import math
import secrets
import shutil
import time
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, insert, select, update

from playground.runs.database import run_of
from playground.runs.records import ACTIVE, COMMANDS, ENDED, NAME, NOTE, TAG, TAGS, VALUED, WAITING, Run, chosen_names
from playground.runs.room import Room
from playground.runs.tables import KEPT, commands, runs, sweeps
from playground.runs.turns import check_room, places
from playground.translations import N_, PlaygroundError

BIN_SECONDS = 600.0  # how long a deleted run can be brought back


def new_id() -> str:
    """Return an id of letters and digits that nobody guesses."""
    return secrets.token_urlsafe(8).replace("-", "x").replace("_", "y")


class Orders(Room):
    """The store as pages use it."""

    def create(self, owner: str, config: Mapping[str, Any], pace: float | None = None, by_hand: int = 0) -> str:
        """Queue a new run and return its id; raises `PlaygroundError` where the queue or the disk is full.

        `pace` and `by_hand`, a number of steps after which it pauses, hold from the first step on.
        """
        self.refuse_when_full(owner)
        run_id = new_id()
        with self.transaction() as connection:
            check_room(connection, self.settings, owner)
            connection.execute(
                insert(runs).values(
                    id=run_id,
                    owner=owner,
                    created=time.time(),
                    config=config,
                    status=WAITING,
                    pace=pace,
                    **chosen_names(config),
                )
            )
            if by_hand:
                connection.execute(insert(commands).values(run_id=run_id, name="step", value=by_hand))
        return run_id

    def get(self, run_id: str) -> Run | None:
        """Return the run, or None where there is none of that id."""
        with self.transaction() as connection:
            row = connection.execute(select(runs).where(runs.c.id == run_id, KEPT)).mappings().first()
        return run_of(row) if row else None

    def owned_by(self, owner: str, limit: int = 200) -> list[Run]:
        """Return a visitor's runs, the newest first."""
        query = select(runs).where(runs.c.owner == owner, KEPT).order_by(runs.c.created.desc()).limit(limit)
        with self.transaction() as connection:
            return [run_of(row) for row in connection.execute(query).mappings()]

    def places(self, run_ids: Iterable[str]) -> dict[str, int]:
        """Return the places in the queue, 1 for the next to start, of those runs that wait."""
        with self.transaction() as connection:
            return places(connection, run_ids)

    def command(self, run_id: str, owner: str, name: str, value: float | None = None) -> None:
        """Ask the runner to steer a run that has not ended (see `COMMANDS` and `VALUED`); only its owner may.

        A run that waits is told before its first step, but for `stop`.
        """
        good = name in COMMANDS if value is None else name in VALUED and math.isfinite(value) and value >= 0
        if not good:
            raise ValueError(f"{name} {value}")
        with self.transaction() as connection:
            if self._owned(connection, run_id, owner).status in ENDED:
                raise PlaygroundError(
                    N_("This run has ended, so it cannot be steered any more. Continue it, or start a new one.")
                )
            if name == "pace":
                connection.execute(update(runs).where(runs.c.id == run_id).values(pace=value or None))
            connection.execute(insert(commands).values(run_id=run_id, name=name, value=value))

    def resume_from_checkpoint(self, run_id: str, owner: str) -> None:
        """Queue an ended run again, to go on from its last checkpoint at its last pace."""
        with self.transaction() as connection:
            run = self._owned(connection, run_id, owner)
            if not run.can_continue:
                raise PlaygroundError(N_("This run has no checkpoint to go on from."))
            check_room(connection, self.settings, owner)
            connection.execute(update(runs).where(runs.c.id == run_id).values(status=WAITING, message=None, ended=None))

    def describe(self, run_id: str, owner: str, name: str, tags: Iterable[str], note: str) -> None:
        """Give a run its name, tags and note, cut to their bounds (see `records`); only its owner may."""
        some = list(dict.fromkeys(cut for tag in tags if (cut := " ".join(tag.split())[:TAG])))[:TAGS]
        values = {
            "name": " ".join(name.split())[:NAME],
            "tags": "".join(f"\n{tag}" for tag in some) + "\n" if some else "",
            "note": note.strip()[:NOTE],
        }
        with self.transaction() as connection:
            self._owned(connection, run_id, owner)
            connection.execute(update(runs).where(runs.c.id == run_id).values(**values))

    def delete(self, run_id: str, owner: str, moment: float | None = None) -> None:
        """Put a run that is not at work into the bin; only its owner may.

        Those deleted at the same `moment` (in seconds since 1970; now, if none is given) come back together.
        """
        now = time.time()
        with self.transaction() as connection:
            status = self._owned(connection, run_id, owner).status
            if status in ACTIVE:
                raise PlaygroundError(N_("A run that is at work cannot be deleted. Stop it first."))
            values = {"status": "stopped", "ended": now} if status == WAITING else {}
            connection.execute(update(runs).where(runs.c.id == run_id).values(deleted=moment or now, **values))
        self.empty_bin()

    def restore(self, owner: str) -> int:
        """Bring back the runs that a visitor deleted last; return how many, 0 where the bin is empty."""
        last = select(func.max(runs.c.deleted)).where(runs.c.owner == owner).scalar_subquery()
        chosen = and_(runs.c.owner == owner, runs.c.deleted == last)
        with self.transaction() as connection:
            return connection.execute(update(runs).where(chosen).values(deleted=None)).rowcount

    def empty_bin(self, owner: str | None = None) -> None:
        """Delete for good what has been in the bin for long, or now all that a visitor has there: events and files."""
        old = runs.c.deleted < time.time() - BIN_SECONDS
        chosen = old if owner is None else and_(runs.c.owner == owner, runs.c.deleted.is_not(None))
        with self.transaction() as connection:
            gone = connection.scalars(
                delete(runs).where(chosen, runs.c.status.not_in(ACTIVE)).returning(runs.c.id)
            ).all()
            if gone:
                connection.execute(delete(sweeps).where(~exists().where(runs.c.sweep == sweeps.c.id)))
        for run_id in gone:
            shutil.rmtree(self.settings.run_folder(run_id), ignore_errors=True)

    def _owned(self, connection: Connection, run_id: str, owner: str) -> Run:
        row = connection.execute(select(runs).where(runs.c.id == run_id, KEPT)).mappings().first()
        if row is None:
            raise PlaygroundError(N_("There is no run {run_id} here. It may have been deleted."), run_id=run_id)
        if row["owner"] != owner:
            raise PlaygroundError(N_("This run belongs to somebody else: you can watch it, but not steer it."))
        return run_of(row)
