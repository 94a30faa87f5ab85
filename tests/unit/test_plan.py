"""The forecast of the learning rate against the rates of the run itself."""

import pytest

from playground.training import TrainConfig, train
from playground.training.plan import MOST_STEPS, planned_rates


@pytest.mark.parametrize("scheduler", ["OneCycleLR", "CosineAnnealingLR", "StepLR"])
def test_the_run_has_the_rates_that_were_foretold(scheduler):
    config = TrainConfig.model_validate(
        {"model": "MLP", "scheduler": scheduler, "epochs": 3, "loader": {"batch_size": 256}, "log_interval": 1}
    )
    events = list(train(config))
    rates = {event.step: event.values["learning_rate"] for event in events if event.type == "metrics"}
    steps, planned = planned_rates(config, total_steps=events[0].total_steps)
    assert steps[0] == 1
    for place, (first, rate) in enumerate(zip(steps, planned, strict=True)):
        last = steps[place + 1] if place + 1 < len(steps) else len(rates) + 1
        assert [rates[step] for step in range(first, last)] == pytest.approx([rate] * (last - first))


def test_a_run_without_a_schedule_or_without_an_end_in_sight_has_no_forecast():
    assert planned_rates(TrainConfig(), 100) == ((), ())
    assert planned_rates(TrainConfig.model_validate({"scheduler": "OneCycleLR"}), MOST_STEPS + 60) == ((), ())


def test_a_long_forecast_is_thinned():
    steps, rates = planned_rates(TrainConfig.model_validate({"scheduler": "OneCycleLR", "epochs": 10}), 5000)
    assert len(steps) == len(rates) <= 400
    assert steps[:2] == (1, 14)
