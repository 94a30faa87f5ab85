"""Schedules to start from, each showing one thing."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.parameters import Value
from playground.translations import N_


@dataclass(frozen=True)
class SchedulePreset:
    """Schedules, a line for each, with the run around them and what to look for."""

    name: str
    summary: str
    lines: tuple[str, ...]
    settings: tuple[tuple[str, Value], ...] = ()

    @property
    def state(self) -> Mapping[str, Value]:
        """The controls' values."""
        return {"schedules": "\n".join(self.lines), **dict(self.settings)}


PRESETS: tuple[SchedulePreset, ...] = (
    SchedulePreset(
        N_("Warm-up, then cosine"),
        N_("Small steps while the weights are still random, then large ones, then ever finer ones: the usual choice."),
        (
            "SequentialLR([LinearLR(start_factor=0.01, total_iters=5), CosineAnnealingLR()], milestones=[5])",
            "CosineAnnealingLR()",
        ),
    ),
    SchedulePreset(
        N_("Step by step down"),
        N_("Four ways to fall. Switch to the logarithmic axis: which one is a straight line there?"),
        (
            "StepLR(step_size=10)",
            "MultiStepLR(milestones=[15, 25])",
            "ExponentialLR(gamma=0.9)",
            "PolynomialLR(total_iters=30, power=2.0)",
        ),
    ),
    SchedulePreset(
        N_("One cycle"),
        N_("Up and down once within the run, stepped after every batch; the momentum goes against it."),
        ("OneCycleLR(max_lr=0.2)", "OneCycleLR(max_lr=0.2, anneal_strategy='linear', three_phase=True)"),
    ),
    SchedulePreset(
        N_("Warm restarts and cycles"),
        N_("Again and again back up: large steps lead out of a valley, small ones down into the next."),
        (
            "CosineAnnealingWarmRestarts(T_0=5, T_mult=2)",
            "CyclicLR(base_lr=0.01, max_lr=0.1, step_size_up=60, mode='triangular2')",
        ),
    ),
    SchedulePreset(
        N_("On a plateau"),
        N_("It waits and watches the loss: after more than patience epochs without progress the rate drops. Bend it."),
        ("ReduceLROnPlateau(patience=4)", "ReduceLROnPlateau(factor=0.5, patience=1)"),
    ),
    SchedulePreset(
        N_("Several at once"),
        N_("ChainedScheduler steps both: the rates are multiplied."),
        (
            "ChainedScheduler([LinearLR(start_factor=0.1, total_iters=6), ExponentialLR(gamma=0.9)])",
            "ExponentialLR(gamma=0.9)",
        ),
    ),
    SchedulePreset(
        N_("Stepped wrongly"),
        N_("The same schedulers, stepped per batch instead of per epoch, the other way round, and too early."),
        (
            "StepLR(step_size=10)",
            "StepLR(step_size=10)  # per batch",
            "OneCycleLR(max_lr=0.1)  # per epoch",
            "StepLR(step_size=10)  # too early",
        ),
    ),
)
