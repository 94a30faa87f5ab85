"""The settings of optimizers, read from the signatures of PyTorch's own classes.

A signature says which settings there are, of what type and with which default. The tables here add bounds and help. A
setting that PyTorch gains and that no table knows is offered all the same.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from playground.parameters import Parameter, Value
from playground.translations import N_

NONE = "None"  # how a choice says Python's None

# How a step is computed, not what it is
LEFT_OUT: Mapping[str, str] = {
    "foreach": N_("It computes many tensors in one go; the numbers stay the same."),
    "fused": N_("It computes the whole step in one kernel; the numbers stay the same."),
    "capturable": N_("It is needed only where steps are recorded as CUDA graphs."),
    "differentiable": N_("It lets autograd pass through the step itself."),
    "Adafactor.eps": N_("Its first number follows from the data type."),
    "LBFGS.max_eval": N_("It follows from max_iter."),
}

# Arguments that are a word or None
WORDS: Mapping[str, tuple[str, ...]] = {
    "line_search_fn": (NONE, "strong_wolfe"),
    "adjust_lr_fn": (NONE, "original", "match_rms_adamw", "spectral_unclamped"),
}


@dataclass(frozen=True)
class _Known:
    """What is known of a setting by its name. `main` settings are shown before all others."""

    help: str
    minimum: float = 0.0
    maximum: float = 1.0
    above: float = float("-inf")
    main: bool = False


_KNOWN: Mapping[str, _Known] = {
    "lr": _Known(N_("Learning rate: how far each step goes."), above=0.0, maximum=1000.0, main=True),
    "momentum": _Known(
        N_("Share of the last step's velocity that is kept, like a ball that rolls on."), maximum=0.999, main=True
    ),
    "nesterov": _Known(
        N_("Look ahead along the momentum before the gradient is taken; needs momentum above 0."), main=True
    ),
    "dampening": _Known(N_("Share of the new gradient that does not go into the momentum; Nesterov needs 0.")),
    "weight_decay": _Known(N_("How strongly each step pulls the weights towards 0."), main=True),
    "betas": _Known(
        N_("Shares that each step keeps: of the mean of the gradients (momentum), and of the mean of their squares."),
        maximum=0.99999,
        main=True,
    ),
    "eps": _Known(N_("Added to what is divided by, so that it is never 0."), maximum=10.0),
    "amsgrad": _Known(N_("Divide by the largest mean of the squares so far, so that steps never grow again.")),
    "alpha": _Known(N_("Share of the running mean that each step keeps."), main=True),
    "centered": _Known(N_("Subtract the square of the mean gradient, so that the variance is divided by.")),
    "rho": _Known(N_("Share of the running means of squares that each step keeps."), main=True),
    "lambd": _Known(N_("How fast the learning rate and the weights decay.")),
    "t0": _Known(N_("Step from which on the average of all places is taken."), maximum=1e9),
    "etas": _Known(
        N_("What a step is multiplied by: where the gradient has changed its sign, and where it has not."),
        above=0.0,
        maximum=10.0,
        main=True,
    ),
    "step_sizes": _Known(N_("The shortest and the longest step."), maximum=1000.0),
    "momentum_decay": _Known(N_("How fast the momentum grows to its full strength.")),
    "decoupled_weight_decay": _Known(N_("Shrink the weights directly, as AdamW does, and leave the gradient alone.")),
    "lr_decay": _Known(N_("The learning rate is divided by 1 + this times the steps so far.")),
    "initial_accumulator_value": _Known(N_("What the sum of the squared gradients begins with."), maximum=100.0),
    "maximize": _Known(N_("Go uphill: the objective is to become large.")),
    "beta2_decay": _Known(
        N_("How the memory of squared gradients grows: 1 − step to this power is kept."), minimum=-2.0, maximum=0.0
    ),
    "d": _Known(N_("The longest a step may be on average, measured in learning rates."), minimum=1.0, maximum=100.0),
    "max_iter": _Known(N_("Most iterations within one step."), minimum=1, maximum=50, main=True),
    "tolerance_grad": _Known(N_("A gradient smaller than this counts as arrived.")),
    "tolerance_change": _Known(N_("A change smaller than this ends the iterations of a step.")),
    "history_size": _Known(N_("So many steps back it remembers the curvature."), minimum=1, maximum=20, main=True),
    "line_search_fn": _Known(N_("How the length of a step is sought: strong_wolfe tries several."), main=True),
    "ns_coefficients": _Known(N_("Coefficients of the Newton–Schulz iteration."), minimum=-10.0, maximum=10.0),
    "ns_steps": _Known(N_("Number of Newton–Schulz iterations in each step."), minimum=1, maximum=20),
    "adjust_lr_fn": _Known(N_("How the learning rate is fitted to the shape of the matrix.")),
}
_UNKNOWN = _Known(N_("A setting of this PyTorch version; see its documentation."), minimum=-1e6, maximum=1e6)


def settings_of(make: Callable[..., Any], defaults: Mapping[str, Value]) -> tuple[Parameter, ...]:
    """Return what of an optimizer's class can be set, in the signature's order.

    Args:
        defaults: Defaults by name that take the place of PyTorch's own.
    """
    given = inspect.signature(make, eval_str=True).parameters.values()
    found = []
    for argument in given:
        if not {argument.name, f"{make.__name__}.{argument.name}"} & set(LEFT_OUT):
            default = _default(argument)
            if default is not None:
                found.append(_setting(argument.name, defaults.get(argument.name, default)))
    return tuple(found)


def _default(argument: inspect.Parameter) -> Value | None:
    """Return an argument's default as its setting's type says; None where it cannot be shown as a setting.

    A contract test tells of arguments that are neither shown nor left out.
    """
    default = argument.default
    if argument.name in WORDS:
        return NONE if default is None else str(default)
    if isinstance(default, tuple) and all(isinstance(each, int | float) for each in default):
        return tuple(map(float, default))
    if not isinstance(default, int | float):
        return None
    fractions = float in (argument.annotation, *get_args(argument.annotation))
    return float(default) if fractions else default


def _setting(name: str, default: Value) -> Parameter:
    known = _KNOWN.get(name, _UNKNOWN)
    return Parameter(
        name,
        default,
        known.help,
        minimum=known.minimum,
        maximum=known.maximum,
        above=known.above,
        choices=WORDS.get(name, ()),
        advanced=not known.main,
    )
