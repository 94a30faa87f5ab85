"""What a learner should notice about a schedule: above all what PyTorch accepts without a word."""

import math
from collections.abc import Iterator

from playground.optimization.learning_rates import Curve
from playground.optimization.schedule import Schedule, Setting
from playground.translations import N_, Message


def remarks(schedule: Schedule, setting: Setting, curve: Curve) -> tuple[Message, ...]:
    """Return sentences about what goes wrong, or would in a training."""
    return (*_stepping(schedule, setting), *_sequence(schedule), *_rates(curve))


def _stepping(schedule: Schedule, setting: Setting) -> Iterator[Message]:
    values = {"name": schedule.name, "batches": setting.batches}
    if schedule.stepped == "early":
        yield Message(
            N_("scheduler.step() comes first: the first value of the schedule is skipped, all others are early."),
            values,
        )
    if schedule.how != "single":
        return
    if schedule.per == "batch" and schedule.wants == "epoch":
        yield Message(
            N_(
                "{name} counts epochs here, but is stepped after every batch: all that should take an epoch is over "
                "after one batch, {batches} times too early."
            ),
            values,
        )
    if schedule.per == "epoch" and schedule.wants == "batch":
        yield Message(
            N_("{name} counts batches, but is stepped once in an epoch: it comes only 1/{batches} of its way."), values
        )


def _sequence(schedule: Schedule) -> Iterator[Message]:
    if schedule.how == "SequentialLR" and list(schedule.milestones) != sorted(set(schedule.milestones)):
        yield Message(
            N_("The milestones {milestones} do not ascend. PyTorch does not check it: parts come at the wrong time."),
            {"milestones": list(schedule.milestones)},
        )


def _rates(curve: Curve) -> Iterator[Message]:
    for wrong, template in (
        (
            lambda rate: not math.isfinite(rate),
            N_("From step {step} on the learning rate is no finite number any more."),
        ),
        (lambda rate: rate < 0, N_("From step {step} on the learning rate is negative: steps go uphill.")),
        (
            lambda rate: rate > 10,
            N_("From step {step} on the learning rate is above 10: hardly any training stands that."),
        ),
    ):
        step = next((step for step, rate in enumerate(curve.rates) if wrong(rate)), None)
        if step is not None:
            yield Message(template, {"step": step})
            return
    if curve.rates and not any(curve.rates):
        yield Message(N_("The learning rate is 0 at every step: nothing is learned."), {})
