"""What PyTorch offers, the playground offers too, or says why not."""

import inspect

import pytest
from torch.optim import lr_scheduler

from playground.optimization import ALL_SCHEDULERS
from playground.optimization.scheduler_parameters import OF_EVERY_SCHEDULER
from playground.optimization.schedulers import COMBINATIONS, NOT_OFFERED

SCHEDULER_ROWS = list(ALL_SCHEDULERS.values())


def test_every_scheduler_of_pytorch_is_offered_or_left_out_with_a_reason():
    classes = {
        name
        for name, each in vars(lr_scheduler).items()
        if inspect.isclass(each) and issubclass(each, lr_scheduler.LRScheduler) and not name.startswith("_")
    }
    known = {*ALL_SCHEDULERS, *COMBINATIONS, *NOT_OFFERED}
    assert classes == known
    assert all(reason.endswith(".") for reason in NOT_OFFERED.values())


@pytest.mark.parametrize("row", SCHEDULER_ROWS, ids=[row.name for row in SCHEDULER_ROWS])
def test_every_setting_of_a_scheduler_is_offered_or_left_out_with_a_reason(row):
    accepted = set(inspect.signature(row.make).parameters) - set(OF_EVERY_SCHEDULER)
    assert accepted == {*row.settings, *row.left_out}
    assert all(reason.endswith(".") for reason in row.left_out.values())
    for parameter in row.settings.values():
        assert parameter.help.endswith(".")
        assert parameter.check(parameter.default) == parameter.default
