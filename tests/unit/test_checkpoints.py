"""A run's checkpoints: which are kept, what they are good for, and how much of the disk they may take."""

import itertools
import shutil

import pytest
import torch

from playground.datasets import DATASETS
from playground.runs import open_store
from playground.runs.checkpoints import MOST, PARTIAL, begin_at, kept, last_of, path_of, thinned
from playground.runs.reading import load
from playground.runs.room import MEGABYTE
from playground.settings import Settings
from playground.training import Checkpoint, TrainConfig, train
from playground.training.tasks import TASKS
from playground.translations import PlaygroundError

from .test_loop import numbers

CONFIG = TrainConfig().as_json()


def files(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def leave(store, steps, owner="me", *, size=10, status="finished", scores=()) -> str:
    """Put a run with checkpoints of these steps into the store, as the worker and the runner do."""
    run_id = store.create(owner, CONFIG)
    folder = store.settings.run_folder(run_id)
    folder.mkdir(parents=True)
    for epoch, step in enumerate(steps, 1):
        path_of(folder, step).write_bytes(bytes(size))
        score = scores[epoch - 1] if scores else 0.5
        told = {"type": "epoch", "step": step, "epoch": epoch, "seconds": 0.0, "validation_loss": 1.0}
        store.write(
            {run_id: {"status": status, "checkpoint_step": step}}, {run_id: [told | {"validation_score": score}]}
        )
        store.tidy(run_id)
    return run_id


def steps_of(store, run_id) -> list[int]:
    run = store.get(run_id)
    return [each.step for each in kept(store.settings.run_folder(run_id), run.checkpoint_step)]


def roomy(tmp_path, mine: int, everybodys: int = 1000):
    rooms = {"PLAYGROUND_RUNS_MB_PER_VISITOR": str(mine), "PLAYGROUND_RUNS_MB": str(everybodys)}
    return open_store(Settings.read({"PLAYGROUND_HOME": str(tmp_path)} | rooms))


def test_of_many_checkpoints_some_stay_evenly_spaced_with_the_last_and_the_best():
    left: list[int] = []
    for step in range(10, 10_001, 10):  # one comes after the other, as in a run
        left = thinned([*left, step], {170}, MOST)
    assert len(left) == MOST
    assert 170 in left
    assert left[-1] == 10_000
    others = [0, *(step for step in left if step != 170)]
    gaps = [after - before for before, after in itertools.pairwise(others[:-1])]
    assert max(gaps) <= 3 * min(gaps)
    assert thinned([1, 2, 3], {1, 2}, 1) == [1, 2, 3]
    assert thinned([3, 1, 2], (), 1) == [3]


def test_a_run_keeps_its_best_and_its_last_checkpoint(store):
    run_id = leave(store, range(79, 79 * 20, 79), scores=[0.5, 0.6, 0.9, *[0.7] * 16])
    steps = steps_of(store, run_id)
    assert len(steps) == MOST
    assert {3 * 79, 19 * 79} <= set(steps)
    run = store.get(run_id)
    assert (run.bytes, run.checkpoints) == (10 * MOST, MOST)
    moments = store.moments(run)
    assert [(each.step, each.epoch, each.score) for each in moments if each.best] == [(3 * 79, 3, 0.9)]
    assert [each.step for each in moments] == steps


def test_of_large_checkpoints_fewer_are_kept(tmp_path):
    store = roomy(tmp_path, 10)
    run_id = leave(store, range(10, 100, 10), size=MEGABYTE, scores=[0.9, *[0.5] * 8])
    assert steps_of(store, run_id) == [10, 90]  # a quarter of 10 MB holds two
    store.engine.dispose()


def test_a_checkpoint_that_the_store_never_heard_of_does_not_count_and_goes_when_the_run_goes_on(store):
    folder = store.settings.run_folder(leave(store, [5, 10]))
    path_of(folder, 15).write_bytes(b"the runner broke off before it was told")
    (folder / PARTIAL).write_bytes(b"")
    (folder / "notes.txt").touch()
    assert [each.step for each in kept(folder, 10)] == [5, 10]
    begin_at(folder, 10)
    assert files(folder) == ["000005.pt", "000010.pt", PARTIAL, "notes.txt"]
    assert kept(folder / "nothing", 10) == []


def test_a_run_of_an_older_playground_goes_on_from_its_only_checkpoint(store):
    run_id = store.create("me", CONFIG)
    folder = store.settings.run_folder(run_id)
    folder.mkdir(parents=True)
    (folder / "last.pt").write_bytes(bytes(300))
    store.write({run_id: {"status": "stopped", "checkpoint_step": 158}}, {})
    store.measure()
    run = store.get(run_id)
    assert (run.bytes, run.checkpoints) == (300, 1)
    assert last_of(store.settings, run) == folder / "last.pt"
    assert [(each.step, each.over, each.bytes) for each in store.moments(run)] == [(158, False, 300)]
    begin_at(folder, 158)
    assert last_of(store.settings, run) == path_of(folder, 158)
    assert files(folder) == ["000158.pt"]


def test_a_last_checkpoint_that_was_just_replaced_is_the_next_one(store):
    run = store.get(leave(store, [5]))
    folder = store.settings.run_folder(run.id)
    path_of(folder, 5).rename(path_of(folder, 10))
    assert last_of(store.settings, run) == path_of(folder, 10)


@pytest.mark.parametrize("contents", [b"", b"no checkpoint", None, {"model": {}}, [1, 2]])
def test_what_is_no_checkpoint_is_said_in_words(contents, tmp_path):
    path = tmp_path / "000005.pt"
    if isinstance(contents, bytes):
        path.write_bytes(contents)
    else:
        torch.save(contents or {"model": {}, "step": 3}, path)
        if contents is None:
            path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(PlaygroundError, match="broken or cut off"):
        load(path)
    path.unlink()
    with pytest.raises(PlaygroundError, match="not there any more"):
        load(path)


def test_where_the_room_is_full_earlier_checkpoints_go_first_and_then_no_new_run_starts(tmp_path):
    store, quarter = roomy(tmp_path, 2), MEGABYTE // 4
    old, binned = leave(store, [1, 2], size=quarter), leave(store, [1, 2], size=quarter)
    store.delete(binned, "me")
    assert not store.taken("me").nearly_full
    newer = leave(store, [1, 2], size=3 * quarter // 2)
    assert store.taken("me").nearly_full
    for left in ([1, 2], [1, 2]), ([2], [1, 2]), ([2], [2]):
        leave(store, [1], size=quarter)
        assert (steps_of(store, old), steps_of(store, newer)) == left  # the bin first, then the oldest
    leave(store, [1], size=2 * quarter)
    for act in (lambda: store.create("me", CONFIG), lambda: store.branch(newer, "me", 2, "")):
        with pytest.raises(PlaygroundError, match=r"take 2\.1 MB of the disk, and 2 MB are kept for you"):
            act()
    store.create("you", CONFIG)
    store.empty_bin("you")
    assert store.taken("me").in_bin == quarter
    store.empty_bin("me")
    store.create("me", CONFIG)
    assert store.restore("me") == 0
    store.engine.dispose()


def test_all_runs_together_have_a_bound_too(tmp_path):
    store = roomy(tmp_path, 100, 1)
    first = leave(store, [1, 2], "you", size=MEGABYTE // 3)
    leave(store, [1], size=MEGABYTE // 2)
    assert steps_of(store, first) == [2]
    assert store.taken("me").all_nearly_full
    leave(store, [1], "them", size=MEGABYTE // 2)
    with pytest.raises(PlaygroundError, match="runs of all visitors together fill the 1 MB"):
        store.create("me", CONFIG)
    store.engine.dispose()


def test_a_run_at_work_gives_its_earlier_checkpoints_last(tmp_path):
    store = roomy(tmp_path, 2)
    working = leave(store, [1, 2], size=MEGABYTE // 4, status="running")
    ended = leave(store, [1, 2], size=MEGABYTE // 2)
    leave(store, [1], size=MEGABYTE // 2)
    assert [steps_of(store, each) for each in (working, ended)] == [[1, 2], [2]]
    leave(store, [1], size=MEGABYTE // 2)
    assert steps_of(store, working) == [2]
    store.engine.dispose()


def test_a_run_that_goes_on_from_an_earlier_checkpoint_tells_the_numbers_of_the_unbroken_one(small, store):
    """As the worker writes the checkpoints and the runner the events; the new run has all that the old one has."""
    run_id = store.create("me", small.as_json())
    folder = store.settings.run_folder(run_id)
    folder.mkdir(parents=True)
    events, epoch = list(train(small)), None
    for event in events:
        store.write({}, {run_id: [event.as_json()]})
        if isinstance(event, Checkpoint):
            torch.save(event.state, path_of(folder, event.step))
    store.write({run_id: {"status": "finished", "checkpoint_step": 60, "test_score": 0.5, "best": 1.0}}, {})
    store.tidy(run_id)
    branch_id = store.branch(run_id, "me", 20, "again")
    branch = store.get(branch_id)
    [epoch] = store.scores(run_id, [20]).values()
    assert (branch.step, branch.checkpoint_step, branch.checkpoints, branch.status) == (20, 20, 1, "queued")
    assert (branch.best, branch.epoch, branch.test_score) == (epoch["validation_score"], 2, None)
    begin_at(store.settings.run_folder(branch_id), 20)
    torch.rand(10)  # whatever else happened meanwhile
    for event in train(small, state=load(last_of(store.settings, branch))):
        store.write({}, {branch_id: [event.as_json()]})

    def told(which: str) -> list[tuple]:
        points = [each for each in store.history(which) if each.type in ("metrics", "epoch", "finished")]
        rates = [{**each.payload.get("values", each.payload), "samples_per_second": 0} for each in points]
        return [(each.type, each.step, each.epoch, rate) for each, rate in zip(points, rates, strict=True)]

    assert told(branch_id) == told(run_id)
    assert steps_of(store, run_id) == [20, 40, 60]


FIRST = {row.kind: name for name, row in reversed(DATASETS.items()) if not row.download and row.kind in TASKS}


@pytest.mark.parametrize("data", FIRST.values(), ids=FIRST.keys())
def test_a_run_of_every_task_goes_on_from_an_earlier_checkpoint_as_if_it_had_never_gone_further(data, tmp_path):
    size = {"split": {"validation_fraction": 0.4, "test_fraction": 0.4}, "loader": {"batch_size": 64}, "epochs": 2}
    config = TrainConfig.model_validate({"data": data} | size)
    events = list(train(config))
    at, first = next((i, event) for i, event in enumerate(events) if event.type == "checkpoint")
    torch.save(first.state, tmp_path / "first.pt")
    later = list(train(config, state=load(tmp_path / "first.pt")))
    assert numbers(later) == numbers(events[at + 1 :])
    assert later[-1].test_score == events[-1].test_score


def test_only_an_ended_run_of_ones_own_is_gone_on_from_and_what_is_missing_is_said(store):
    run_id = leave(store, [5, 10], status="running")
    with pytest.raises(PlaygroundError, match="not over"):
        store.branch(run_id, "me", 5, "")
    store.write({run_id: {"status": "failed"}}, {})
    with pytest.raises(PlaygroundError, match="belongs to somebody else"):
        store.branch(run_id, "you", 5, "")
    with pytest.raises(PlaygroundError, match="checkpoint of step 7 cannot be gone on from"):
        store.branch(run_id, "me", 7, "")
    shutil.rmtree(store.settings.run_folder(run_id))  # behind the playground's back
    assert store.moments(store.get(run_id)) == []
    with pytest.raises(PlaygroundError, match="No such file"):
        store.branch(run_id, "me", 5, "")
    assert files(store.settings.home / "runs") == []
    assert [run.id for run in store.owned_by("me")] == [run_id]
