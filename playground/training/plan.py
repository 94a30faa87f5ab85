"""The learning rate that a run will have, before it has it."""

from dataclasses import replace

from playground.optimization.learning_rates import lr_curve
from playground.training.config import TrainConfig
from playground.training.schedules import schedule_of, setting_of

MOST_STEPS = 20_000  # of the scheduler: a tenth of a second
MOST_POINTS = 400

Plan = tuple[tuple[int, ...], tuple[float, ...]]


def planned_rates(config: TrainConfig, total_steps: int) -> Plan:
    """Return steps, counted from 1, and the learning rate with which each is taken, up to the next of them.

    Empty where the run has no schedule, one that waits for the loss, or one with so many steps that working them out
    would take long.
    """
    schedule = schedule_of(config)
    if schedule is None or schedule.needs_loss or total_steps <= 0:
        return (), ()
    batches = total_steps // config.epochs
    setting = setting_of(config, batches)
    if schedule.per == "epoch":
        setting, every_batch = replace(setting, batches=1), batches
    else:
        every_batch = config.technique.accumulate
    if setting.total_steps > MOST_STEPS:
        return (), ()
    curve = lr_curve(schedule, setting)
    firsts = [epoch * batches + i * every_batch for epoch in range(config.epochs) for i in range(setting.batches)]
    every = -(-len(curve.rates) // MOST_POINTS)
    return tuple(1 + first for first in firsts[: len(curve.rates) : every]), curve.rates[::every]
