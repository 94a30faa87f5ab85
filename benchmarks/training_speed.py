"""Samples a second of runs, in a worker with everything around it, views too, against the same loop in plain PyTorch.

Both on one thread, at the same low priority, in turns, in one process each. The peer is the script that the
playground exports: nothing but torch's DataLoader, the model, and a loop.

    python -m benchmarks.training_speed [--idle | --tasks]

With ``--tasks`` the ready-made starts of each kind of data on an idle machine, else the default one, also beside load.
"""

import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common import load, server
from playground.datasets import ALL_DATASETS
from playground.runs import Store
from playground.training import TrainConfig, script
from playground.training.beginnings import NOTHING
from playground.training.presets import PRESETS

LIMIT = 0.95
TASKS = {ALL_DATASETS[each.config.data.name].kind: each for each in reversed(PRESETS)} | {
    "transfer": next(each for each in PRESETS if each.config.transfer.begin_from != NOTHING)
}

TIMED = """
import time
began = time.perf_counter()
for epoch in"""


def in_plain_pytorch(config: TrainConfig, folder: Path, at_once: int) -> list[float]:
    """Return the seconds that each exported script spends on its epochs and its examination."""
    text = script(config).replace("\nfor epoch in", TIMED) + "\nprint('seconds', time.perf_counter() - began)\n"
    (folder / "plain.py").write_text("import torch, os\nos.nice(10)\ntorch.set_num_threads(1)\n" + text)
    processes = [
        subprocess.Popen([sys.executable, "plain.py"], cwd=folder, stdout=subprocess.PIPE, text=True)
        for _ in range(at_once)
    ]
    return [float(re.search(r"^seconds (.*)$", process.communicate()[0], re.M)[1]) for process in processes]


def in_a_worker(config: TrainConfig, store: Store, at_once: int) -> list[float]:
    """Return the seconds from each run's start to its end, as the run tells them."""
    runs = [store.create("benchmark", config.as_json()) for _ in range(at_once)]
    while any(run.status != "finished" for run in store.some(runs)):
        time.sleep(0.1)
    return [store.latest(run, "finished").seconds - store.latest(run, "started").seconds for run in runs]


def compare(config: TrainConfig, store: Store, turns: int, at_once: int) -> None:
    in_a_worker(config, store, at_once)  # warm
    plain, worker = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(turns):
            plain += in_plain_pytorch(config, Path(folder), at_once)
            worker += in_a_worker(config, store, at_once)
    print(f"  plain PyTorch: {[round(s, 2) for s in plain]} s, in a worker: {[round(s, 2) for s in worker]} s")
    print(f"  ratio: {statistics.median(plain) / statistics.median(worker):.3f} (limit: at least {LIMIT})", flush=True)


if __name__ == "__main__":
    with server(PLAYGROUND_SLOTS="3") as (address, store):
        if "--tasks" in sys.argv:
            for kind, preset in TASKS.items():
                print(f"{kind}: {preset.name}")
                compare(preset.config, store, turns=3, at_once=1)
            sys.exit()
        print("an idle machine")
        compare(TrainConfig(), store, turns=7, at_once=1)
        if "--idle" in sys.argv:
            sys.exit()
        with load(address, store, trainings=0):
            print("20 visitors, and three at once")  # three of a kind: Linux shares cores out by session
            compare(TrainConfig(), store, turns=3, at_once=3)
