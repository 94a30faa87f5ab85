"""What is watched while a line, a series or a text is learned."""

import pytest
import torch
from torch import nn

from playground.training import TrainConfig, train
from playground.training.assembly import assemble
from playground.training.control import Control
from playground.training.views import line, series, text

VIEWS = [view.name for views in (line.VIEWS, series.VIEWS, text.VIEWS) for view in views]
LINE = {"data": "line", "optimizer": {"name": "SGD", "parameters": {"lr": 0.05}}, "loader": {"batch_size": 4}}
TEXT = {
    "data": {"name": "characters", "parameters": {"length": 5}},
    "model": {"name": "CharGRU", "parameters": {"hidden_size": 8}},
    "loader": {"batch_size": 1024},
}


class Watching(Control):
    """Wants the views of a task before every step, or every so many steps."""

    def __init__(self, every: int = 1) -> None:
        self.every = every
        self.step = 0

    def proceed(self) -> bool:
        self.step += 1
        return True

    def wants_view(self, name: str, last: bool) -> bool:
        return name in VIEWS and (last or self.step % self.every == 0)


def watched(settings: dict, every: int = 1) -> tuple[list, list]:
    """All events of a run, and the data of its views by name."""
    events = list(train(TrainConfig.model_validate(settings), Watching(every)))
    return events, [(event.name, event.data) for event in events if event.type == "view"]


def numbers(events: list) -> list:
    return [(event.train_loss, event.validation_loss) for event in events if event.type == "epoch"]


@pytest.mark.parametrize(
    ("settings", "every"),
    [(LINE | {"epochs": 3}, 1), ({"data": "waves", "epochs": 2}, 3), (TEXT | {"epochs": 2}, 1)],
)
def test_who_watches_changes_nothing(settings, every):
    events, views = watched(settings, every)
    assert numbers(events) == numbers(list(train(TrainConfig.model_validate(settings))))
    assert len(views) > 2


@pytest.mark.parametrize("loss", ["MSELoss", "L1Loss", "HuberLoss"])
def test_the_bowl_is_the_loss_of_the_training_points(loss):
    parts = assemble(TrainConfig.model_validate(LINE | {"loss": loss}))
    bowl = parts.task.scene(parts)["bowl"]
    weights = torch.linspace(*bowl["weight"], len(bowl["loss"][0]))
    biases = torch.linspace(*bowl["bias"], len(bowl["loss"]))
    inputs, targets = (torch.stack(each) for each in zip(*parts.train.dataset, strict=True))
    for i, j in ((0, 0), (7, 30), (40, 48)):
        expected = getattr(nn, loss)()(weights[j] * inputs + biases[i], targets).item()
        assert bowl["loss"][i][j] == pytest.approx(expected, rel=1e-3)


def test_the_way_goes_from_the_first_numbers_to_the_last_and_stays_short():
    events, views = watched(LINE | {"epochs": 100})
    ways = [data["path"] for name, data in views if name == "bowl"]
    linear = assemble(TrainConfig.model_validate(LINE)).model.linear
    assert ways[-1][0] == pytest.approx([linear.weight.item(), linear.bias.item()], abs=1e-4)
    assert [len(way) for way in ways[:4]] == [2, 3, 4, 5]  # every step, and where it is now
    assert max(map(len, ways)) <= line.MOST_PLACES + 1
    end = events[-1].examination
    assert ways[-1][-1] == pytest.approx([end["weight"], end["bias"]], abs=1e-4)
    lines = [data for name, data in views if name == "line"]
    assert (lines[-1]["weight"], lines[-1]["bias"]) == (end["weight"], end["bias"])
    assert lines[-1]["loss"] < lines[0]["loss"] / 100


def test_a_line_that_runs_away_fails_in_words_and_its_way_stays_finite():
    runaway = LINE | {"optimizer": {"name": "SGD", "parameters": {"lr": 5.0}}}
    events, views = watched(runaway)
    assert events[-1].type == "failed"
    assert all(
        abs(number) < float("inf")
        for name, data in views
        if name == "bowl"
        for place in data["path"]
        for number in place
    )


def test_the_forecast_that_is_watched_is_the_one_of_the_examination():
    events, views = watched({"data": "sunspots", "epochs": 2}, every=10)
    end, (_name, last) = events[-1].examination, views[-1]
    assert last["one_step"] == pytest.approx(end["one_step"][: len(last["one_step"])], abs=1e-4)
    assert last["rolled_out"] == pytest.approx(end["rolled_out"][: len(last["rolled_out"])], abs=1e-4)
    scene = events[0].scene
    assert scene["values"][scene["begin"] :] == pytest.approx(end["truth"], abs=1e-4)
    assert scene["times"][-1] == 2008
    truth = torch.tensor(end["truth"])
    before = torch.tensor(scene["values"][scene["begin"] - 1 : -1])
    assert scene["repeating"] == pytest.approx(float((truth - before).abs().mean()), abs=1e-4)
    assert last["error"] == pytest.approx(float((truth - torch.tensor(end["one_step"])).abs().mean()), abs=1e-4)


def test_the_first_line_that_was_written_stays_and_the_newest_are_kept():
    events, views = watched(TEXT | {"epochs": 7})
    lines = [data["lines"] for _name, data in views]
    assert [each["epoch"] for each in lines[0]] == [1]
    assert [each["epoch"] for each in lines[-1]] == [1, 4, 5, 6, 7]
    end = events[-1].examination
    assert (events[0].scene["begun"], end["written"][:80]) == (end["begun"], lines[-1][-1]["text"])


def test_too_few_points_to_be_judged_by_say_what_to_do():
    [event] = train(
        TrainConfig.model_validate(
            {"data": {"name": "line", "parameters": {"points": 10}}, "split": {"test_fraction": 0.05}}
        )
    )
    assert str(event.message) == "test_fraction leaves 0 of 10 samples, and at least 2 are needed: raise it."
