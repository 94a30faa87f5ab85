"""The store of runs: SQLAlchemy, SQLite in WAL mode by default, any server by ``PLAYGROUND_DATABASE_URL``."""

import math
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import alembic.util
from filelock import FileLock
from sqlalchemy import Connection, Engine, and_, create_engine, delete, event, func, insert, or_, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from playground.runs.records import (
    ACTIVE,
    COMMANDS,
    ENDED,
    NAME,
    NOTE,
    TAG,
    TAGS,
    VALUED,
    WAITING,
    Frame,
    Record,
    Run,
    chosen_names,
)
from playground.runs.tables import commands, events, runs, views
from playground.settings import Settings, settings
from playground.translations import N_, Message, PlaygroundError

CURVE_POINTS = 1500  # of each type of event, however long the run
BIN_SECONDS = 600.0  # how long a deleted run can be brought back
VIEW_SECONDS = 2.0  # how much of each view is kept: what is on its way to the browsers
BUSY_SECONDS = 5  # how long SQLite waits for another writer

KEPT = runs.c.deleted.is_(None)


class Store:
    """All runs, their events and the commands given to them. Every method is one transaction.

    Raises `PlaygroundError` where the database is locked, full or gone: with a sentence for the reader.
    """

    def __init__(self, engine: Engine, config: Settings) -> None:
        self.engine = engine
        self.settings = config

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        try:
            with self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise PlaygroundError(
                N_(
                    "The store of runs cannot be used just now ({words}). Nothing that was saved is lost; "
                    "check that its disk has room and that no other program holds it, then try again."
                ),
                words=str(getattr(error, "orig", None) or error),
            ) from error

    # What pages do

    def create(self, owner: str, config: Mapping[str, Any], pace: float | None = None, by_hand: int = 0) -> str:
        """Queue a new run and return its id; raises `PlaygroundError` where the queue is full.

        `pace` and `by_hand`, a number of steps after which it pauses, hold from the first step on.
        """
        run_id = secrets.token_urlsafe(8).replace("-", "x").replace("_", "y")
        with self.transaction() as connection:
            self._check_queue(connection, owner)
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

    def _check_queue(self, connection: Connection, owner: str) -> None:
        waiting = select(func.count()).select_from(runs).where(runs.c.status == WAITING)
        if connection.scalar(waiting) >= self.settings.queue:  # type: ignore[operator]
            raise PlaygroundError(
                N_("The queue is full: {count} runs are waiting. Try again when some have finished."),
                count=self.settings.queue,
            )
        if connection.scalar(waiting.where(runs.c.owner == owner)) >= self.settings.queue_per_visitor:  # type: ignore[operator]
            raise PlaygroundError(
                N_("You already have {count} runs waiting. Stop one of them, or wait until one starts."),
                count=self.settings.queue_per_visitor,
            )

    def get(self, run_id: str) -> Run | None:
        """Return the run, or None where there is none of that id."""
        with self.transaction() as connection:
            row = connection.execute(select(runs).where(runs.c.id == run_id, KEPT)).mappings().first()
        return _run(row) if row else None

    def owned_by(self, owner: str, limit: int = 200) -> list[Run]:
        """Return a visitor's runs, the newest first."""
        query = select(runs).where(runs.c.owner == owner, KEPT).order_by(runs.c.created.desc()).limit(limit)
        with self.transaction() as connection:
            return [_run(row) for row in connection.execute(query).mappings()]

    def places(self, run_ids: Iterable[str]) -> dict[str, int]:
        """Return the places in the queue, 1 for the next to start, of those runs that wait."""
        query = select(runs.c.id).where(runs.c.status == WAITING).order_by(runs.c.created, runs.c.id)
        wanted = set(run_ids)
        with self.transaction() as connection:
            order = connection.scalars(query).all()
        return {run_id: place for place, run_id in enumerate(order, 1) if run_id in wanted}

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
            self._check_queue(connection, owner)
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

    def empty_bin(self) -> None:
        """Delete for good what has been in the bin for long, with its events and files."""
        old = and_(runs.c.deleted < time.time() - BIN_SECONDS, runs.c.status.not_in(ACTIVE))
        with self.transaction() as connection:
            gone = connection.scalars(delete(runs).where(old).returning(runs.c.id)).all()
        for run_id in gone:
            shutil.rmtree(self.settings.run_folder(run_id), ignore_errors=True)

    def _owned(self, connection: Connection, run_id: str, owner: str) -> Run:
        row = connection.execute(select(runs).where(runs.c.id == run_id, KEPT)).mappings().first()
        if row is None:
            raise PlaygroundError(N_("There is no run {run_id} here. It may have been deleted."), run_id=run_id)
        if row["owner"] != owner:
            raise PlaygroundError(N_("This run belongs to somebody else: you can watch it, but not steer it."))
        return _run(row)

    # What the feed does

    def history(self, run_id: str, after: int = 0) -> list[Record]:
        """Return a run's events after the event `after`, each type thinned to at most `CURVE_POINTS`, in order."""
        newer = and_(events.c.run_id == run_id, events.c.id > after)
        spans = (
            select(
                events.c.type,
                func.count().label("size"),
                func.max(events.c.number).label("last"),
            )
            .where(newer)
            .group_by(events.c.type)
        )
        with self.transaction() as connection:
            kept = [
                and_(
                    events.c.type == span.type,
                    or_(events.c.number % -(-span.size // (CURVE_POINTS - 1)) == 0, events.c.number == span.last),
                )
                for span in connection.execute(spans)
            ]
            if not kept:
                return []
            query = select(events).where(newer, or_(*kept)).order_by(events.c.id)
            return [_record(row) for row in connection.execute(query).mappings()]

    def tail(self, after: int, limit: int = 5000) -> list[Record]:
        """Return the events of all runs after the event `after`, the oldest first."""
        query = select(events).where(events.c.id > after).order_by(events.c.id).limit(limit)
        with self.transaction() as connection:
            return [_record(row) for row in connection.execute(query).mappings()]

    def last_event(self) -> int:
        """Return the id of the newest event of all runs, 0 where there is none."""
        with self.transaction() as connection:
            return connection.scalar(select(func.max(events.c.id))) or 0

    def frames(self, run_ids: Iterable[str], after: int) -> list[Frame]:
        """Return the frames of these runs' views after the frame `after`, the oldest first."""
        query = select(views).where(views.c.run_id.in_(list(run_ids)), views.c.id > after).order_by(views.c.id)
        with self.transaction() as connection:
            return [Frame(**row) for row in connection.execute(query).mappings()]

    def last_frames(self, run_id: str) -> list[Frame]:
        """Return the newest frame of each view of a run."""
        newest = select(func.max(views.c.id)).where(views.c.run_id == run_id).group_by(views.c.name)
        query = select(views).where(views.c.id.in_(newest)).order_by(views.c.id)
        with self.transaction() as connection:
            return [Frame(**row) for row in connection.execute(query).mappings()]

    def last_frame(self) -> int:
        """Return the id of the newest frame of all runs, 0 where there is none."""
        with self.transaction() as connection:
            return connection.scalar(select(func.max(views.c.id))) or 0

    def some(self, run_ids: Iterable[str]) -> list[Run]:
        """Return those runs that exist."""
        with self.transaction() as connection:
            query = select(runs).where(runs.c.id.in_(list(run_ids)), KEPT)
            return [_run(row) for row in connection.execute(query).mappings()]

    def latest(self, run_id: str, kind: str) -> Record | None:
        """Return a run's newest event of a type, or None."""
        query = select(events).where(events.c.run_id == run_id, events.c.type == kind).order_by(events.c.number.desc())
        with self.transaction() as connection:
            row = connection.execute(query.limit(1)).mappings().first()
        return _record(row) if row else None

    def changes(self, run_id: str) -> list[Record]:
        """Return what was changed while a run was at work, in order."""
        query = select(events).where(events.c.run_id == run_id, events.c.type == "changed").order_by(events.c.number)
        with self.transaction() as connection:
            return [_record(row) for row in connection.execute(query).mappings()]

    # What the runner does

    def waiting(self, limit: int) -> list[Run]:
        """Return the runs to start next."""
        query = select(runs).where(runs.c.status == WAITING).order_by(runs.c.created, runs.c.id).limit(limit)
        with self.transaction() as connection:
            return [_run(row) for row in connection.execute(query).mappings()]

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
        counts = {
            row.type: row.last + 1
            for row in connection.execute(
                select(events.c.type, func.max(events.c.number).label("last"))
                .where(events.c.run_id == run_id)
                .group_by(events.c.type)
            )
        }
        rows = []
        for record in records:
            payload = dict(record)
            common = {name: payload.pop(name) for name in ("type", "step", "epoch", "seconds")}
            number = counts.get(common["type"], 0)
            counts[common["type"]] = number + 1
            rows.append(common | {"run_id": run_id, "number": number, "payload": payload})
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


def _run(row: Any) -> Run:
    message = Message.from_json(row["message"]) if row["message"] else None
    return Run(**{**row, "message": message, "tags": tags_of(row["tags"])})


def tags_of(kept: str) -> tuple[str, ...]:
    """Return the tags of a run as the store keeps them."""
    return tuple(kept.split("\n")[1:-1])


def _record(row: Any) -> Record:
    return Record(**{name: row[name] for name in ("id", "run_id", "type", "step", "epoch", "seconds", "payload")})


def open_store(config: Settings) -> Store:
    """Return the store that `config` names, made or brought up to date where it needs to be."""
    config.home.mkdir(parents=True, exist_ok=True)
    url = make_url(config.database_url)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS} if url.get_backend_name() == "sqlite" else {})
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    store = Store(engine, config)
    with FileLock(config.home / "migrate.lock"), store.transaction() as connection:
        _migrate(connection)
    return store


def _migrate(connection: Connection) -> None:
    script = alembic.config.Config()
    script.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    script.set_main_option("path_separator", "os")
    script.attributes["connection"] = connection
    try:
        alembic.command.upgrade(script, "head")
    except alembic.util.CommandError as error:
        raise PlaygroundError(
            N_(
                "The store of runs was made by a newer playground ({words}). Update the playground, "
                "or set PLAYGROUND_HOME to another folder."
            ),
            words=str(error),
        ) from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")  # with WAL: safe against a killed process
    connection.execute("PRAGMA foreign_keys=ON")


@cache
def shared_store() -> Store:
    """Return this process's store."""
    return open_store(settings())


__all__ = ["CURVE_POINTS", "ENDED", "Store", "open_store", "shared_store"]
