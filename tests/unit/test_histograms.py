"""How a network's numbers are spread, against NumPy; dead units and gradients that vanish or explode."""

import numpy
import pytest
import torch
from torch import nn

from playground.training import TrainConfig, train
from playground.training.assembly import assemble
from playground.training.control import Control
from playground.training.views.histograms import (
    BINS,
    NAME,
    SAMPLES,
    activations,
    dead_units,
    histogram,
    histograms,
    runaway_gradients,
)


class Looking(Control):
    """Wants to see the histograms after every step."""

    def wants_view(self, name, last):
        return name == NAME


def test_the_counts_are_numpys():
    numbers = torch.randn(1000, generator=torch.Generator().manual_seed(0))
    found = histogram(numbers.reshape(10, 100))
    counts, edges = numpy.histogram(numbers.numpy(), bins=BINS)
    assert found["counts"] == counts.tolist()
    assert (found["low"], found["high"]) == pytest.approx((edges[0], edges[-1]))


def test_equal_numbers_and_what_is_not_finite_make_a_histogram_too():
    assert histogram(torch.full((7,), 3.0))["counts"] == [0] * 12 + [7] + [0] * 11
    assert sum(histogram(torch.tensor([1.0, 2.0, float("nan"), float("inf")]))["counts"]) == 2
    assert sum(histogram(torch.tensor([float("nan")]))["counts"]) == 0


def test_units_that_are_never_above_zero_are_dead():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 3), nn.ReLU())
    with torch.no_grad():
        model[0].bias[:] = torch.tensor([-100.0, -100.0, 100.0, 100.0])  # two of four are below 0 wherever they look
        model[3].weight[0] = 0.0
        model[3].bias[:] = torch.tensor([0.0, 1000.0, 1000.0])
    answers = activations(model, torch.rand(5, 1, 8, 8))
    assert [(each["layer"], each["count"], each["units"]) for each in dead_units(answers)] == [
        ("1 (ReLU)", 2, 4),
        ("4 (ReLU)", 1, 3),
    ]


def test_gradients_vanish_behind_many_sigmoids_and_not_behind_rectifiers():
    def gradients(bend, gain):
        torch.manual_seed(0)
        layers = [each for _ in range(8) for each in (nn.Linear(16, 16), bend())]
        model = nn.Sequential(*layers, nn.Linear(16, 1))
        for name, weight in model.named_parameters():
            if name.endswith("weight"):
                nn.init.normal_(weight, std=gain / 4)  # 1 / √16 keeps the size of what passes through
        model(torch.randn(32, 16)).square().sum().backward()
        return [(name, each.grad) for name, each in model.named_parameters()]

    [vanishing] = runaway_gradients(gradients(nn.Sigmoid, 1.0))
    assert (vanishing["name"], vanishing["first"], vanishing["last"]) == ("vanishing", "0.weight", "16.weight")
    assert vanishing["times"] > 1000
    assert list(runaway_gradients(gradients(nn.ReLU, 2**0.5))) == []
    assert [each["name"] for each in runaway_gradients(gradients(nn.ReLU, 4.0))] == ["exploding"]


def test_a_look_leaves_no_trace_in_the_run(small):
    def numbers(events):
        return [event.values["train_loss"] for event in events if event.type == "metrics"]

    looked = list(train(small, Looking()))
    assert numbers(looked) == numbers(train(small))
    looks = [event for event in looked if event.type == "histograms"]
    assert [look.step for look in looks] == [*range(61), 60]  # before the first step, after each, at the end


@pytest.mark.parametrize(
    ("data", "layer"),
    [("digits", "layers.0 (Conv2d)"), ("moons", "layers.1 (Linear)"), ("waves", "recurrent (LSTM)")],
)
def test_every_kind_of_network_is_seen_into(data, layer):
    parts = assemble(TrainConfig(data=data))
    before = histograms(parts)
    assert {each["kind"] for each in before["layers"]} == {"weight", "activation"}  # no gradient yet
    inputs, targets = next(iter(parts.train))
    parts.loss_fn(parts.model(inputs), targets).backward()
    found = {(each["kind"], each["name"]): each for each in histograms(parts)["layers"]}
    for name, weight in parts.model.named_parameters():
        assert sum(found["weight", name]["counts"]) == sum(found["gradient", name]["counts"]) == weight.numel()
    assert ("activation", layer) in found
    assert parts.model.training
    assert before["samples"] == min(SAMPLES, len(parts.validation.dataset))
