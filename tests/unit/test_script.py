"""The shown code is the code that ran: run by itself, it gives the run's numbers."""

import contextlib
import io
import re
import runpy
import subprocess
import sys

import pytest

from playground.networks import MODELS
from playground.optimization import LOSSES, OPTIMIZERS, SCHEDULERS
from playground.training import TrainConfig, script, train

BASE = {"model": {"name": "MLP", "parameters": {"hidden_size": 8}}, "loader": {"batch_size": 128}, "epochs": 2}

# one choice varied at a time
VARIED = [
    *({"model": name} for name in MODELS),
    *({"loss": name} for name in LOSSES),
    *({"optimizer": name} for name in OPTIMIZERS),
    *({"scheduler": name} for name in SCHEDULERS),
    {"optimizer": {"name": "SGD", "parameters": {"momentum": 0.9, "nesterov": True}}},
    {"loader": {"batch_size": 100, "shuffle": False, "drop_last": True}},
    {"seed": 7, "device": "cpu"},
]


def ran(config: TrainConfig) -> list[float]:
    rows = []
    for event in train(config):
        if event.type == "epoch":
            rows += [event.train_loss, event.validation_loss, event.validation_accuracy]
        elif event.type == "finished":
            rows += [event.test_loss, event.test_accuracy]
    return rows


def printed(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"(?:loss|accuracy) ([\d.]+)", text)]


@pytest.mark.parametrize("change", VARIED, ids=str)
def test_the_script_gives_the_runs_numbers(change, tmp_path):
    config = TrainConfig.model_validate(BASE | change)
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
