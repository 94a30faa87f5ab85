"""Epochs a second of a small perceptron whose boundary moves: 250 points, batches of 10, as in TensorFlow Playground.

From the start of the run to its end, in its worker with everything around it; frames are those that browsers get.

    python -m benchmarks.boundary
"""

import time

from benchmarks.common import server
from playground.runs import ENDED, Store
from playground.training import TrainConfig

LIMITS = {2: 60, 3: 32}  # hidden layers to epochs a second: what TensorFlow Playground does with (4, 2) and (8, 8, 8)
FRAMES = 10
SIZES = {2: 4, 3: 8}
EPOCHS = 600


def config(layers: int) -> TrainConfig:
    """Return a run of 250 points in batches of 10."""
    return TrainConfig.model_validate(
        {
            "data": {"name": "spirals", "parameters": {"n_samples": 358}},  # 250 of them are learned from
            "model": {
                "name": "MLP",
                "parameters": {"hidden_size": SIZES[layers], "hidden_layers": layers, "activation": "Tanh"},
            },
            "optimizer": {"name": "SGD", "parameters": {"lr": 0.03}},
            "loader": {"batch_size": 10},
            "epochs": EPOCHS,
        }
    )


def measure(store: Store, layers: int) -> tuple[float, float]:
    """Return epochs and frames a second of one run."""
    run = store.create("benchmark", config(layers).as_json())
    newest, frames = store.last_frame(), 0
    while store.get(run).status not in ENDED:
        time.sleep(0.2)
        new = store.frames([run], newest)
        frames, newest = frames + len(new), new[-1].id if new else newest
    seconds = store.latest(run, "finished").seconds - store.latest(run, "started").seconds
    return EPOCHS / seconds, frames / seconds


if __name__ == "__main__":
    with server() as (_address, store):
        measure(store, 2)  # warm
        for layers, limit in LIMITS.items():
            epochs, frames = measure(store, layers)
            sizes = " and ".join([str(SIZES[layers])] * layers)
            print(f"hidden layers of {sizes}: {epochs:.0f} epochs/s (aim: {limit})")
            print(f"  {frames:.1f} frames/s (at least {FRAMES})")
