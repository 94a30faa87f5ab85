"""Settings of the optimizer that can be changed while a run goes on."""

from collections.abc import Mapping

from torch import optim

from playground.optimization import OPTIMIZERS
from playground.parameters import Parameter

STEERED = ("lr", "momentum", "weight_decay")


def steered(optimizer: str) -> Mapping[str, Parameter]:
    """Return which settings of this optimizer can be changed while it is at work."""
    return {each.name: each for each in OPTIMIZERS[optimizer].parameters if each.name in STEERED}


def change(
    optimizer: optim.Optimizer, scheduler: optim.lr_scheduler.LRScheduler | None, name: str, value: float
) -> float:
    """Set a setting in all parameter groups; return what it was in the first.

    A learning rate's schedule goes on from the new rate: the rates that it started from are changed by the same factor.
    """
    before = float(optimizer.param_groups[0][name])
    for group in optimizer.param_groups:
        group[name] = value
    if name == "lr" and scheduler is not None and before > 0:
        scheduler.base_lrs = [rate * value / before for rate in scheduler.base_lrs]
    return before
