"""The shown code is the code that ran: run by itself, it gives the run's numbers."""

import contextlib
import io
import re
import runpy
import subprocess
import sys

import pytest

from playground.datasets import DATASETS
from playground.networks import MODELS
from playground.optimization import LOSSES, OPTIMIZERS, SCHEDULERS
from playground.training import TrainConfig, script, train

BASE = {"model": {"name": "MLP", "parameters": {"hidden_size": 8}}, "loader": {"batch_size": 128}, "epochs": 2}


def data_for(row) -> str:
    """A data set that a model or a loss is made for."""
    return next(name for name, data in DATASETS.items() if data.kind in row.kinds)


def config_with(change) -> TrainConfig:
    base = {key: value for key, value in BASE.items() if key != "model" or change.get("data", "digits") == "digits"}
    return TrainConfig.model_validate(base | change)


DECAYING = {"name": "AdamW", "parameters": {"weight_decay": 0.5}}

# one choice varied at a time
VARIED = [
    *({"model": name, "data": data_for(row)} for name, row in MODELS.items() if row.smallest <= 8),
    *({"loss": name, "data": data_for(row)} for name, row in LOSSES.items()),
    *({"data": name} for name, row in DATASETS.items() if not row.download),
    *({"optimizer": name} for name in OPTIMIZERS),
    *({"scheduler": name} for name in SCHEDULERS),
    {"optimizer": {"name": "SGD", "parameters": {"momentum": 0.9, "nesterov": True}}},
    {"loader": {"batch_size": 100, "shuffle": False, "drop_last": True}},
    {"loader": {"batch_size": 100, "drop_last": True}},
    {"seed": 7, "device": "cpu"},
    {"schedule": "SequentialLR([LinearLR(total_iters=1), CosineAnnealingLR()], milestones=[1])"},
    {
        "schedule": "ChainedScheduler([LinearLR(), OneCycleLR(max_lr=0.01)])  # per batch",
        "technique": {"accumulate": 3},
    },
    {"schedule": "LambdaLR(lr_lambda=lambda epoch: 0.95 ** epoch)  # per batch"},
    {"schedule": "ReduceLROnPlateau(patience=0, threshold=1.0)", "technique": {"clip": "value", "clip_value": 0.001}},
    {"technique": {"clip": "norm", "max_norm": 0.1, "accumulate": 4, "precision": "bfloat16"}},
    {"technique": {"class_weights": True, "decay_norms_and_biases": False}, "optimizer": DECAYING},
    {"technique": {"augmentation": "RandomAffine(degrees=10.0,translate=(0.1,0.1)),~GaussianNoise()"}},
    {"technique": {"patience": 1}, "optimizer": {"name": "SGD", "parameters": {"lr": 2.0}}, "epochs": 8},
    {"transfer": {"begin_from": "digits 0-4", "freeze": True, "per_class": 10}},
    {
        "transfer": {"begin_from": "digits 0-4", "body_rate": 0.1, "per_class": 10},
        "technique": {"decay_norms_and_biases": False},
        "optimizer": DECAYING,
        "scheduler": "StepLR",
    },
    {"transfer": {"freeze": True}, "technique": {"decay_norms_and_biases": False}, "optimizer": DECAYING},
    {
        "model": "ResNet18",
        "data": "moved digits",
        "split": {"validation_fraction": 0.05, "test_fraction": 0.05},
        "transfer": {"body_rate": 0.5, "per_class": 1},
        "epochs": 1,
    },
]


def ran(config: TrainConfig) -> list[float]:
    rows = []
    for event in train(config):
        if event.type == "epoch":
            rows += [event.train_loss, event.validation_loss, event.validation_score]
        elif event.type == "finished":
            rows += [event.test_loss, event.test_score]
    return rows


def printed(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"(?:loss|accuracy|r2|skill) (-?[\d.]+)", text)]


@pytest.mark.parametrize("change", VARIED, ids=str)
def test_the_script_gives_the_runs_numbers(change, tmp_path):
    config = config_with(change)
    path = tmp_path / "train.py"
    path.write_text(script(config), encoding="utf-8")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        runpy.run_path(str(path))
    assert printed(output.getvalue()) == pytest.approx(ran(config), abs=2e-6)


def test_the_script_needs_nothing_of_the_playground(tmp_path):
    config = TrainConfig.model_validate(BASE)
    text = script(config)
    assert "playground" not in text
    (tmp_path / "train.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "train.py"], cwd=tmp_path, env={"OMP_NUM_THREADS": "1"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert printed(done.stdout) == pytest.approx(ran(config), abs=2e-6)
