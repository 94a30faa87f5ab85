"""What is changed while a run goes on gives the numbers that plain PyTorch gives; how it is watched changes none."""

import io
import multiprocessing
import time

import pytest
import torch
from torch import nn, optim

from playground.optimization import OPTIMIZERS, SCHEDULERS
from playground.runs import line as line_module
from playground.runs.line import Line
from playground.training import Control, TrainConfig, train
from playground.training.assembly import assemble
from playground.training.steering import beginnings, change, checked, steered
from playground.translations import PlaygroundError

BRIEF = TrainConfig.model_validate(
    {
        "data": "circles",
        "model": {"name": "MLP", "parameters": {"hidden_size": 8}},
        "optimizer": {"name": "SGD", "parameters": {"lr": 0.1, "momentum": 0.9}},
        "loader": {"batch_size": 64},
        "epochs": 4,
        "log_interval": 1,
    }
)


class Steered(Control):
    """Changes settings before steps (step from 1 → name → value), stops after some, and may look at everything."""

    def __init__(self, changes: dict[int, dict[str, float]] | None = None, last: int = 10**9, looks: bool = False):
        self.asked, self.last, self.looks, self.step = changes or {}, last, looks, 0

    def proceed(self) -> bool | None:
        if self.step + 1 in self.asked:
            return None
        self.step += 1
        return self.step <= self.last

    def changes(self) -> dict[str, float]:
        return self.asked.pop(self.step + 1)

    def by_hand(self) -> bool:
        return self.looks

    def wants_point(self) -> bool:
        return self.looks

    def wants_view(self, name: str, last: bool) -> bool:
        return self.looks


def curve(events) -> list[tuple]:
    points = [event for event in events if event.type == "metrics"]
    return [(e.step, e.values["train_loss"], e.values["learning_rate"], e.values["grad_norm"]) for e in points]


def last_state(events) -> dict:
    return [event for event in events if event.type == "checkpoint"][-1].state


def test_changed_settings_give_what_plain_pytorch_gives():
    events = list(train(BRIEF, Steered({8: {"lr": 0.02, "momentum": 0.5}, 11: {"weight_decay": 0.01}})))
    parts = assemble(BRIEF)
    optimizer, losses = optim.SGD(parts.model.parameters(), lr=0.1, momentum=0.9), []
    for _ in range(BRIEF.epochs):
        for inputs, targets in parts.train:
            if len(losses) == 7:
                optimizer.param_groups[0].update(lr=0.02, momentum=0.5)
            if len(losses) == 10:
                optimizer.param_groups[0]["weight_decay"] = 0.01
            loss = nn.functional.cross_entropy(parts.model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    assert [point[1] for point in curve(events)] == pytest.approx(losses, rel=1e-5)
    told = [(e.step, e.name, e.before, e.after) for e in events if e.type == "changed"]
    assert told == [(7, "lr", 0.1, 0.02), (7, "momentum", 0.9, 0.5), (10, "weight_decay", 0.0, 0.01)]


@pytest.mark.parametrize("scheduler", [None, "OneCycleLR", "CosineAnnealingLR"])
def test_a_change_survives_the_checkpoint(scheduler):
    name = "weight_decay" if scheduler == "OneCycleLR" else "momentum"
    config = TrainConfig.model_validate(BRIEF.model_dump() | {"scheduler": scheduler})
    asked = {6: {"lr": 0.03, name: 0.2}}
    whole = curve(train(config, Steered(dict(asked))))
    first = list(train(config, Steered(dict(asked), last=9)))
    file = io.BytesIO()
    torch.save(last_state(first), file)
    file.seek(0)
    assert curve(first) + curve(train(config, state=torch.load(file, weights_only=True))) == whole


def test_a_change_that_comes_with_the_stop_is_not_lost():
    events = list(train(BRIEF, Steered({10: {"lr": 0.5}}, last=9)))
    assert last_state(events)["optimizer"]["param_groups"][0]["lr"] == 0.5


def test_to_look_at_every_step_changes_no_number():
    config = TrainConfig.model_validate(BRIEF.model_dump() | {"log_interval": 4})
    plain, watched = list(train(config)), list(train(config, Steered(looks=True)))
    regular = {point[0] for point in curve(plain)}
    assert [point for point in curve(watched) if point[0] in regular] == curve(plain)
    assert len(curve(watched)) == watched[-1].step
    assert watched[-1].as_json()["test_loss"] == plain[-1].as_json()["test_loss"]


@pytest.mark.parametrize("name", SCHEDULERS)
def test_a_schedule_goes_on_from_the_new_rate(name):
    def rates(changed: bool) -> list[float]:
        row = SCHEDULERS[name]
        optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.5)
        given = {each.name: each.default for each in row.parameters} | dict.fromkeys(row.derived, 30)
        scheduler = row.make(optimizer, **given)
        found = []
        for step in range(29):
            if changed and step == 8:
                change(optimizer, scheduler, "lr", 3 * optimizer.param_groups[0]["lr"])
            found.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        return found

    plain, changed = rates(False), rates(True)
    assert changed[:8] == plain[:8]
    assert changed[8:] == pytest.approx([3 * rate for rate in plain[8:]], rel=1e-6)


def test_what_can_be_turned_is_what_the_optimizer_has_and_uses():
    def names(optimizer: str, scheduler: str | None = None) -> list[str]:
        config = TrainConfig.model_validate({"optimizer": optimizer, "scheduler": scheduler})
        assert list(beginnings(config)) == list(steered(config))
        return list(steered(config))

    assert names("SGD") == names("Adam") == ["lr", "momentum", "weight_decay"]
    assert names("Adagrad") == ["lr", "weight_decay"]
    assert names("Rprop") == []
    assert names("SGD", "OneCycleLR") == ["lr", "weight_decay"]  # it moves the momentum itself
    assert beginnings(TrainConfig.model_validate({"optimizer": "Adam"}))["momentum"] == 0.9


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_setting_can_be_turned_in_the_middle_of_a_run(optimizer):
    config = TrainConfig.model_validate(BRIEF.model_dump() | {"optimizer": optimizer, "epochs": 1})
    wanted = {"lr": 0.004, "momentum": 0.7, "weight_decay": 0.1}
    asked = {name: wanted[name] for name in steered(config)}
    events = list(train(config, Steered({3: asked})))
    assert events[-1].type == "finished"
    group = last_state(events)["optimizer"]["param_groups"][0]
    assert {name: group["betas"][0] if name not in group else group[name] for name in asked} == asked


def test_what_is_not_allowed_is_told():
    with pytest.raises(PlaygroundError, match="must be a number above 0"):
        checked(BRIEF, "lr", -1.0)
    with pytest.raises(PlaygroundError, match=r"what can be: lr, momentum, weight_decay\."):
        checked(BRIEF, "dampening", 0.5)


OPEN = []


@pytest.fixture
def ends():
    """The runner's end of a pipe, and a worker's line made after some commands were sent."""
    ours, theirs = multiprocessing.Pipe()

    def make(*commands: tuple) -> Line:
        for command in commands:
            ours.send(command)
        return Line(theirs)

    yield ours, make
    ours.send(("stop", None))
    OPEN.append(ours)  # a line whose pipe closes ends its process, which is this one


def until_heard(line: Line, attribute: str, value: object) -> None:
    deadline = time.monotonic() + 5
    while getattr(line, attribute) != value:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_line_is_quiet_only_while_nothing_is_wanted_and_nothing_is_due(ends, monkeypatch):
    monkeypatch.setattr(line_module, "VIEW_SECONDS", 1000.0)
    monkeypatch.setattr(line_module, "POINT_SECONDS", 1000.0)
    ours, make = ends
    line = make()
    assert not line.quiet()  # no point has been told yet
    line.say({"type": "metrics"})
    line.viewed("boundary", 0.0, 0.01)
    assert line.quiet()
    for command, value, attribute, wanted, after in (
        ("pause", None, "paused", True, ("resume", None)),
        ("pace", 2.0, "pace", 2.0, ("pace", 0.0)),
        ("lr", 0.5, "asked", {"lr": 0.5}, None),
    ):
        quiet = getattr(line, attribute)
        ours.send((command, value))
        until_heard(line, attribute, wanted)
        assert not line.quiet()
        if after:
            ours.send(after)
            until_heard(line, attribute, quiet)
        else:
            line.changes()
        assert line.quiet()
    monkeypatch.setattr(line_module, "POINT_SECONDS", 0.0)
    line.say({"type": "metrics"})
    assert not line.quiet()  # the next point is due at once
    monkeypatch.setattr(line_module, "POINT_SECONDS", 1000.0)
    line.say({"type": "metrics"})
    monkeypatch.setattr(line_module, "VIEW_SECONDS", 0.0)
    line.viewed("boundary", 0.0, 0.01)
    assert not line.quiet()  # the view is


def test_a_line_that_was_paused_is_not_quiet_until_it_has_told_that_it_goes_on(ends, monkeypatch):
    monkeypatch.setattr(line_module, "POINT_SECONDS", 1000.0)
    ours, make = ends
    line = make()
    line.say({"type": "metrics"})
    ours.send(("step", 1))
    until_heard(line, "paused", True)
    assert line.proceed()
    ours.send(("step", 1))
    until_heard(line, "steps", 1)
    line.steps = 0
    line._tell_status()
    assert line.told == "paused"
    ours.send(("resume", None))
    until_heard(line, "paused", False)
    assert not line.quiet()
    assert line.proceed()
    assert line.told == "running"
    assert line.quiet()


def test_steps_by_hand_are_just_as_many_as_were_asked_for(ends):
    ours, make = ends
    line = make(("step", 3), ("step", 7))  # before the process began
    assert [line.proceed() for _ in range(10)] == [True] * 10
    ours.send(("lr", 0.5))
    assert line.proceed() is None  # no eleventh step, but the change at once
    assert line.changes() == {"lr": 0.5}
    ours.send(("stop", None))
    assert line.proceed() is False


def test_a_storm_of_pauses_ends_as_the_last_click_said(ends):
    ours, make = ends
    line = make()
    for _ in range(50):
        ours.send(("pause", None))
        ours.send(("resume", None))
    ours.send(("pace", 7.0))
    until_heard(line, "pace", 7.0)
    assert not line.paused
    assert line.proceed() is True


def test_a_pace_makes_the_steps_wait_and_nothing_else(ends):
    ours, make = ends
    line = make(("pace", 50.0))
    began = time.monotonic()
    assert all(line.proceed() for _ in range(11))
    assert time.monotonic() - began >= 10 / 50
    ours.send(("pace", 0.0))
    until_heard(line, "pace", None)
    began = time.monotonic()
    assert all(line.proceed() for _ in range(1000))
    assert time.monotonic() - began < 1


def test_a_pause_during_a_slow_step_takes_no_further_step(ends):
    ours, make = ends
    line = make(("pace", 0.2))
    assert line.proceed() is True
    ours.send(("pause", None))
    ours.send(("weight_decay", 0.1))
    assert line.proceed() is None
    ours.send(("stop", None))
    line.changes()
    assert line.proceed() is False


def test_a_view_is_drawn_as_often_as_its_share_of_the_time_allows(ends):
    line = ends[1]()

    def wait(seconds: float, share: float, name: str = "boundary") -> float:
        line.viewed(name, seconds, share)
        return line.due[name] - time.monotonic()

    assert wait(5.0, 0.01) < 0.1  # the first drawing says nothing of the next ones
    assert wait(0.02, 0.01) == pytest.approx(2.0, abs=0.05)
    assert wait(0.02, 0.01) == pytest.approx(2.0, abs=0.05)
    for _ in range(30):
        dearer = wait(0.04, 0.01)
    assert dearer == pytest.approx(4.0, abs=0.05)
    assert wait(0.04, 0.01, "other") < 0.1
