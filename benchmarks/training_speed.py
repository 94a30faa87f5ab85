"""Samples a second of runs, in a worker with everything around it, views too, against the same loop in plain PyTorch.

Both on one thread, at the same low priority, in one process each. The peer is the script that the playground exports:
nothing but torch's DataLoader, the model, and a loop. A shared machine changes its speed by half from one minute to the
next, so both are at work at the same time, and by turns one of them is held for some seconds while the other goes on.
A worker that was held draws all its views at once when it is let go, so the ratio errs a little against it.

    python -m benchmarks.training_speed [--idle | --tasks [NAME …]]

With ``--tasks`` the ready-made starts of each kind of data on an idle machine, or of those named; else the default
one, also beside load.
"""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.common import load, server
from playground.datasets import ALL_DATASETS
from playground.runs import ENDED, Store
from playground.training import TrainConfig, script
from playground.training.beginnings import NOTHING
from playground.training.config import EPOCHS
from playground.training.presets import PRESETS

LIMIT = 0.95
TASKS = {ALL_DATASETS[each.config.data.name].kind: each for each in reversed(PRESETS)} | {
    "transfer": next(each for each in PRESETS if each.config.transfer.begin_from != NOTHING)
}
OWNER = "benchmark"
NICE = 10  # that of workers

TURNS = 12
SLICE = 2.5  # seconds that one of them goes on, at most
SLICES = 2  # and at least so many before its epochs are used up
TOLD = 0.6  # seconds until the store knows how far a worker has come
USED = 0.8  # share of the epochs after which both begin anew, so that neither ends in its turn


class Plain:
    """The exported script, with a line to tell how far it has come."""

    def __init__(self, config: TrainConfig, folder: Path, number: int) -> None:
        head, loop, body = script(config).rpartition("\nfor epoch in")
        first, rest = body.split("\n", 1)
        told = "    print(epoch, flush=True)\n"
        text = f"import os, torch\nos.nice({NICE})\ntorch.set_num_threads(1)\n{head}{loop}{first}\n{told}{rest}"
        (folder / "plain.py").write_text(text)
        self.out = folder / f"out{number}"
        with self.out.open("w") as out:
            self.process = subprocess.Popen([sys.executable, "plain.py"], cwd=folder, stdout=out)

    def epochs(self) -> float:
        """Return how many epochs are done."""
        lines = [line for line in self.out.read_text().split("\n")[:-1] if line.isdigit()]
        return float(lines[-1]) - 1 if lines else 0.0


class Worker:
    """A run of the server's."""

    def __init__(self, config: TrainConfig, store: Store) -> None:
        self.store = store
        self.id = store.create(OWNER, config.as_json())
        self.steps_per_epoch = 0

    def epochs(self) -> float:
        """Return how many epochs are done."""
        if not self.steps_per_epoch and (started := self.store.latest(self.id, "started")):
            self.steps_per_epoch = started.payload["steps_per_epoch"]
        [run] = self.store.some([self.id])
        return run.step / self.steps_per_epoch if self.steps_per_epoch else 0.0


@dataclass
class Side:
    """So many of one kind, and their processes."""

    peers: Sequence[Plain | Worker]
    processes: Sequence[psutil.Process]

    def epochs(self) -> float:
        return sum(each.epochs() for each in self.peers)

    def signal(self, number: signal.Signals) -> None:
        for process in self.processes:
            process.send_signal(number)

    def go_on(self, seconds: float) -> float:
        """Let them go on for so long; return how long it was."""
        began = time.perf_counter()
        self.signal(signal.SIGCONT)
        time.sleep(seconds)
        self.signal(signal.SIGSTOP)
        took = time.perf_counter() - began
        time.sleep(TOLD)
        return took


def wait_for_first_epoch(peers: Sequence[Plain | Worker]) -> None:
    """Wait until what happens once is behind each."""
    while any(each.epochs() < 1 for each in peers):
        time.sleep(0.05)


def slice_seconds(config: TrainConfig, peer: Plain) -> float:
    """Return how long one side shall go on at a time, from how fast `peer` is now."""
    before, began = peer.epochs(), time.perf_counter()
    time.sleep(0.5)
    done = peer.epochs() - before
    took = time.perf_counter() - began
    return min(SLICE, USED * config.epochs / SLICES * took / max(done, 1.0))


def processes_of_runs() -> list[psutil.Process]:
    ours = psutil.Process().children(recursive=True)
    return [each for each in ours if each.is_running() and each.nice() == NICE and each.cmdline()[1:] != ["plain.py"]]


@contextmanager
def held(config: TrainConfig, store: Store, at_once: int) -> Iterator[tuple[float, Side, Side]]:
    """Begin so many of each; give how long a slice is, the scripts, and the runs, all of them held."""
    with tempfile.TemporaryDirectory() as name:
        plain = [Plain(config, Path(name), number) for number in range(at_once)]
        wait_for_first_epoch(plain)
        seconds = slice_seconds(config, plain[0])
        scripts = Side(plain, [psutil.Process(each.process.pid) for each in plain])
        scripts.signal(signal.SIGSTOP)
        started = [Worker(config, store) for _ in range(at_once)]
        wait_for_first_epoch(started)
        runs = Side(started, processes_of_runs())
        runs.signal(signal.SIGSTOP)
        time.sleep(TOLD)
        try:
            yield seconds, scripts, runs
        finally:
            for each in plain:
                each.process.kill()
                each.process.wait()
            for run in started:
                store.command(run.id, OWNER, "stop")
            runs.signal(signal.SIGCONT)
            while any(run.status not in ENDED for run in store.some([run.id for run in started])):
                time.sleep(0.1)


def compare(config: TrainConfig, store: Store, at_once: int) -> None:
    """Print the epochs a second of each, and the ratio."""
    config = config.model_copy(update={"epochs": int(EPOCHS.maximum)})
    done, took, turns = [0.0, 0.0], [0.0, 0.0], 0
    while turns < TURNS:
        with held(config, store, at_once) as (seconds, *sides):
            before = [side.epochs() for side in sides]
            while turns < TURNS and max(side.epochs() for side in sides) < USED * config.epochs * at_once:
                for number, side in enumerate(sides):
                    took[number] += side.go_on(seconds)
                turns += 1
            done = [total + side.epochs() - start for total, side, start in zip(done, sides, before, strict=True)]
    plain, worker = (epochs / seconds for epochs, seconds in zip(done, took, strict=True))
    print(f"epochs/s, plain PyTorch: {plain:.2f}, in a worker: {worker:.2f}, of {took[0]:.0f} s each")
    print(f"  ratio: {worker / plain:.3f} (limit: at least {LIMIT})", flush=True)


if __name__ == "__main__":
    with server(PLAYGROUND_SLOTS="3") as (address, store):
        if "--tasks" in sys.argv:
            for kind in sys.argv[sys.argv.index("--tasks") + 1 :] or TASKS:
                print(f"{kind}: {TASKS[kind].name}")
                compare(TASKS[kind].config, store, at_once=1)
            sys.exit()
        print("an idle machine")
        compare(TrainConfig(), store, at_once=1)
        if "--idle" in sys.argv:
            sys.exit()
        with load(address, store, trainings=0):
            print("20 visitors, and three at once")  # three of a kind: Linux shares cores out by session
            compare(TrainConfig(), store, at_once=3)
