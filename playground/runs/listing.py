"""A visitor's runs a page at a time: searched, filtered and sorted by the database, however many there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, func, select

from playground.runs.database import tags_of
from playground.runs.store import Store
from playground.runs.tables import KEPT, runs

PAGE = 50  # runs on a page
WORDS = 8  # of a search

SORTS: Mapping[str, ColumnElement[Any]] = {
    "started": runs.c.created,
    "status": runs.c.status,
    "name": func.lower(runs.c.name, type_=String()),
    "data": runs.c.data,
    "model": runs.c.model,
    "best": runs.c.best,
    "duration": runs.c.ended - runs.c.started,
    "size": func.nullif(runs.c.bytes, 0),
}
_SEARCHED = func.lower(runs.c.name + "\n" + runs.c.data + "\n" + runs.c.model + "\n" + runs.c.tags + "\n" + runs.c.note)


@dataclass(frozen=True)
class Wish:
    """Which runs are wanted, and in which order.

    Attributes:
        find: Words; each must be in the name, a tag, the note, the model or the data.
        status, data, tag: What all of them must have; "" for any.
        sort: One of `SORTS`; runs that have no such value come last either way.
        down: The highest, or newest, first.
        page: Counted from 1.
    """

    find: str = ""
    status: str = ""
    data: str = ""
    tag: str = ""
    sort: str = "started"
    down: bool = True
    page: int = 1


@dataclass(frozen=True)
class Line:
    """What a list says of a run; see `Run`."""

    id: str
    status: str
    name: str
    data: str
    model: str
    note: str
    best: float | None
    created: float
    started: float | None
    ended: float | None
    step: int
    total_steps: int
    bytes: int
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """What tells a run from others in a short list; see `Run`."""

    id: str
    name: str
    data: str
    model: str
    created: float


_SHOWN = tuple(runs.c[each.name] for each in fields(Line))
_NAMED = tuple(runs.c[each.name] for each in fields(Named))


@dataclass(frozen=True)
class Listing:
    """A page of runs; `count` is how many fit in all, `page` counts from 1."""

    count: int
    page: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shelf:
    """What a visitor has: how many runs, data and tags that occur among them, and the bin.

    `deleted` is how many runs the last deletion put into the bin, `deleted_at` when; 0 where it is empty.
    """

    count: int
    data: tuple[str, ...]
    tags: tuple[str, ...]
    deleted: int
    deleted_at: float


def shelf(store: Store, owner: str) -> Shelf:
    """Return what a visitor has."""
    mine = runs.c.owner == owner
    bin_ = select(runs.c.deleted, func.count()).where(mine, runs.c.deleted.is_not(None)).group_by(runs.c.deleted)
    with store.transaction() as connection:
        count = connection.scalar(select(func.count()).where(mine, KEPT)) or 0
        found = connection.execute(select(runs.c.data, runs.c.tags).where(mine, KEPT).distinct()).all()
        at, deleted = max(connection.execute(bin_).all(), default=(0.0, 0))
    tags = {tag for row in found for tag in row.tags.split("\n")} - {""}
    data = {row.data for row in found} - {""}
    return Shelf(count, tuple(sorted(data)), tuple(sorted(tags, key=str.lower)), deleted, at)


def newest(store: Store, owner: str, limit: int) -> list[Named]:
    """Return a visitor's runs, the newest first; all that is told of them stands in the index, so no row is read."""
    query = select(*_NAMED).where(runs.c.owner == owner, KEPT).order_by(runs.c.created.desc()).limit(limit)
    with store.transaction() as connection:
        return [Named(*row) for row in connection.execute(query)]


def listed(store: Store, owner: str, wish: Wish) -> Listing:
    """Return the runs of a visitor that fit a wish: those on its page, or on the last where there are fewer."""
    fits = and_(runs.c.owner == owner, KEPT, *_conditions(wish))
    with store.transaction() as connection:
        count = connection.scalar(select(func.count()).where(fits)) or 0
        page = max(1, min(wish.page, -(-count // PAGE)))
        # the order is found in the index alone, and only the rows of the page are read
        chosen = select(runs.c.id).where(fits).order_by(*_order(wish)).limit(PAGE).offset(PAGE * (page - 1))
        ids = connection.scalars(chosen).all()
        rows = connection.execute(select(*_SHOWN).where(runs.c.id.in_(ids))).mappings()
        lines = {row["id"]: Line(**{**row, "tags": tags_of(row["tags"])}) for row in rows}
    return Listing(count, page, tuple(lines[run_id] for run_id in ids))


def _order(wish: Wish) -> Iterator[ColumnElement[Any]]:
    value = SORTS.get(wish.sort, runs.c.created)
    if value is not runs.c.created:
        empty = value == "" if isinstance(value.type, String) else value.is_(None)
        yield case((empty, 1), else_=0)
        yield value.desc() if wish.down else value
    yield runs.c.created.desc() if wish.down else runs.c.created
    yield runs.c.id


def _conditions(wish: Wish) -> Iterator[ColumnElement[bool]]:
    for word in wish.find.lower().split()[:WORDS]:
        yield _SEARCHED.contains(word, autoescape=True)
    for column, wanted in ((runs.c.status, wish.status), (runs.c.data, wish.data)):
        if wanted:
            yield column == wanted
    if wish.tag:
        yield runs.c.tags.contains(f"\n{wish.tag}\n", autoescape=True)
