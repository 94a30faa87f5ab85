"""Learning-rate schedulers: how the learning rate changes while the training goes on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from torch.optim import lr_scheduler

from playground.parameters import Parameter, Row, table
from playground.translations import N_


@dataclass(frozen=True)
class ScheduleRow(Row):
    """A scheduler. `per` says when it is stepped; `derived` are arguments that follow from the run's length.

    A derived argument is the name of a quantity of the run: ``epochs`` or ``total_steps`` (batches in all epochs).
    """

    per: Literal["batch", "epoch"] = "epoch"
    derived: Mapping[str, str] = field(default_factory=dict)


SCHEDULERS = table(
    ScheduleRow(
        "StepLR",
        lr_scheduler.StepLR,
        N_("Every few epochs the learning rate is multiplied by gamma."),
        (
            Parameter("step_size", 5, N_("Number of epochs between two drops."), 1, 1000),
            Parameter("gamma", 0.5, N_("What the learning rate is multiplied by."), above=0.0, maximum=1.0),
        ),
        "generated/torch.optim.lr_scheduler.StepLR.html",
    ),
    ScheduleRow(
        "ExponentialLR",
        lr_scheduler.ExponentialLR,
        N_("After every epoch the learning rate is multiplied by gamma."),
        (Parameter("gamma", 0.9, N_("What the learning rate is multiplied by."), above=0.0, maximum=1.0),),
        "generated/torch.optim.lr_scheduler.ExponentialLR.html",
    ),
    ScheduleRow(
        "CosineAnnealingLR",
        lr_scheduler.CosineAnnealingLR,
        N_("The learning rate falls to 0 along half a cosine over the whole run."),
        docs="generated/torch.optim.lr_scheduler.CosineAnnealingLR.html",
        derived={"T_max": "epochs"},
    ),
    ScheduleRow(
        "OneCycleLR",
        lr_scheduler.OneCycleLR,
        N_("The learning rate climbs to max_lr in the first third of the run, then falls to almost 0."),
        (Parameter("max_lr", 0.01, N_("The highest learning rate of the cycle."), above=0.0, maximum=1000.0),),
        "generated/torch.optim.lr_scheduler.OneCycleLR.html",
        per="batch",
        derived={"total_steps": "total_steps"},
    ),
)
