"""The tables of the store. A change here needs a migration in ``migrations/versions``; a test compares the two."""

from sqlalchemy import JSON, BigInteger, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

LISTED = ("data", "tags", "status", "name", "model", "best", "started", "ended")

runs = Table(
    "runs",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("created", Float, nullable=False),
    Column("config", JSON, nullable=False),
    Column("status", String(16), nullable=False),
    Column("started", Float),
    Column("ended", Float),
    Column("step", Integer, nullable=False, default=0),
    Column("epoch", Integer, nullable=False, default=0),
    Column("total_steps", Integer, nullable=False, default=0),
    Column("best", Float),
    Column("test_score", Float),
    Column("message", JSON(none_as_null=True)),
    Column("checkpoint_step", Integer),
    Column("pace", Float),  # steps a second; none: as fast as can be
    # what its owner calls it, and of the config what lists of runs are sorted and searched by
    Column("name", String(80), nullable=False, server_default=""),
    Column("tags", Text, nullable=False, server_default=""),  # each with a line break before and after it
    Column("note", Text, nullable=False, server_default=""),
    Column("data", String(80), nullable=False, server_default=""),
    Column("model", String(80), nullable=False, server_default=""),
    Column("deleted", Float),  # since when it is in the bin
    Column("sweep", String(16)),  # the sweep that it belongs to
    Column("bytes", BigInteger, nullable=False, server_default="0"),  # of its files
    Column("checkpoints", Integer, nullable=False, server_default="0"),  # that are kept
    # with all that lists are sorted and filtered by: the rows, which are long, are not read for that
    Index("runs_by_owner", "owner", "deleted", "created", *LISTED, "id"),
    Index("runs_by_status", "status", "created"),
    Index("runs_by_deletion", "deleted"),
    Index("runs_by_sweep", "sweep"),
    Index("runs_by_room", "owner", "bytes"),  # what a visitor's runs take is added up from this alone
)

KEPT = runs.c.deleted.is_(None)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run_id", String(16), ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("type", String(16), nullable=False),
    Column("number", Integer, nullable=False),  # counts the run's events of this type, for thinning
    Column("step", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("payload", JSON, nullable=False),
    Index("events_by_run", "run_id", "type", "number"),
    sqlite_autoincrement=True,  # an id is never given twice, so a reader's place stays true
)

commands = Table(
    "commands",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run_id", String(16), ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(16), nullable=False),
    Column("value", JSON(none_as_null=True)),
)

views = Table(  # what a run's views show now: only the last seconds of each are kept
    "views",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run_id", String(16), ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(16), nullable=False),
    Column("step", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("data", JSON, nullable=False),
    Index("views_by_run", "run_id", "name"),
    sqlite_autoincrement=True,
)

sweeps = Table(  # runs that were started together, to compare some of their settings
    "sweeps",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("created", Float, nullable=False),
    Column("plan", JSON, nullable=False),
    Index("sweeps_by_owner", "owner", "created"),
)
