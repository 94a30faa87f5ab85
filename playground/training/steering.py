"""Settings of the optimizer that can be changed while a run goes on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import optim

from playground.optimization import OPTIMIZERS
from playground.parameters import Parameter
from playground.training.config import TrainConfig
from playground.training.pieces import spared
from playground.training.schedules import schedule_of
from playground.translations import N_, PlaygroundError

Scheduler = optim.lr_scheduler.LRScheduler

STEERED = ("lr", "momentum", "weight_decay")
READ_ONCE: Mapping[str, tuple[str, ...]] = {"Rprop": ("lr",)}  # it is where the step sizes begin, and never asked again
BETA1 = N_("betas[0], the share of the mean of the gradients that each step keeps: this optimizer's momentum.")
_RATES = ("initial_lr", "max_lr", "min_lr")  # what OneCycleLR notes in the parameter groups
_RATE_LISTS = ("base_lrs", "max_lrs")  # what schedules keep for each group


def steered(config: TrainConfig) -> Mapping[str, Parameter]:
    """Return which settings of a run's optimizer can be changed while it is at work.

    Adam and its family have their momentum in ``betas[0]``. Where a schedule moves the momentum, nobody else can.
    """
    row = OPTIMIZERS[config.optimizer.name]
    found = {each.name: each for each in row.parameters}
    if "betas" in found:
        betas = found["betas"]
        found["momentum"] = replace(betas, name="momentum", default=betas.default[0], help=BETA1, advanced=False)
    without = READ_ONCE.get(row.name, ()) + (("momentum",) if _cycles_momentum(config) else ())
    return {name: found[name] for name in STEERED if name in found and name not in without}


def _cycles_momentum(config: TrainConfig) -> bool:
    schedule = schedule_of(config)
    return any(
        dict(part.given).get("cycle_momentum", part.row.pytorch_defaults.get("cycle_momentum", False))
        for part in (schedule.parts if schedule else ())
    )


def beginnings(config: TrainConfig) -> dict[str, float]:
    """Return what the steered settings are when the run begins; a schedule may have moved the learning rate."""
    given = config.optimizer.parameters
    betas = given.get("betas")
    first = {"momentum": betas[0]} if isinstance(betas, tuple) else {}
    return {name: float({**first, **given}[name]) for name in steered(config)}  # type: ignore[arg-type]


def checked(config: TrainConfig, name: str, value: object) -> float:
    """Return a new value for a steered setting, or raise `PlaygroundError` that says what is allowed."""
    allowed = steered(config)
    if name not in allowed:
        raise PlaygroundError(
            N_("{name} of {optimizer} cannot be changed while it is at work; what can be: {allowed}."),
            name=name,
            optimizer=config.optimizer.name,
            allowed=", ".join(allowed) or "–",
        )
    return float(allowed[name].check(value))


def change(optimizer: optim.Optimizer, scheduler: Scheduler | None, name: str, value: float) -> float:
    """Set a setting of the optimizer to a `checked` value; return what it was in the first parameter group.

    Groups that differ from the first keep their proportion to its learning rate, and their own momentum and decay.
    A schedule goes on from the new rate: the rates that it knows are changed by the same factor.
    """
    before = _read(optimizer.param_groups[0], name)
    factor = value / before if name == "lr" and before > 0 else None
    for place, group in enumerate(optimizer.param_groups):
        if name == "weight_decay" and place > 0 and spared(group):
            continue
        if _read(group, name) == before:
            _write(group, name, value)
        elif factor is not None:
            _write(group, name, _read(group, name) * factor)
    if factor is not None and scheduler is not None:
        _rescale(optimizer, scheduler, factor)
    if name == "momentum" and isinstance(optimizer, optim.RMSprop):
        _begin_momentum(optimizer)
    return before


def _read(group: Mapping[str, Any], name: str) -> float:
    return float(group["betas"][0] if name == "momentum" and "betas" in group else group[name])


def _write(group: dict[str, Any], name: str, value: float) -> None:
    if name == "momentum" and "betas" in group:
        group["betas"] = (value, *group["betas"][1:])
    else:
        group[name] = value


def _rescale(optimizer: optim.Optimizer, scheduler: Scheduler, factor: float) -> None:
    for group in optimizer.param_groups:
        group.update({name: group[name] * factor for name in _RATES if name in group})
    for each in _family(scheduler):
        for name in _RATE_LISTS:
            if name in vars(each):
                vars(each)[name] = [rate * factor for rate in vars(each)[name]]


def _family(scheduler: Scheduler) -> Iterator[Scheduler]:
    """Yield a schedule and those that it is made of."""
    yield scheduler
    for part in vars(scheduler).get("_schedulers", ()):
        yield from _family(part)


def _begin_momentum(optimizer: optim.RMSprop) -> None:
    """RMSprop makes room for its velocity at the first step only, and only if it has a momentum then."""
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            if group["momentum"] > 0 and (state := optimizer.state.get(parameter)):
                state.setdefault("momentum_buffer", torch.zeros_like(parameter))
