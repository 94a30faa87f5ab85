"""What a sweep is to try: some settings of a training, and which values of each."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ValidationError

from playground.parameters import Parameter, Value
from playground.sweeps.swept import Swept, sweepable
from playground.training import TrainConfig, problems
from playground.translations import N_, PlaygroundError

MOST_RUNS = 64
MOST_AXES = 3
COUNT = Parameter("count", 5, N_("How many values, the first and the last included."), 2, MOST_RUNS)
DRAWS = Parameter("draws", 12, N_("How many combinations are drawn."), 1, MOST_RUNS)
SEED = Parameter("seed", 0, N_("Start of the random numbers: the same seed draws the same combinations."), 0, 2**31 - 1)


@dataclass(frozen=True)
class Axis:
    """A setting and its values: those in `values`, else `count` numbers from `low` to `high`, on a logarithmic scale
    with `log`. Where values are drawn, `count` says nothing."""

    setting: str
    values: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 0.0
    count: int = int(COUNT.default)
    log: bool = False


@dataclass(frozen=True)
class Plan:
    """A sweep: every combination of the axes' values (`draws` is 0), or so many drawn at random with `seed`."""

    base: TrainConfig
    axes: tuple[Axis, ...]
    draws: int = 0
    seed: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the plan as plain JSON values, as sweeps are stored."""
        axes = [asdict(axis) | {"values": list(axis.values)} for axis in self.axes]
        return {"base": self.base.as_json(), "axes": axes, "draws": self.draws, "seed": self.seed}

    @property
    def key(self) -> str:
        """One line of JSON, the same for equal plans."""
        return json.dumps(self.as_json(), sort_keys=True)


def from_json(given: Mapping[str, Any]) -> Plan:
    """Return the plan that `Plan.as_json` wrote; raises `PlaygroundError` where it cannot be read."""
    try:
        axes = tuple(Axis(**axis | {"values": tuple(axis["values"])}) for axis in given["axes"])
        plan = Plan(TrainConfig.model_validate(given["base"]), axes, int(given["draws"]), int(given["seed"]))
    except ValidationError as error:
        message = problems(error)[0]
        raise PlaygroundError(message.template, **message.values) from None
    except (KeyError, TypeError, ValueError) as error:
        raise PlaygroundError(N_("This sweep cannot be read: {words}"), words=str(error)) from None
    check(plan)
    return plan


def check(plan: Plan) -> dict[str, Swept]:
    """Return the settings that a plan varies; raises `PlaygroundError` that says what of it is wrong."""
    known = sweepable(plan.base)
    names = [axis.setting for axis in plan.axes]
    if not 1 <= len(set(names)) == len(names) <= MOST_AXES:
        raise PlaygroundError(N_("Choose one to {most} different settings."), most=MOST_AXES)
    settings = {name: _known(known, name) for name in names}
    for axis in plan.axes:
        _check_axis(axis, settings[axis.setting].parameter)
    if plan.draws:
        DRAWS.check(plan.draws)
    SEED.check(plan.seed)
    return settings


def _known(known: Mapping[str, Swept], name: str) -> Swept:
    if name not in known:
        raise PlaygroundError(
            N_("{name} is no setting of this training: with other data, another network or optimizer it may be one."),
            name=name,
        )
    return known[name]


def _check_axis(axis: Axis, parameter: Parameter) -> None:
    if parameter.choices:
        if not axis.values:
            raise PlaygroundError(N_("Choose at least one value of {name}."), name=axis.setting)
        for value in axis.values:
            parameter.check(value, axis.setting)
        return
    for value in (axis.low, axis.high):
        parameter.check(value, axis.setting)
    COUNT.check(axis.count, f"{axis.setting} {COUNT.name}")
    if axis.low >= axis.high:
        raise PlaygroundError(
            N_("{name} goes from {low} to {high}: the first number must be the smaller one."),
            name=axis.setting,
            low=f"{axis.low:g}",
            high=f"{axis.high:g}",
        )
    if axis.log and axis.low <= 0:
        raise PlaygroundError(
            N_("{name} begins with {low}: a logarithmic scale needs a number above 0."),
            name=axis.setting,
            low=f"{axis.low:g}",
        )


def size(plan: Plan) -> int:
    """Return how many runs a plan asks for, before those that are the same are taken together."""
    return plan.draws or math.prod(len(axis.values) or axis.count for axis in plan.axes)
