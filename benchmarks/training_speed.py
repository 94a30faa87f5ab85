"""Samples a second of runs, in a worker with everything around it, views too, against the same loop in plain PyTorch.

Both on one thread, at the same low priority, in turns, in one process each, for so many epochs that what happens once
counts for little. The peer is the script that the playground exports: nothing but torch's DataLoader, the model, and a
loop.

    python -m benchmarks.training_speed [--idle | --tasks]

With ``--tasks`` the ready-made starts of each kind of data on an idle machine, else the default one, also beside load.
"""

import math
import re
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
from playground.training.config import EPOCHS
from playground.training.presets import PRESETS

LIMIT = 0.95
TASKS = {ALL_DATASETS[each.config.data.name].kind: each for each in reversed(PRESETS)} | {
    "transfer": next(each for each in PRESETS if each.config.transfer.begin_from != NOTHING)
}

LONG = 6.0  # seconds that plain PyTorch shall spend at least: what happens once must not count for much
EPOCH = "    print('epoch begins', time.perf_counter())\n"


def in_plain_pytorch(config: TrainConfig, folder: Path, at_once: int) -> list[float]:
    """Return the seconds that each exported script spends on an epoch, after the first."""
    head, loop, body = script(config).rpartition("\nfor epoch in")
    first, rest = body.split("\n", 1)
    text = f"import os, time, torch\nos.nice(10)\ntorch.set_num_threads(1)\n{head}{loop}{first}\n{EPOCH}{rest}"
    (folder / "plain.py").write_text(text)
    processes = [
        subprocess.Popen([sys.executable, "plain.py"], cwd=folder, stdout=subprocess.PIPE, text=True)
        for _ in range(at_once)
    ]
    begun = [re.findall(r"^epoch begins (.*)$", process.communicate()[0], re.M) for process in processes]
    return [(float(each[-1]) - float(each[1])) / (len(each) - 2) for each in begun]


def in_a_worker(config: TrainConfig, store: Store, at_once: int) -> list[float]:
    """Return the seconds that each run spends on an epoch, after the first, as it tells them."""
    runs = [store.create("benchmark", config.as_json()) for _ in range(at_once)]
    while any(run.status != "finished" for run in store.some(runs)):
        time.sleep(0.1)
    ended = [[event for event in store.history(run) if event.type == "epoch"] for run in runs]
    return [(each[-1].seconds - each[0].seconds) / (each[-1].epoch - each[0].epoch) for each in ended]


def compare(config: TrainConfig, store: Store, turns: int, at_once: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        epochs = math.ceil(LONG / in_plain_pytorch(config, folder, 1)[0])
        config = config.model_copy(update={"epochs": max(config.epochs, min(epochs, int(EPOCHS.maximum)))})
        plain, worker = [], []
        for _ in range(turns):
            plain += in_plain_pytorch(config, folder, at_once)
            worker += in_a_worker(config, store, at_once)
    milliseconds = {
        name: [round(1000 * each, 1) for each in seconds]
        for name, seconds in (("plain PyTorch", plain), ("in a worker", worker))
    }
    print(
        "; ".join(f"{name}: {each} ms" for name, each in milliseconds.items()), f"for an epoch, {config.epochs} of them"
    )
    ratio = min(plain) / min(worker)  # of the turns that were disturbed the least: noise only ever adds
    print(f"  ratio: {ratio:.3f} (limit: at least {LIMIT})", flush=True)


if __name__ == "__main__":
    with server(PLAYGROUND_SLOTS="3") as (address, store):
        if "--tasks" in sys.argv:
            for kind, preset in TASKS.items():
                print(f"{kind}: {preset.name}")
                compare(preset.config, store, turns=4, at_once=1)
            sys.exit()
        print("an idle machine")
        compare(TrainConfig(), store, turns=7, at_once=1)
        if "--idle" in sys.argv:
            sys.exit()
        with load(address, store, trainings=0):
            print("20 visitors, and three at once")  # three of a kind: Linux shares cores out by session
            compare(TrainConfig(), store, turns=3, at_once=3)
