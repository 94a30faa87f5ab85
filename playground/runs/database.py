"""The database of runs, SQLAlchemy: SQLite in WAL mode by default, any server by ``PLAYGROUND_DATABASE_URL``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import alembic.util
from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from playground.runs.records import Record, Run
from playground.settings import Settings
from playground.translations import N_, Message, PlaygroundError

BUSY_SECONDS = 5  # how long SQLite waits for another writer


class Database:
    """A database that is open; a transaction of it ends whole or not at all."""

    def __init__(self, engine: Engine, config: Settings) -> None:
        self.engine = engine
        self.settings = config

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Raises `PlaygroundError` where the database is locked, full or gone: with a sentence for the reader."""
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


def connected(config: Settings) -> Engine:
    """Return a connection to the database that `config` names, its tables made or brought up to date."""
    config.home.mkdir(parents=True, exist_ok=True)
    url = make_url(config.database_url)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS} if url.get_backend_name() == "sqlite" else {})
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    with FileLock(config.home / "migrate.lock"), Database(engine, config).transaction() as connection:
        _migrate(connection)
    return engine


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


def run_of(row: Any) -> Run:
    """Return a run as a row of its table says."""
    message = Message.from_json(row["message"]) if row["message"] else None
    return Run(**{**row, "message": message, "tags": tags_of(row["tags"])})


def tags_of(kept: str) -> tuple[str, ...]:
    """Return the tags of a run as the store keeps them."""
    return tuple(kept.split("\n")[1:-1])


def record_of(row: Any) -> Record:
    """Return an event as a row of its table says."""
    return Record(**{name: row[name] for name in ("id", "run_id", "type", "step", "epoch", "seconds", "payload")})
