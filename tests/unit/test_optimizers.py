"""The optimizers' table: settings come from PyTorch's own signatures."""

import pytest
import torch

from playground.optimization.optimizers import ALL_OPTIMIZERS, OPTIMIZERS
from playground.optimization.signatures import NONE, settings_of


class Newcomer(torch.optim.Optimizer):
    """An optimizer as a later PyTorch may bring it."""

    def __init__(
        self,
        params,
        lr: float = 1,
        looks_ahead: bool = True,
        horizon: int = 7,
        sharpness: float = 0,
        range: tuple[float, float] = (0, 1.5),
        foreach: bool | None = None,
    ) -> None: ...


def test_a_setting_that_nobody_knows_appears_by_itself():
    found = {setting.name: setting for setting in settings_of(Newcomer, {})}
    assert {name: setting.default for name, setting in found.items()} == {
        "lr": 1.0,
        "looks_ahead": True,
        "horizon": 7,
        "sharpness": 0.0,
        "range": (0.0, 1.5),
    }
    assert [type(setting.default) for setting in found.values()] == [float, bool, int, float, tuple]
    assert found["sharpness"].advanced
    assert found["sharpness"].help
    assert found["sharpness"].check(0.3) == 0.3


@pytest.mark.parametrize("name", ALL_OPTIMIZERS)
def test_defaults_are_pytorchs_own_but_for_those_the_row_names(name):
    row = ALL_OPTIMIZERS[name]
    weights = torch.zeros(1, 2, requires_grad=True)
    made = row.make([weights]).defaults
    for setting in row.parameters:
        theirs = NONE if made[setting.name] is None else made[setting.name]
        ours = setting.default
        assert ours == (row.defaults.get(setting.name, theirs)), setting.name


def test_training_offers_only_those_that_take_a_plain_step_on_any_shape():
    for row in OPTIMIZERS.values():
        bias = torch.ones(3, requires_grad=True)
        optimizer = row.make([bias], **row.complete({}, row.name))
        (bias**2).sum().backward()
        optimizer.step()
        assert (bias != 1).all()
    assert set(ALL_OPTIMIZERS) - set(OPTIMIZERS) == {"LBFGS", "Muon"}


def test_a_word_for_none_becomes_none():
    row = ALL_OPTIMIZERS["LBFGS"]
    assert row.arguments({"line_search_fn": NONE, "lr": 0.5}) == {"line_search_fn": None, "lr": 0.5}
