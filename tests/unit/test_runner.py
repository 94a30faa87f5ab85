"""The real runner with real worker processes, and what becomes of runs when something dies."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from playground.runs import ENDED, open_store
from playground.runs.checkpoints import PARTIAL, last_of, path_of, size_of
from playground.settings import Settings
from playground.training import TrainConfig
from tests.waiting import until

LONG = TrainConfig.model_validate({"epochs": 1000, "log_interval": 10}).as_json()
SHORT = TrainConfig.model_validate({"epochs": 2, "model": "MLP"}).as_json()

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


class Playground:
    """A runner of its own on a store of its own."""

    def __init__(self, home, **environment: str) -> None:
        self.environment = os.environ | {"PLAYGROUND_HOME": str(home), "PLAYGROUND_SLOTS": "2"} | environment
        self.store = open_store(Settings.read(self.environment))
        self.process = self.start()

    def start(self) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "-m", "playground.runs"], stdin=subprocess.PIPE, env=self.environment)

    def run(self, config: dict) -> str:
        return self.store.create("me", config)

    def status(self, run_id: str) -> str:
        return self.store.get(run_id).status

    def reaches(self, run_id: str, *states: str, seconds: float = 60.0):
        until(lambda: self.status(run_id) in states, seconds)
        return self.store.get(run_id)

    def family(self) -> list[psutil.Process]:
        """Return the runner's fork server and workers."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def worker_of(self, run_id: str) -> psutil.Process:
        """Return the process that has the run's log open."""
        log = str(self.store.settings.run_folder(run_id) / "worker.log")

        def find() -> psutil.Process | None:
            for process in self.family():
                try:
                    if os.path.realpath(f"/proc/{process.pid}/fd/2") == log:
                        return process
                except OSError:
                    continue
            return None

        return until(find)

    def at_work(self, run_id: str):
        """Wait until the run has a checkpoint."""
        until(lambda: self.store.get(run_id).checkpoint_step)
        return self.store.get(run_id)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(10)
        self.store.engine.dispose()


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    """A runner for all tests that leave it alive: each takes seconds to start."""
    playground = Playground(tmp_path_factory.mktemp("runner"))
    yield playground
    playground.close()


@pytest.fixture
def playground(lasting):
    yield lasting
    for run in lasting.store.owned_by("me"):
        if run.status not in ENDED:
            lasting.store.command(run.id, "me", "stop")
            lasting.reaches(run.id, *ENDED)


@pytest.fixture
def own(tmp_path):
    """A runner that a test may end."""
    playground = Playground(tmp_path)
    yield playground
    playground.close()


def test_a_run_goes_through_and_leaves_its_curve_its_devices_and_its_results(playground):
    run = playground.reaches(playground.run(SHORT), "finished")
    assert run.best > 0.5
    assert run.test_score > 0.5
    assert run.step == run.total_steps == 2 * 79
    assert run.checkpoint_step == run.step
    folder = playground.store.settings.run_folder(run.id)
    assert last_of(playground.store.settings, run) == path_of(folder, run.step)
    until(lambda: playground.store.get(run.id).bytes == size_of(folder) > 10_000)
    types = {record.type for record in playground.store.history(run.id)}
    assert {"started", "metrics", "epoch", "checkpoint", "finished"} <= types


def test_the_machine_is_sampled_on_the_runs_own_clock(playground):
    run_id = playground.run(LONG)
    devices = until(lambda: [r for r in playground.store.history(run_id) if r.type == "device"][2:])
    playground.store.command(run_id, "me", "stop")
    playground.reaches(run_id, "stopped")
    assert 0 <= devices[0].payload["cpu"] <= 100
    assert 0 < devices[0].payload["memory_used"] < devices[0].payload["memory_total"]
    last = [r for r in playground.store.history(run_id) if r.type == "metrics"][-1]
    assert 0 < devices[0].seconds <= last.seconds + 2


def test_pause_resume_and_stop(playground):
    run_id = playground.run(LONG)
    playground.at_work(run_id)
    playground.store.command(run_id, "me", "pause")
    playground.reaches(run_id, "paused")
    step = playground.store.get(run_id).step
    time.sleep(0.5)
    assert playground.store.get(run_id).step == step
    playground.store.command(run_id, "me", "resume")
    playground.reaches(run_id, "running")
    until(lambda: playground.store.get(run_id).step > step)
    playground.store.command(run_id, "me", "stop")
    run = playground.reaches(run_id, "stopped")
    assert run.checkpoint_step == run.step > step


def test_a_run_is_taken_by_hand_from_its_first_step_and_changed_while_it_waits(playground):
    store = playground.store
    run_id = store.create("me", LONG, by_hand=3)
    assert playground.reaches(run_id, "paused").step == 3
    for _ in range(10):
        store.command(run_id, "me", "step", 1)
    until(lambda: store.get(run_id).step == 13)
    store.command(run_id, "me", "lr", 0.02)
    [change] = until(lambda: store.changes(run_id))
    assert (change.step, change.payload) == (13, {"name": "lr", "before": 0.001, "after": 0.02})
    assert [frame.name for frame in store.last_frames(run_id)].count("step") == 1
    store.command(run_id, "me", "stop")
    assert playground.reaches(run_id, "stopped").checkpoint_step == 13
    store.resume_from_checkpoint(run_id, "me")
    store.command(run_id, "me", "step", 1)
    until(lambda: store.get(run_id).step == 14)
    points = [record for record in store.history(run_id) if record.type == "metrics"]
    assert [point.step for point in points] == list(range(1, 15))  # by hand, every step is a point
    assert points[-1].payload["values"]["learning_rate"] == 0.02
    store.command(run_id, "me", "stop")
    playground.reaches(run_id, "stopped")


def test_a_stopped_run_continues_where_it_was(playground):
    run_id = playground.run(SHORT | {"epochs": 100})
    playground.at_work(run_id)
    playground.store.command(run_id, "me", "stop")
    stopped = playground.reaches(run_id, "stopped")
    folder = playground.store.settings.run_folder(run_id)
    for path in folder.glob("*.pt"):  # as an older playground kept it
        path.replace(folder / "last.pt") if int(path.stem) == stopped.step else path.unlink()
    playground.store.resume_from_checkpoint(run_id, "me")
    finished = playground.reaches(run_id, "finished")
    steps = [record.step for record in playground.store.history(run_id) if record.type == "metrics"]
    assert stopped.step < finished.step == 100 * 79
    assert [step for step in steps if step in (1, 100 * 79) or step % 10 == 0] == [1, *range(10, 100 * 79 + 1, 10)]
    assert steps == sorted(set(steps))


def test_more_runs_than_slots_wait_and_a_waiting_run_can_be_stopped(playground):
    runs = [playground.run(LONG) for _ in range(4)]
    for run_id in runs[:2]:
        playground.reaches(run_id, "running")
    assert playground.store.places(runs) == {runs[2]: 1, runs[3]: 2}
    playground.store.command(runs[2], "me", "stop")
    playground.reaches(runs[2], "stopped")
    playground.store.command(runs[0], "me", "stop")
    playground.reaches(runs[3], "running")
    for run_id in (runs[1], runs[3]):
        playground.store.command(run_id, "me", "stop")
        playground.reaches(run_id, "stopped")


def test_a_killed_worker_fails_its_run_with_the_reason_and_leaves_the_others(playground):
    victim, other = playground.run(LONG), playground.run(LONG)
    playground.at_work(victim)
    playground.at_work(other)
    playground.worker_of(victim).kill()
    began = time.monotonic()
    run = playground.reaches(victim, "failed")
    assert time.monotonic() - began < 2
    assert "killed from outside (signal 9)" in str(run.message)
    assert run.can_continue
    step = playground.store.get(other).step
    until(lambda: playground.store.get(other).step > step)
    playground.store.command(other, "me", "stop")
    playground.reaches(other, "stopped")


def test_a_killed_runner_leaves_nothing_behind_and_the_next_one_takes_over(own):
    run_id = own.run(LONG)
    own.at_work(run_id)
    family = own.family()
    own.process.kill()
    own.process.wait()
    _gone, alive = psutil.wait_procs(family, timeout=5)
    # the dead are buried by the first process of the machine, in its own time
    assert [each for each in alive if each.status() != psutil.STATUS_ZOMBIE] == []
    own.process.stdin.close()
    own.process = own.start()
    run = own.reaches(run_id, "interrupted")
    assert "last checkpoint" in str(run.message)
    own.store.resume_from_checkpoint(run_id, "me")
    own.reaches(run_id, "running")
    until(lambda: own.store.get(run_id).step > run.checkpoint_step)


@pytest.mark.parametrize("how", ["input ends", "SIGTERM"])
def test_when_the_app_ends_runs_are_interrupted_with_a_checkpoint(own, how):
    run_id = own.run(LONG)
    own.at_work(run_id)
    family = own.family()
    if how == "input ends":
        own.process.stdin.close()
    else:
        own.process.send_signal(signal.SIGTERM)
    assert own.process.wait(5) == 0
    assert psutil.wait_procs(family, timeout=5)[1] == []
    run = own.store.get(run_id)
    assert run.status == "interrupted"
    assert run.checkpoint_step == run.step


def test_a_second_runner_on_the_same_store_steps_back(playground):
    playground.reaches(playground.run(SHORT), "finished")
    second = subprocess.run(
        [sys.executable, "-m", "playground.runs"], stdin=subprocess.DEVNULL, env=playground.environment, timeout=60
    )
    assert second.returncode == 3


def test_a_checkpoint_that_cannot_be_written_is_told_and_the_run_goes_on(own):
    run_id = own.run(SHORT)
    folder = own.store.settings.run_folder(run_id)
    (folder / PARTIAL).mkdir(parents=True)  # what a full disk does, without filling one
    run = own.reaches(run_id, "finished")
    assert "could not be saved" in str(run.message)
    assert run.checkpoint_step is None


def test_a_broken_checkpoint_is_told(playground):
    run_id = playground.run(SHORT | {"epochs": 1000})
    playground.at_work(run_id)
    playground.store.command(run_id, "me", "stop")
    playground.reaches(run_id, "stopped")
    step = playground.store.get(run_id).checkpoint_step
    path_of(playground.store.settings.run_folder(run_id), step).write_bytes(b"not a checkpoint")
    playground.store.resume_from_checkpoint(run_id, "me")
    failed = playground.reaches(run_id, "failed")
    assert "broken or cut off" in str(failed.message)
    assert failed.step == step


def test_a_config_this_playground_cannot_read_fails_with_a_reason(playground):
    run = playground.reaches(playground.run(SHORT | {"version": 99}), "failed")
    assert "version 99" in str(run.message)


def test_a_loss_that_runs_away_fails_with_advice_and_keeps_the_last_good_checkpoint(playground):
    wild = {"name": "SGD", "parameters": {"lr": 100.0, "momentum": 0.9, "weight_decay": 0.1}}
    run = playground.reaches(playground.run(SHORT | {"optimizer": wild, "epochs": 50}), "failed")
    assert "try a tenth of it" in str(run.message)


def test_a_run_over_its_memory_is_ended(tmp_path):
    playground = Playground(tmp_path, PLAYGROUND_RUN_MEMORY_MB="64")
    big = {"name": "CNN", "parameters": {"channels": 64, "kernel_size": 7}}
    run_id = playground.run(LONG | {"model": big, "loader": {"batch_size": 1024}})
    run = playground.reaches(run_id, "failed")
    assert "more than its 64 MB of memory" in str(run.message)
    playground.close()
