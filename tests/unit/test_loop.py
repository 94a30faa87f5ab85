import json
import math
import pickle
import pickletools

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from playground.datasets import Digits, split
from playground.training import Control, TrainConfig, train


class StopAfter(Control):
    def __init__(self, steps: int) -> None:
        self.left = steps

    def proceed(self) -> bool:
        self.left -= 1
        return self.left >= 0


def classes_to_load(value: object) -> list:
    """Return the classes and functions that somebody who unpickles a value has to import."""
    return [opcode for opcode, _, _ in pickletools.genops(pickle.dumps(value)) if "GLOBAL" in opcode.name]


def numbers(events) -> list:
    """Return what a run computed, without what depends on the clock."""
    rows = []
    for event in events:
        data = event.as_json()
        if event.type == "metrics":
            rows.append((event.step, {k: v for k, v in data["values"].items() if k != "samples_per_second"}))
        elif event.type == "epoch":
            rows.append((event.step, event.train_loss, event.validation_loss, event.validation_score))
        elif event.type == "finished":
            rows.append((event.test_loss, event.test_score, event.examination))
    return rows


class Quiet(Control):
    """Wants nothing but the steps, and is asked for nothing else."""

    def quiet(self) -> bool:
        return True

    def proceed(self) -> bool:
        raise AssertionError("asked although nothing is wanted")

    by_hand = wants_point = proceed


def test_a_quiet_control_is_asked_nothing_more_at_a_step_and_the_numbers_stay(small):
    assert numbers(train(small, Quiet())) == numbers(train(small))


def test_the_default_run_reads_97_percent_of_unseen_digits():
    finished = list(train(TrainConfig()))[-1]
    assert finished.type == "finished"
    assert finished.test_score >= 0.97


def test_events_come_in_order_and_are_json(small):
    events = list(train(small))
    types = [event.type for event in events]
    assert types[0] == "started"
    assert types[-1] == "finished"
    assert types.count("epoch") == types.count("checkpoint") == 3
    assert [event.step for event in events if event.type == "metrics"] == [1, *range(10, 61, 10)]
    for event in events:
        assert json.loads(json.dumps(event.as_json()))["type"] == event.type
        assert not classes_to_load(event.as_json())  # the runner, which takes them out of a pipe, is without PyTorch
    started = events[0]
    assert started.total_steps == 60
    assert started.samples == {"train": 1259, "validation": 269, "test": 269}


def test_the_same_config_gives_the_same_numbers_and_another_seed_others(small):
    first, again = numbers(train(small)), numbers(train(small))
    other = numbers(train(small.model_copy(update={"seed": 1})))
    assert first == again
    assert first != other


def test_the_loop_is_what_plain_pytorch_does(small):
    """The same run written by hand, as in PyTorch's tutorials."""
    data = Digits()
    images, labels = data.images, data.targets
    parts = split(labels, 0.15, 0.15, seed=0)
    train_set, validation_set, test_set = (TensorDataset(images[part], labels[part]) for part in parts)
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(0)
    loader = DataLoader(train_set, batch_size=64, shuffle=True, generator=generator)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

    def examine(data):
        model.eval()
        with torch.no_grad():
            inputs, targets = next(iter(DataLoader(data, batch_size=len(data))))
            logits = model(inputs)
            loss, accuracy = nn.functional.cross_entropy(logits, targets), (logits.argmax(1) == targets).float().mean()
        model.train()
        return loss.item(), accuracy.item()

    expected = []
    for _ in range(3):
        losses = []
        for inputs, targets in loader:
            loss = nn.functional.cross_entropy(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        expected.append((sum(losses) / len(losses), *examine(validation_set)))

    events = list(train(small))
    seen = [(e.train_loss, e.validation_loss, e.validation_score) for e in events if e.type == "epoch"]
    assert seen == [pytest.approx(row, rel=1e-4) for row in expected]
    assert (events[-1].test_loss, events[-1].test_score) == pytest.approx(examine(test_set), rel=1e-4)


def test_the_gradient_norm_is_the_root_of_the_sum_of_squares():
    config = TrainConfig.model_validate({"model": "MLP", "epochs": 1, "loader": {"batch_size": 1024, "shuffle": False}})
    first = next(event for event in train(config) if event.type == "metrics")
    data = Digits()
    images, labels = data.images, data.targets
    part = split(labels, 0.15, 0.15, seed=0)[0][:1024]
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.0), nn.Linear(64, 10))
    nn.functional.cross_entropy(model(images[part]), labels[part]).backward()
    expected = math.sqrt(sum(float((p.grad.double() ** 2).sum()) for p in model.parameters()))
    assert first.values["grad_norm"] == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("steps", [7, 20, 33, 40])
@pytest.mark.parametrize("scheduler", [None, "OneCycleLR", "StepLR"])
def test_a_run_stopped_and_continued_gives_the_numbers_of_an_unbroken_one(small, steps, scheduler, tmp_path):
    config = TrainConfig.model_validate(small.model_dump() | {"scheduler": scheduler, "log_interval": 3})
    first = list(train(config, StopAfter(steps)))
    assert [event.type for event in first[-2:]] == ["checkpoint", "stopped"]
    torch.save(first[-2].state, tmp_path / "state.pt")
    torch.rand(10)  # whatever else happened meanwhile
    second = list(train(config, state=torch.load(tmp_path / "state.pt", weights_only=True)))
    assert numbers(first) + numbers(second) == numbers(train(config))


def test_a_checkpoint_is_not_changed_by_the_steps_after_it(small):
    events = list(train(small))
    first = next(event for event in events if event.type == "checkpoint")
    assert numbers(train(small, state=first.state)) == numbers(events[events.index(first) + 1 :])


def test_a_checkpoint_of_other_settings_is_refused(small):
    state = next(event for event in train(small) if event.type == "checkpoint").state
    failed = list(train(small.model_copy(update={"seed": 5}), state=state))[-1]
    assert failed.type == "failed"
    assert "other settings" in str(failed.message)


def test_no_batch_left_is_told(small):
    config = TrainConfig.model_validate(
        {
            "split": {"validation_fraction": 0.4, "test_fraction": 0.4},
            "loader": {"batch_size": 1024, "drop_last": True},
        }
    )
    [failed] = train(config)
    assert "leaves no batch of" in str(failed.message)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_a_device_that_is_not_there_is_told(small):
    [failed] = train(small.model_copy(update={"device": "cuda"}))
    assert str(failed.message) == "This computer has no device cuda that PyTorch can use. Choose one of: auto, cpu."


def test_out_of_memory_is_told_with_what_to_lower(small, monkeypatch):
    def too_much(*_args):
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr("playground.training.stepping.train_step", too_much)
    assert "Lower batch_size" in str(list(train(small))[-1].message)


def test_samples_a_second_are_those_since_the_last_point_of_this_epoch(monkeypatch):
    class Clock(Control):
        now = 0.0

        def by_hand(self) -> bool:
            self.now += 1  # a second for each step
            return False

    clock = Clock()
    monkeypatch.setattr("playground.training.loop.time.perf_counter", lambda: clock.now)
    config = TrainConfig.model_validate({"data": "circles", "model": "MLP", "epochs": 3, "log_interval": 4})
    rates = [event.values["samples_per_second"] for event in train(config, clock) if event.type == "metrics"]
    # at step 1, every 4th, and the 54th; batches of 16, but the last of an epoch, the 18th, of 8
    assert rates == [16] * 9 + [(3 * 16 + 8) / 4] + [16] * 4 + [(16 + 8) / 2]
