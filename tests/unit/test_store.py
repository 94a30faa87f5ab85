import importlib
import json
import sqlite3
import threading
import time

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from playground.runs import open_store
from playground.runs.reports import CURVE_POINTS
from playground.runs.tables import metadata
from playground.settings import Settings
from playground.training import TrainConfig
from playground.translations import Message, PlaygroundError

CONFIG = TrainConfig().as_json()


def metrics(first: int, last: int) -> list[dict]:
    return [
        {"type": "metrics", "step": step, "epoch": 1, "seconds": step / 10, "values": {"train_loss": 1 / step}}
        for step in range(first, last + 1)
    ]


def test_a_run_comes_back_as_it_was_stored(store):
    run_id = store.create("me", CONFIG)
    store.write({run_id: {"status": "failed", "message": Message("{a} broke", {"a": 3}).as_json()}}, {})
    run = store.get(run_id)
    assert TrainConfig.model_validate(run.config) == TrainConfig()
    assert (run.owner, run.status, str(run.message)) == ("me", "failed", "3 broke")
    assert store.get("nothing") is None


def test_the_migrations_make_just_the_tables(store):
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_events_of_each_run_and_type_are_numbered_through(settings, store):
    mine, yours = store.create("me", CONFIG), store.create("you", CONFIG)
    epoch = {"type": "epoch", "step": 2, "epoch": 1, "seconds": 0.2, "validation_loss": 1.0}
    store.write({}, {mine: [*metrics(1, 2), epoch]})
    store.write({}, {mine: [epoch, *metrics(3, 4)], yours: metrics(1, 1)})
    store.write({}, {mine: [epoch]})
    with sqlite3.connect(settings.home / "playground.db") as connection:
        numbered = connection.execute("SELECT run_id, type, number FROM events ORDER BY id").fetchall()
    for run_id, kind, count in ((mine, "metrics", 4), (mine, "epoch", 3), (yours, "metrics", 1)):
        assert [each[2] for each in numbered if each[:2] == (run_id, kind)] == list(range(count))


def test_a_store_opens_again_with_what_it_held(settings, store):
    run_id = store.create("me", CONFIG)
    assert open_store(settings).get(run_id).id == run_id


def test_a_store_of_a_newer_playground_is_told(settings, store):
    with sqlite3.connect(settings.home / "playground.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(PlaygroundError, match="newer playground"):
        open_store(settings)


def test_visitors_see_their_own_runs_newest_first(store):
    mine = [store.create("me", CONFIG) for _ in range(3)]
    store.create("you", CONFIG)
    assert [run.id for run in store.owned_by("me")] == mine[::-1]


def test_places_in_the_queue_count_from_one_over_all_visitors(store):
    a, b, c = store.create("me", CONFIG), store.create("you", CONFIG), store.create("me", CONFIG)
    assert store.places([a, c]) == {a: 1, c: 3}
    store.write({a: {"status": "running"}}, {})
    assert store.places([b, c]) == {b: 1, c: 2}
    assert [run.id for run in store.waiting(1)] == [b]


def test_a_full_queue_is_told(tmp_path):
    store = open_store(Settings.read({"PLAYGROUND_HOME": str(tmp_path), "PLAYGROUND_QUEUE": "3"}))
    for visitor in "abc":
        store.create(visitor, CONFIG)
    with pytest.raises(PlaygroundError, match="The queue is full: 3 runs are waiting"):
        store.create("d", CONFIG)
    store.engine.dispose()


def test_one_visitor_cannot_fill_the_queue(store):
    for _ in range(5):
        store.create("me", CONFIG)
    with pytest.raises(PlaygroundError, match="You already have 5 runs waiting"):
        store.create("me", CONFIG)
    store.create("you", CONFIG)


@pytest.mark.parametrize("act", ["command", "delete", "resume_from_checkpoint"])
def test_only_the_owner_steers(store, act):
    run_id = store.create("me", CONFIG)
    arguments = ("stop",) if act == "command" else ()
    with pytest.raises(PlaygroundError, match="belongs to somebody else"):
        getattr(store, act)(run_id, "you", *arguments)
    with pytest.raises(PlaygroundError, match="There is no run nothing here"):
        getattr(store, act)("nothing", "you", *arguments)


def test_commands_are_taken_once_and_in_order(store):
    run_id = store.create("me", CONFIG)
    store.write({run_id: {"status": "running"}}, {})
    store.command(run_id, "me", "pause")
    store.command(run_id, "me", "pace", 2.5)
    assert store.take_commands() == [(run_id, "pause", None), (run_id, "pace", 2.5)]
    assert store.take_commands() == []


def test_what_is_asked_of_a_waiting_run_stays_until_it_starts(store):
    run_id = store.create("me", CONFIG, pace=5.0, by_hand=2)
    store.command(run_id, "me", "lr", 0.5)
    assert store.take_commands() == []
    store.command(run_id, "me", "stop")
    assert store.take_commands() == [(run_id, "stop", None)]
    assert store.take_commands(run_id) == [(run_id, "step", 2), (run_id, "lr", 0.5)]
    assert store.get(run_id).pace == 5.0
    store.command(run_id, "me", "pace", 0.0)
    assert store.get(run_id).pace is None


def test_an_ended_run_cannot_be_steered(store):
    run_id = store.create("me", CONFIG)
    store.write({run_id: {"status": "finished"}}, {})
    with pytest.raises(PlaygroundError, match="This run has ended"):
        store.command(run_id, "me", "lr", 0.5)
    assert store.take_commands() == []


@pytest.mark.parametrize("command", [("lr",), ("pause", 1.0), ("pace", float("nan")), ("lr", -1.0), ("dance",)])
def test_a_command_that_makes_no_sense_is_refused(store, command):
    with pytest.raises(ValueError, match=command[0]):
        store.command(store.create("me", CONFIG), "me", *command)


def frames(name: str, *seconds: float) -> list[dict]:
    return [
        {"name": name, "step": int(10 * at), "epoch": 1, "seconds": at, "data": {"at": at}, "type": "view"}
        for at in seconds
    ]


def test_of_a_view_only_what_is_on_its_way_is_kept_and_always_the_last(store):
    run_id, other = store.create("me", CONFIG), store.create("you", CONFIG)
    store.write({}, {}, {run_id: frames("line", 1.0, 2.0), other: frames("line", 1.0)})
    store.write({}, {}, {run_id: frames("line", 3.5) + frames("bowl", 9.0)})
    assert [(frame.name, frame.seconds) for frame in store.frames([run_id], 0)] == [
        ("line", 2.0),
        ("line", 3.5),
        ("bowl", 9.0),
    ]
    last = store.last_frames(run_id)
    assert [(frame.name, frame.data) for frame in last] == [("line", {"at": 3.5}), ("bowl", {"at": 9.0})]
    assert store.last_frame() == last[-1].id
    assert [frame.run_id for frame in store.frames([run_id, other], 0)].count(other) == 1
    assert store.frames([run_id, other], store.last_frame()) == []


def test_frames_go_with_their_run_and_with_what_is_forgotten(store, monkeypatch):
    monkeypatch.setattr("playground.runs.orders.BIN_SECONDS", -1)
    run_id = store.create("me", CONFIG)
    store.write({run_id: {"status": "stopped"}}, {}, {run_id: frames("line", 1.0, 1.5, 2.0), "gone": frames("line", 1)})
    store.forget_after(run_id, 15)
    assert [frame.step for frame in store.frames([run_id], 0)] == [10, 15]
    store.delete(run_id, "me")
    assert store.frames([run_id], 0) == []


def test_a_running_run_is_not_deleted_and_an_ended_one_wholly_after_a_while(store, settings, monkeypatch):
    run_id = store.create("me", CONFIG)
    settings.run_folder(run_id).mkdir(parents=True)
    store.write({run_id: {"status": "running"}}, {run_id: metrics(1, 3)})
    with pytest.raises(PlaygroundError, match="Stop it first"):
        store.delete(run_id, "me")
    store.write({run_id: {"status": "finished"}}, {})
    store.delete(run_id, "me")
    assert (store.get(run_id), store.some([run_id]), store.owned_by("me")) == (None, [], [])
    assert settings.run_folder(run_id).exists()
    with pytest.raises(PlaygroundError, match="It may have been deleted"):  # in another tab
        store.delete(run_id, "me")
    monkeypatch.setattr("playground.runs.orders.BIN_SECONDS", -1)
    store.empty_bin()
    assert store.history(run_id) == []
    assert not settings.run_folder(run_id).exists()
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar() == 0


def test_what_was_deleted_together_comes_back_together_the_last_first(store):
    a, b, c = (store.create("me", CONFIG) for _ in range(3))
    store.write({}, {a: metrics(1, 3)})
    store.delete(a, "me", 10.0**10)
    for run_id in (b, c):
        store.delete(run_id, "me", 10.0**10 + 1)
    assert store.waiting(9) == []
    assert [store.restore("you"), store.restore("me")] == [0, 2]
    assert {run.id: run.status for run in store.owned_by("me")} == {b: "stopped", c: "stopped"}
    assert [store.restore("me"), store.restore("me")] == [1, 0]
    assert len(store.history(a)) == 3


def test_writing_to_a_run_that_was_deleted_meanwhile_does_nothing(store):
    store.write({"gone": {"step": 3}}, {"gone": metrics(1, 3)})
    assert store.history("gone") == []


@pytest.mark.parametrize("count", [1, 2, CURVE_POINTS, CURVE_POINTS + 1, 10_000])
def test_history_is_thinned_but_begins_with_the_first_and_ends_with_the_last(store, count):
    run_id = store.create("me", CONFIG)
    store.write({}, {run_id: metrics(1, count)})
    history = store.history(run_id)
    steps = [record.step for record in history]
    assert len(steps) <= CURVE_POINTS
    assert len(steps) >= min(count, CURVE_POINTS / 2)
    assert (steps[0], steps[-1]) == (1, count)
    assert steps == sorted(steps)


def test_history_and_tail_go_on_after_an_event(store):
    a, b = store.create("me", CONFIG), store.create("you", CONFIG)
    store.write({}, {a: metrics(1, 5), b: metrics(1, 5)})
    third = store.history(a)[2]
    assert [record.step for record in store.history(a, third.id)] == [4, 5]
    assert [record.step for record in store.tail(store.last_event() - 2)] == [4, 5]
    assert {record.run_id for record in store.tail(0)} == {a, b}
    assert store.last_event() == 10


def test_going_on_from_a_checkpoint_forgets_what_came_after_it(store):
    run_id = store.create("me", CONFIG)
    store.write({run_id: {"status": "interrupted", "checkpoint_step": 3}}, {run_id: metrics(1, 5)})
    store.resume_from_checkpoint(run_id, "me")
    store.forget_after(run_id, 3)
    assert store.get(run_id).status == "queued"
    assert [record.step for record in store.history(run_id)] == [1, 2, 3]


def test_a_finished_run_cannot_go_on(store):
    run_id = store.create("me", CONFIG)
    store.write({run_id: {"status": "finished", "checkpoint_step": 3}}, {})
    with pytest.raises(PlaygroundError, match="no checkpoint to go on from"):
        store.resume_from_checkpoint(run_id, "me")


def test_a_locked_store_is_told(store, settings, monkeypatch):
    monkeypatch.setattr("playground.runs.database.BUSY_SECONDS", 0.2)
    impatient = open_store(settings)
    holder = sqlite3.connect(settings.home / "playground.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(PlaygroundError, match="database is locked"):
            impatient.create("me", CONFIG)
        assert impatient.owned_by("me") == []  # reading goes on
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    impatient.create("me", CONFIG)
    impatient.engine.dispose()


def test_a_full_disk_is_told_and_nothing_is_half_written(store):
    run_id = store.create("me", CONFIG)
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")  # SQLite's own way to say the disk is full
    with pytest.raises(PlaygroundError, match="full"):
        store.write({run_id: {"step": 7}}, {run_id: metrics(1, 20_000)})
    assert store.get(run_id).step == 0
    assert store.history(run_id) == []


def test_readers_and_writers_do_not_trip_over_each_other(store):
    run_id = store.create("me", CONFIG)
    failures = []

    def write(start: int) -> None:
        try:
            for i in range(20):
                store.write({run_id: {"step": i}}, {run_id: metrics(start + i, start + i)})
                store.history(run_id)
        except PlaygroundError as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(1000 * n,)) for n in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(store.history(run_id)) == 80


def test_a_fresh_runner_marks_what_claims_to_be_at_work(store):
    running, queued = store.create("me", CONFIG), store.create("me", CONFIG)
    store.write({running: {"status": "running"}}, {})
    store.interrupt_active(Message("broken off"))
    assert store.get(running).status == "interrupted"
    assert store.get(running).ended <= time.time()
    assert store.get(queued).status == "queued"


def test_a_store_of_the_first_version_is_brought_up_to_date(settings):
    settings.home.mkdir(exist_ok=True)
    path = settings.home / "playground.db"
    first = importlib.import_module("playground.runs.migrations.versions.0001_runs")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        first.upgrade()
    engine.dispose()
    examination = {"confusion": [[2, 1], [0, 3]], "right": [], "wrong": [{"index": 4}]}
    events = [
        ("epoch", {"train_loss": 0.5, "validation_loss": 0.4, "validation_accuracy": 0.9}),
        ("finished", {"test_loss": 0.3, "test_accuracy": 0.8} | examination),
    ]
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.execute(
            "INSERT INTO runs (id, owner, created, config, status, step, epoch, total_steps, test_accuracy)"
            " VALUES ('old', 'me', 1, ?, 'finished', 9, 1, 9, 0.8)",
            (json.dumps({"data": {"name": "digits"}, "model": "CNN"}),),
        )
        for kind, payload in events:
            connection.execute(
                "INSERT INTO events (run_id, type, number, step, epoch, seconds, payload)"
                " VALUES ('old', ?, 0, 9, 1, 1, ?)",
                (kind, json.dumps(payload)),
            )
    store = open_store(settings)
    assert store.get("old").test_score == 0.8
    assert (store.get("old").data, store.get("old").model, store.get("old").tags) == ("digits", "CNN", ())
    assert store.latest("old", "epoch").payload["validation_score"] == 0.9
    assert store.latest("old", "finished").payload == {
        "test_loss": 0.3,
        "test_score": 0.8,
        "examination": examination,
    }
    store.engine.dispose()
