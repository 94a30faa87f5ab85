"""What the runner does with the store: it takes runs and commands out, and writes down how runs go."""

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update

from playground.runs.database import Database, run_of
from playground.runs.records import ACTIVE, WAITING, Run
from playground.runs.tables import commands, events, runs, views
from playground.runs.turns import in_turn
from playground.translations import Message

VIEW_SECONDS = 2.0  # how much of each view is kept: what is on its way to the browsers

# one look into the index, however many events the run has
LAST = select(func.max(events.c.number)).where(events.c.run_id == bindparam("run"), events.c.type == bindparam("kind"))


class Ledger(Database):
    """The store as the runner uses it."""

    def waiting(self, limit: int) -> list[Run]:
        """Return the runs to start next, in their turn."""
        with self.transaction() as connection:
            order = connection.scalars(in_turn(limit)).all()
            rows = connection.execute(select(runs).where(runs.c.id.in_(order))).mappings() if order else ()
            found = {row["id"]: run_of(row) for row in rows}
        return [found[run_id] for run_id in order]

    def take_commands(self, run_id: str | None = None) -> list[tuple[str, str, float | None]]:
        """Return the commands given since the last call, as (run id, name, value), and forget them.

        Those of runs that wait stay until such a run is asked for by its id; but `stop` is for now.
        """
        ready = or_(runs.c.status != WAITING, commands.c.name == "stop") if run_id is None else runs.c.id == run_id
        query = select(commands).join(runs, commands.c.run_id == runs.c.id).where(ready).order_by(commands.c.id)
        with self.transaction() as connection:
            rows = connection.execute(query).all()
            if rows:
                connection.execute(delete(commands).where(commands.c.id.in_([row.id for row in rows])))
        return [(row.run_id, row.name, row.value) for row in rows]

    def write(
        self,
        changes: Mapping[str, Mapping[str, Any]],
        new: Mapping[str, list[dict[str, Any]]],
        frames: Mapping[str, list[dict[str, Any]]] | None = None,
    ) -> None:
        """Change runs' columns, append their events and the frames of their views (both as `Event.as_json` gives
        them), all or nothing."""
        frames = frames or {}
        with self.transaction() as connection:
            known = set(connection.scalars(select(runs.c.id).where(runs.c.id.in_([*changes, *new, *frames]))))
            for run_id, shown in frames.items():
                if run_id in known:
                    self._show(connection, run_id, shown)
            for run_id, records in new.items():
                if run_id in known:
                    self._append(connection, run_id, records)
            for run_id, values in changes.items():
                connection.execute(update(runs).where(runs.c.id == run_id).values(**values))

    @staticmethod
    def _show(connection: Connection, run_id: str, frames: list[dict[str, Any]]) -> None:
        """Append frames of a run's views, and forget those that every browser has had."""
        names = ("name", "step", "epoch", "seconds", "data")
        connection.execute(
            insert(views), [{"run_id": run_id} | {name: each[name] for name in names} for each in frames]
        )
        for name in {each["name"] for each in frames}:
            newest = max(each["seconds"] for each in frames if each["name"] == name)
            old = and_(views.c.run_id == run_id, views.c.name == name, views.c.seconds < newest - VIEW_SECONDS)
            connection.execute(delete(views).where(old))

    @staticmethod
    def _append(connection: Connection, run_id: str, records: list[dict[str, Any]]) -> None:
        counts: dict[str, int] = {}
        for kind in {record["type"] for record in records}:
            last = connection.scalar(LAST, {"run": run_id, "kind": kind})
            counts[kind] = 0 if last is None else last + 1
        rows = []
        for record in records:
            payload = dict(record)
            common = {name: payload.pop(name) for name in ("type", "step", "epoch", "seconds")}
            rows.append(common | {"run_id": run_id, "number": counts[common["type"]], "payload": payload})
            counts[common["type"]] += 1
        connection.execute(insert(events), rows)

    def forget_after(self, run_id: str, step: int) -> None:
        """Delete what a run reported after `step`, because it goes on from there."""
        with self.transaction() as connection:
            for table in (events, views):
                connection.execute(delete(table).where(table.c.run_id == run_id, table.c.step > step))

    def interrupt_active(self, message: Message) -> None:
        """Mark every run that claims to be at work as interrupted: for a runner that has just started."""
        with self.transaction() as connection:
            connection.execute(
                update(runs)
                .where(runs.c.status.in_(ACTIVE))
                .values(status="interrupted", ended=time.time(), message=message.as_json())
            )
