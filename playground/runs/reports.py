"""What the feed and the pages read of the store: what runs reported."""

from collections.abc import Iterable

from sqlalchemy import and_, func, or_, select

from playground.runs.database import Database, record_of, run_of
from playground.runs.records import Frame, Record, Run
from playground.runs.tables import KEPT, events, runs, views

CURVE_POINTS = 1500  # of each type of event, however long the run


class Reports(Database):
    """The store as its readers use it."""

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
            return [record_of(row) for row in connection.execute(query).mappings()]

    def tail(self, after: int, limit: int = 5000) -> list[Record]:
        """Return the events of all runs after the event `after`, the oldest first."""
        query = select(events).where(events.c.id > after).order_by(events.c.id).limit(limit)
        with self.transaction() as connection:
            return [record_of(row) for row in connection.execute(query).mappings()]

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
            return [run_of(row) for row in connection.execute(query).mappings()]

    def latest(self, run_id: str, kind: str) -> Record | None:
        """Return a run's newest event of a type, or None."""
        query = select(events).where(events.c.run_id == run_id, events.c.type == kind).order_by(events.c.number.desc())
        with self.transaction() as connection:
            row = connection.execute(query.limit(1)).mappings().first()
        return record_of(row) if row else None

    def changes(self, run_id: str) -> list[Record]:
        """Return what was changed while a run was at work, in order."""
        query = select(events).where(events.c.run_id == run_id, events.c.type == "changed").order_by(events.c.number)
        with self.transaction() as connection:
            return [record_of(row) for row in connection.execute(query).mappings()]
