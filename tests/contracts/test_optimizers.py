"""Every optimizer of the installed PyTorch, and every argument of its class, is offered or left out with a reason."""

import inspect

import pytest
from torch import optim

from playground.optimization.optimizers import ALL_OPTIMIZERS, NOT_OFFERED
from playground.optimization.race_presets import RATES
from playground.optimization.signatures import LEFT_OUT

CLASSES = {
    name: each for name, each in vars(optim).items() if isinstance(each, type) and issubclass(each, optim.Optimizer)
}


def test_every_class_is_offered_or_left_out_with_a_reason():
    assert set(CLASSES) == set(ALL_OPTIMIZERS) | set(NOT_OFFERED)
    assert not set(ALL_OPTIMIZERS) & set(NOT_OFFERED)
    assert all(reason.endswith(".") for reason in NOT_OFFERED.values())
    assert set(RATES) == set(ALL_OPTIMIZERS)


@pytest.mark.parametrize("name", ALL_OPTIMIZERS)
def test_every_argument_is_a_setting_or_left_out_with_a_reason(name):
    row = ALL_OPTIMIZERS[name]
    arguments = set(inspect.signature(row.make).parameters) - {"params"}
    left_out = {each for each in arguments if {each, f"{name}.{each}"} & set(LEFT_OUT)}
    assert {setting.name for setting in row.parameters} == arguments - left_out


def test_every_reason_is_needed():
    known = {
        key
        for name, row in ALL_OPTIMIZERS.items()
        for each in inspect.signature(row.make).parameters
        for key in (each, f"{name}.{each}")
    }
    assert set(LEFT_OUT) <= known
    assert all(reason.endswith(".") for reason in LEFT_OUT.values())
