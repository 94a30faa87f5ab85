"""Learning-rate schedulers: how the learning rate changes while the training goes on."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from torch.optim import lr_scheduler

from playground.optimization.scheduler_parameters import settings_of
from playground.parameters import Parameter, Row, Value, table
from playground.translations import N_

Per = Literal["batch", "epoch"]
DOCS = "generated/torch.optim.lr_scheduler.{}.html"


@dataclass(frozen=True)
class ScheduleRow(Row):
    """A scheduler. `per` says when it is stepped; `derived` are arguments that follow from the run's length.

    A derived argument is the name of a quantity of the run: ``epochs`` or ``total_steps`` (batches in all epochs).

    Attributes:
        optional: Settings beyond `parameters` that may be left out; the derived ones are among them.
        trains: Whether a training offers it by its settings: plain values, and `step` takes none. It takes the others
            as text.
        left_out: Parameters of PyTorch's that are not offered, and why.
    """

    per: Per = "epoch"
    derived: Mapping[str, str] = field(default_factory=dict)
    optional: tuple[Parameter, ...] = ()
    trains: bool = True
    left_out: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def settings(self) -> Mapping[str, Parameter]:
        """Everything that can be set, by name, in PyTorch's order."""
        known = {each.name: each for each in (*self.parameters, *self.optional)}
        return {name: known[name] for name in inspect.signature(self.make).parameters if name in known}

    @cached_property
    def pytorch_defaults(self) -> Mapping[str, object]:
        """PyTorch's own defaults; what has none must be written."""
        parameters = inspect.signature(self.make).parameters.values()
        return {each.name: each.default for each in parameters if each.default is not inspect.Parameter.empty}


def _row(
    make: type[lr_scheduler.LRScheduler],
    summary: str,
    per: Per = "epoch",
    *,
    derived: Mapping[str, str] | None = None,
    choices: Mapping[str, Iterable[Value]] | None = None,
    left_out: Mapping[str, str] | None = None,
    trains: bool = True,
) -> ScheduleRow:
    derived, left_out = derived or {}, left_out or {}
    found = settings_of(make, choices or {}, left_out, derived)
    return ScheduleRow(
        make.__name__,
        make,
        summary,
        found.required,
        DOCS.format(make.__name__),
        per=per,
        derived=derived,
        optional=found.optional,
        trains=trains,
        left_out=left_out,
    )


# Functions to choose from, by their text as `ast.unparse` writes it: what is typed is looked up here, never evaluated
RATE_LAMBDAS: Mapping[str, Callable[[int], float]] = {
    "lambda epoch: 0.95 ** epoch": lambda epoch: 0.95**epoch,
    "lambda epoch: 1 / (1 + epoch)": lambda epoch: 1 / (1 + epoch),
    "lambda epoch: min(1, (epoch + 1) / 10)": lambda epoch: min(1, (epoch + 1) / 10),
    "lambda epoch: 10 * min((epoch + 1) / 1000, (epoch + 1) ** -1.5)": lambda epoch: (
        10 * min((epoch + 1) / 1000, (epoch + 1) ** -1.5)
    ),
    "lambda epoch: 1 - epoch % 10 / 10": lambda epoch: 1 - epoch % 10 / 10,
}
FACTOR_LAMBDAS: Mapping[str, Callable[[int], float]] = {
    "lambda epoch: 0.95": lambda epoch: 0.95,
    "lambda epoch: 0.5 if epoch % 10 == 0 else 1": lambda epoch: 0.5 if epoch % 10 == 0 else 1,
    "lambda epoch: epoch / (epoch + 1)": lambda epoch: epoch / (epoch + 1),
}
LAMBDAS = {**RATE_LAMBDAS, **FACTOR_LAMBDAS}

_OWN_FUNCTION = N_("It takes a Python function, and what is typed here is never run.")

# everything that changes a rate by itself
ALL_SCHEDULERS = table(
    _row(lr_scheduler.StepLR, N_("Every step_size steps the learning rate is multiplied by gamma.")),
    _row(lr_scheduler.MultiStepLR, N_("At each milestone the learning rate is multiplied by gamma.")),
    _row(
        lr_scheduler.ConstantLR,
        N_("The learning rate is multiplied by factor until total_iters, and is the optimizer's own from then on."),
    ),
    _row(
        lr_scheduler.LinearLR,
        N_("The learning rate goes along a straight line from start_factor to end_factor: a warm-up."),
    ),
    _row(lr_scheduler.ExponentialLR, N_("With every step the learning rate is multiplied by gamma.")),
    _row(
        lr_scheduler.PolynomialLR, N_("The learning rate falls to 0 within total_iters, along a power of what is left.")
    ),
    _row(
        lr_scheduler.CosineAnnealingLR,
        N_("The learning rate falls to eta_min along half a cosine over the whole run."),
        derived={"T_max": "epochs"},
    ),
    _row(
        lr_scheduler.CosineAnnealingWarmRestarts,
        N_("Half a cosine again and again: after T_0 steps the rate jumps back up, a warm restart."),
    ),
    _row(
        lr_scheduler.CyclicLR,
        N_("The learning rate goes up and down between base_lr and max_lr, and the momentum against it."),
        "batch",
        left_out={"scale_fn": _OWN_FUNCTION, "scale_mode": N_("It belongs to scale_fn.")},
    ),
    _row(
        lr_scheduler.OneCycleLR,
        N_("The learning rate climbs to max_lr in the first third of the run, then falls to almost 0."),
        "batch",
        derived={"total_steps": "total_steps"},
    ),
    _row(
        lr_scheduler.LambdaLR,
        N_("The optimizer's learning rate times a function of the step."),
        choices={"lr_lambda": RATE_LAMBDAS},
        trains=False,
    ),
    _row(
        lr_scheduler.MultiplicativeLR,
        N_("With every step the learning rate is multiplied by what a function says."),
        choices={"lr_lambda": FACTOR_LAMBDAS},
        trains=False,
    ),
    _row(
        lr_scheduler.ReduceLROnPlateau,
        N_("The learning rate is multiplied by factor when the loss has not improved for more than patience epochs."),
        trains=False,
    ),
)

SCHEDULERS: Mapping[str, ScheduleRow] = {name: row for name, row in ALL_SCHEDULERS.items() if row.trains}
"""What a training run can choose from by settings; as text it takes all."""

COMBINATIONS: Mapping[str, type[lr_scheduler.LRScheduler]] = {
    "SequentialLR": lr_scheduler.SequentialLR,
    "ChainedScheduler": lr_scheduler.ChainedScheduler,
}
"""What is made of several schedulers."""

NOT_OFFERED: Mapping[str, str] = {"LRScheduler": N_("It is the base class of all schedulers and changes no rate.")}
"""Classes of ``torch.optim.lr_scheduler`` that are not offered, and why."""

__all__ = ["ALL_SCHEDULERS", "COMBINATIONS", "LAMBDAS", "NOT_OFFERED", "SCHEDULERS", "ScheduleRow"]
