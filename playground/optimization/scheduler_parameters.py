"""A scheduler's settings, read from its own signature; the table here adds bounds and what each one means.

A parameter that a new version of PyTorch adds is offered by itself, with a default and a type taken from the signature.
"""

import ast
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from playground.parameters import Parameter, Value
from playground.translations import N_

MOST_STEPS = 1_000_000


def _count(name: str, default: int, text: str, minimum: int = 1) -> Parameter:
    return Parameter(name, default, text, minimum, MOST_STEPS)


def _factor(name: str, default: float, text: str, maximum: float = 1.0, above: float = 0.0) -> Parameter:
    return Parameter(name, default, text, above=above, maximum=maximum)


def _rate(name: str, default: float, text: str, minimum: float = 0.0) -> Parameter:
    return Parameter(name, default, text, minimum, 1000.0)


KNOWN: Mapping[str, Parameter] = {
    each.name: each
    for each in (
        _count("step_size", 20, N_("How many steps of the scheduler lie between two drops.")),
        Parameter(
            "milestones", (30, 45), N_("After which steps of the scheduler the rate drops."), 1, MOST_STEPS, longest=10
        ),
        _factor("gamma", 0.9, N_("What the learning rate is multiplied by.")),
        _factor("factor", 0.5, N_("What the learning rate is multiplied by.")),
        _count("total_iters", 5, N_("After how many steps of the scheduler it has done its work.")),
        _factor("start_factor", 0.1, N_("With which share of the optimizer's rate it begins.")),
        _factor("end_factor", 1.0, N_("With which share of the optimizer's rate it ends.")),
        Parameter("power", 1.0, N_("1 is a straight line; with more, the rate falls early."), above=0.0, maximum=20.0),
        _count("T_max", 30, N_("Half a period of the cosine, in steps of the scheduler; the whole run if left out.")),
        _rate("eta_min", 0.0, N_("The lowest learning rate.")),
        _count("T_0", 10, N_("Length of the first period, up to the first restart.")),
        _count("T_mult", 1, N_("How many times as long each period is as the one before.")),
        _rate("base_lr", 0.001, N_("The learning rate at the bottom of a cycle.")),
        Parameter("max_lr", 0.01, N_("The highest learning rate of the cycle."), above=0.0, maximum=1000.0),
        _count("step_size_up", 100, N_("How many steps it takes from the bottom to the top.")),
        _count("step_size_down", 100, N_("How many steps it takes back down; as many as up if left out.")),
        Parameter("mode", "", N_("How it works; the documentation tells what each word means.")),
        Parameter("scale_mode", "", N_("Whether a function of one's own counts cycles or steps.")),
        Parameter("cycle_momentum", True, N_("Let the momentum fall while the rate climbs, and climb while it falls.")),
        Parameter("base_momentum", 0.85, N_("The lowest momentum, where the rate is highest."), 0.0, 0.999),
        Parameter("max_momentum", 0.95, N_("The highest momentum, where the rate is lowest."), 0.0, 0.999),
        _count("total_steps", 600, N_("Length of the cycle in steps of the scheduler; the whole run if left out.")),
        _count("epochs", 30, N_("With steps_per_epoch, another way to say total_steps.")),
        _count("steps_per_epoch", 20, N_("With epochs, another way to say total_steps.")),
        Parameter("pct_start", 0.3, N_("The share of the cycle in which the rate climbs."), above=0.0, maximum=1.0),
        Parameter("anneal_strategy", "cos", N_("Along a cosine or along straight lines.")),
        Parameter("div_factor", 25.0, N_("It begins with max_lr / div_factor."), above=0.0, maximum=1e6),
        Parameter(
            "final_div_factor", 1e4, N_("It ends with the first rate / final_div_factor."), above=0.0, maximum=1e9
        ),
        Parameter("three_phase", False, N_("Down to the first rate in a second phase, to almost nothing in a third.")),
        _count("patience", 10, N_("How many epochs without improvement are put up with."), 0),
        Parameter("threshold", 1e-4, N_("By how much the loss must improve to count as better."), 0.0, 1.0),
        Parameter("threshold_mode", "rel", N_("Whether the threshold is a share of the best loss or a difference.")),
        _count("cooldown", 0, N_("For how many epochs after a drop nothing is counted."), 0),
        _rate("min_lr", 0.0, N_("The rate never falls below this.")),
        Parameter("eps", 1e-8, N_("A drop smaller than this is not made."), 0.0, 1.0),
        Parameter("lr_lambda", "", N_("A function of the number of the step; choose one of these.")),
    )
}
ADVANCED = {
    *("step_size_down", "scale_mode", "base_momentum", "max_momentum", "anneal_strategy", "div_factor"),
    *("final_div_factor", "three_phase", "epochs", "steps_per_epoch", "threshold", "threshold_mode", "cooldown"),
    *("min_lr", "eps", "CyclicLR.gamma"),
}
_UNKNOWN = N_("PyTorch's documentation explains it.")
OF_EVERY_SCHEDULER = ("optimizer", "last_epoch")  # what the playground fills in itself


@dataclass(frozen=True)
class Settings:
    """What a scheduler takes: `required` has a value always, `optional` may be left out."""

    required: tuple[Parameter, ...]
    optional: tuple[Parameter, ...]


def settings_of(
    make: Callable[..., Any], choices: Mapping[str, Iterable[Value]], left_out: Iterable[str], derived: Iterable[str]
) -> Settings:
    """Return the settings of the scheduler `make`.

    Args:
        make: The class.
        choices: For parameters whose signature does not say so, what can be chosen.
        left_out: Parameters that are not offered.
        derived: Parameters that follow from the run's length where they are left out.
    """
    required: list[Parameter] = []
    optional: list[Parameter] = []
    for name, parameter in inspect.signature(make).parameters.items():
        if name in OF_EVERY_SCHEDULER or name in left_out:
            continue
        found = _setting(parameter, tuple(choices.get(name, _literals(parameter.annotation))))
        if found:
            found = replace(found, advanced=bool({name, f"{make.__name__}.{name}"} & ADVANCED))
            (optional if parameter.default is None or name in derived else required).append(found)
    return Settings(tuple(required), tuple(optional))


def _setting(parameter: inspect.Parameter, choices: tuple[Value, ...]) -> Parameter | None:
    """Return a parameter with PyTorch's own default, where it has one; None for what no control could hold."""
    known = KNOWN.get(parameter.name)
    default = parameter.default
    if default is None or default is inspect.Parameter.empty:
        default = choices[0] if choices else known.default if known else None
    if known:
        if isinstance(known.default, float):
            default = float(default)  # PyTorch writes min_lr=0
        return replace(known, default=default, choices=choices)
    if choices or isinstance(default, bool):
        return Parameter(parameter.name, default, _UNKNOWN, choices=choices)
    if isinstance(default, int | float):
        return Parameter(parameter.name, default, _UNKNOWN, -MOST_STEPS, MOST_STEPS)
    return None


def _literals(annotation: object) -> tuple[Value, ...]:
    """Return what a ``Literal[…]`` in a signature allows."""
    text = str(annotation).removeprefix("typing.")
    return tuple(ast.literal_eval(text.removeprefix("Literal"))) if text.startswith("Literal[") else ()
