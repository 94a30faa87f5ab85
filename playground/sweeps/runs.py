"""From a plan to the runs that it asks for."""

import itertools
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached
from pydantic import ValidationError

from playground.parameters import Parameter, Value
from playground.sweeps.plan import MOST_RUNS, Axis, Plan, check, size
from playground.sweeps.swept import Swept
from playground.sweeps.values import draw, spread
from playground.training import TrainConfig, problems
from playground.translations import N_, Message, PlaygroundError


@dataclass(frozen=True)
class Combination:
    """One value for each axis of a plan; and the config with them, or what is wrong with it."""

    values: tuple[Value, ...]
    config: TrainConfig | None
    problems: tuple[Message, ...] = ()


@cached(LRUCache(64), key=lambda plan: plan.key, lock=Lock())
def combinations(plan: Plan) -> tuple[Combination, ...]:
    """Return what a plan asks for, each config once; raises `PlaygroundError` where the plan is wrong or too large."""
    settings = check(plan)
    if size(plan) > MOST_RUNS:
        raise PlaygroundError(
            N_("These are {count} combinations; at most {most} runs make a sweep. Take fewer values, or draw some."),
            count=size(plan),
            most=MOST_RUNS,
        )
    parameters = [settings[axis.setting].parameter for axis in plan.axes]
    base, found = plan.base.as_json(), dict[str, Combination]()
    for values in _values(plan, parameters):
        each = _combination(base, tuple(settings.values()), values)
        found.setdefault(each.config.key() if each.config else repr(values), each)
    return tuple(found.values())


def _values(plan: Plan, parameters: Sequence[Parameter]) -> Iterator[tuple[Value, ...]]:
    if not plan.draws:
        yield from itertools.product(*map(values_of, plan.axes, parameters))
        return
    random = Random(plan.seed)
    for _count in range(plan.draws):
        yield tuple(_drawn(random, axis, parameter) for axis, parameter in zip(plan.axes, parameters, strict=True))


def values_of(axis: Axis, parameter: Parameter) -> list[Value]:
    """Return an axis's values in a grid, each once."""
    if axis.values:
        return list(dict.fromkeys(axis.values))
    numbers = spread(axis.low, axis.high, axis.count, axis.log)
    return list(dict.fromkeys(map(round, numbers) if isinstance(parameter.default, int) else numbers))


def _drawn(random: Random, axis: Axis, parameter: Parameter) -> Value:
    if axis.values:
        return random.choice(axis.values)
    number = draw(random, axis.low, axis.high, axis.log)
    return round(number) if isinstance(parameter.default, int) else number


def _combination(base: dict[str, Any], settings: Sequence[Swept], values: tuple[Value, ...]) -> Combination:
    config = deepcopy(base)
    # a row brings its defaults along, so it comes before what is set in it
    for setting, value in sorted(zip(settings, values, strict=True), key=lambda pair: not pair[0].row):
        setting.put(config, value)
    try:
        return Combination(values, TrainConfig.model_validate(config))
    except ValidationError as error:
        return Combination(values, None, tuple(problems(error)))
