"""Every kind of data is learned, judged and examined as it should be."""

import pytest
import sklearn.metrics
import torch
from torch import nn
from torch.utils.data import DataLoader, Subset

from playground.datasets.line import Line
from playground.datasets.series import Waves
from playground.datasets.text import Characters
from playground.training import TrainConfig, train
from playground.training.examination import examine_forecast, examine_text
from playground.training.presets import PRESETS
from playground.training.steps import evaluate_classes, evaluate_forecast, evaluate_numbers

CPU = torch.device("cpu")


def finished(name: str) -> tuple[list, object]:
    config = next(preset.config for preset in PRESETS if preset.name == name)
    events = list(train(config))
    return [event for event in events if event.type == "epoch"], events[-1]


def test_two_spirals_are_told_apart():
    _, end = finished("Two spirals")
    assert end.test_score >= 0.95


@pytest.mark.parametrize(("name", "skill"), [("LSTM on a sine", 0.95), ("LSTM on sunspots", 0.5)])
def test_a_forecast_halves_the_error_of_repeating_the_last_value(name, skill):
    _, end = finished(name)
    assert end.test_score >= skill
    assert len(end.examination["truth"]) == len(end.examination["rolled_out"]) > 20


def test_a_line_is_found():
    _, end = finished("A line through 15 points")
    assert end.examination["weight"] == pytest.approx(2, abs=0.05)
    assert end.examination["bias"] == pytest.approx(1, abs=0.05)
    assert end.test_score > 0.99


def test_r2_is_what_is_gained_over_the_mean():
    data = Line(noise=1.0)
    constant = nn.Linear(1, 1)
    nn.init.constant_(constant.weight, 1.5)
    nn.init.constant_(constant.bias, 0.5)
    xs, ys = data.inputs.flatten().double().numpy(), data.targets.flatten().double().numpy()
    loss, r2 = evaluate_numbers(constant, nn.L1Loss(), DataLoader(data, batch_size=4), CPU)
    assert r2 == pytest.approx(sklearn.metrics.r2_score(ys, 1.5 * xs + 0.5), abs=1e-5)
    assert loss == pytest.approx(abs(1.5 * xs + 0.5 - ys).mean(), rel=1e-5)


def test_letters_of_a_book_are_learned_by_heart_and_written_on():
    epochs, end = finished("Letters of a book")
    assert epochs[-1].train_loss < epochs[0].train_loss / 2
    assert epochs[-1].validation_loss > min(epoch.validation_loss for epoch in epochs)
    assert len(end.examination["written"]) == 200


def test_a_japanese_book_is_learned_too():
    preset = next(preset.config for preset in PRESETS if preset.name == "Letters of a book")
    botchan = {"name": "characters", "parameters": {"book": "Botchan"}}
    config = TrainConfig.model_validate(preset.as_json() | {"data": botchan, "epochs": 5})
    losses = [event.train_loss for event in train(config) if event.type == "epoch"]
    assert losses[-1] < losses[0] / 2


class Repeating(nn.Module):
    """Says the value before the last one."""

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        return windows[:, -2]


def test_skill_is_what_is_gained_over_repeating_the_last_value():
    data = Waves()
    series, places = data.series, range(10, 200)
    error = sum(float(series[i - 2] - series[i]) ** 2 for i in places)
    naive = sum(float(series[i - 1] - series[i]) ** 2 for i in places)
    loss, skill = evaluate_forecast(Repeating(), nn.MSELoss(), DataLoader(data, batch_size=7), CPU)
    assert skill == pytest.approx(1 - error / naive, rel=1e-3)
    assert loss == pytest.approx(error / len(places), rel=1e-3)


def test_rolled_out_it_hears_nothing_but_itself():
    data = Waves()
    indices = torch.arange(150, 160)
    batches = DataLoader(Subset(data, indices.tolist()), batch_size=4)
    found = examine_forecast(Repeating(), batches, indices, data, CPU)
    assert found["truth"] == pytest.approx(data.series[160:170].tolist())
    assert found["one_step"] == pytest.approx(data.series[158:168].tolist())
    before, last = data.series[158:160].tolist()
    assert found["rolled_out"] == pytest.approx([before, last] * 5)  # the two last values, for ever


class Following(nn.Module):
    """Is sure that each character is followed by the next one of the vocabulary."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        following = (numbers + 1) % self.vocabulary
        return 100.0 * nn.functional.one_hot(following, self.vocabulary).transpose(1, 2).float()


def test_a_text_is_written_on_character_by_character():
    data = Characters(text="abcdef" * 20, length=5)
    batches = DataLoader(data, batch_size=8)
    found = examine_text(Following(6), batches, torch.arange(len(data)), data, CPU)
    assert (found["begun"] + found["written"]).startswith("abcdefabcdefabc")
    loss, accuracy = evaluate_classes(Following(6), nn.CrossEntropyLoss(), batches, CPU)
    assert accuracy == 1
    assert loss == pytest.approx(0, abs=1e-6)


def test_what_does_not_fit_is_a_sentence_and_what_is_left_out_is_what_fits():
    config = TrainConfig.model_validate({"data": "sunspots"})
    assert (config.model.name, config.loss.name) == ("LSTM", "MSELoss")


def test_a_data_set_that_is_not_there_fails_with_what_to_do():
    [event] = train(TrainConfig.model_validate({"data": "MNIST"}))
    assert event.type == "failed"
    assert "MNIST is not on this computer yet. Download it" in str(event.message)
