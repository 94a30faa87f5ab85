import math

import pytest
import torch
from torch import nn

from playground.optimization import LOSSES, OPTIMIZERS, SCHEDULERS
from playground.training import TrainConfig, train


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_goes_downhill_with_its_defaults(name):
    row = OPTIMIZERS[name]
    weight = torch.tensor([3.0], requires_grad=True)
    optimizer = row.make([weight], **row.complete({}, name))
    for _ in range(50):
        optimizer.zero_grad()
        (weight**2).sum().backward()
        optimizer.step()
    assert abs(weight.item()) < 3.0


@pytest.mark.parametrize("name", [name for name, row in LOSSES.items() if "series" in row.kinds])
def test_losses_of_forecasts_grow_with_the_error(name):
    row = LOSSES[name]
    loss = row.make(**row.complete({}, name))
    near, far = (loss(torch.tensor([[error], [-error]]), torch.zeros(2, 1)) for error in (0.5, 2.0))
    expected = {"MSELoss": 0.25, "L1Loss": 0.5, "HuberLoss": 0.125}  # e², |e|, and e²/2 below delta
    assert near.item() == pytest.approx(expected[name])
    assert near < far


@pytest.mark.parametrize("name", [name for name, row in LOSSES.items() if "pictures" in row.kinds])
def test_every_loss_of_classes_takes_logits_and_class_numbers(name):
    row = LOSSES[name]
    loss = row.make(**row.complete({}, name))
    good = loss(torch.tensor([[5.0, 0.0]]), torch.tensor([0]))
    bad = loss(torch.tensor([[5.0, 0.0]]), torch.tensor([1]))
    assert good.shape == ()
    assert good < bad


def test_cross_entropy_is_minus_the_log_of_the_probability():
    logits = torch.tensor([[1.0, 2.0, 0.5]])
    expected = -math.log(math.exp(2.0) / sum(map(math.exp, (1.0, 2.0, 0.5))))
    assert LOSSES["CrossEntropyLoss"].make()(logits, torch.tensor([1])).item() == pytest.approx(expected, rel=1e-6)


CLOSED_FORMS = {
    "StepLR": lambda epoch, epochs: 0.1 * 0.5 ** (epoch // 5),
    "ExponentialLR": lambda epoch, epochs: 0.1 * 0.9**epoch,
    "CosineAnnealingLR": lambda epoch, epochs: 0.1 * (1 + math.cos(math.pi * epoch / epochs)) / 2,
}


GIVEN = {"StepLR": {"step_size": 5, "gamma": 0.5}}


@pytest.mark.parametrize("name", CLOSED_FORMS)
def test_a_runs_learning_rate_follows_the_schedules_closed_form(name):
    epochs = 12
    config = TrainConfig.model_validate(
        {
            "model": {"name": "MLP", "parameters": {"hidden_size": 2}},
            "optimizer": {"name": "SGD", "parameters": {"lr": 0.1}},
            "scheduler": {"name": name, "parameters": GIVEN.get(name, {})},
            "loader": {"batch_size": 1024},
            "epochs": epochs,
            "log_interval": 1,
        }
    )
    seen = [(event.epoch, event.values["learning_rate"]) for event in train(config) if event.type == "metrics"]
    assert len(seen) == 2 * epochs
    for epoch, rate in seen:
        assert rate == pytest.approx(CLOSED_FORMS[name](epoch - 1, epochs), rel=1e-6), epoch


def test_one_cycle_climbs_to_max_lr_then_falls_to_almost_nothing():
    config = TrainConfig.model_validate(
        {
            "model": {"name": "MLP", "parameters": {"hidden_size": 2}},
            "scheduler": {"name": "OneCycleLR", "parameters": {"max_lr": 0.05}},
            "epochs": 4,
            "log_interval": 1,
        }
    )
    rates = [event.values["learning_rate"] for event in train(config) if event.type == "metrics"]
    top = rates.index(max(rates))
    assert max(rates) == pytest.approx(0.05, rel=1e-3)
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] < 0.05 / 1000


def test_every_table_names_what_it_makes():
    for rows, module in ((OPTIMIZERS, torch.optim), (SCHEDULERS, torch.optim.lr_scheduler), (LOSSES, nn)):
        for name, row in rows.items():
            assert row.make is vars(module)[name]
