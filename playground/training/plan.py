"""The learning rate that a run will have, before it has it."""

from playground.optimization import SCHEDULERS
from playground.optimization.learning_rates import forecast
from playground.training.config import TrainConfig

MOST_STEPS = 20_000  # of the scheduler: a tenth of a second
MOST_POINTS = 400

Plan = tuple[tuple[int, ...], tuple[float, ...]]


def planned_rates(config: TrainConfig, total_steps: int) -> Plan:
    """Return steps, counted from 1, and the learning rate with which each is taken, up to the next of them.

    Empty where the run has no scheduler, or one with so many steps that working them out would take long.
    """
    if config.scheduler is None or total_steps <= 0:
        return (), ()
    per_epoch = SCHEDULERS[config.scheduler.name].per == "epoch"
    steps = config.epochs if per_epoch else total_steps
    if steps > MOST_STEPS:
        return (), ()
    optimizer, scheduler = config.optimizer, config.scheduler
    curve = forecast(
        optimizer.name,
        optimizer.parameters,
        scheduler.name,
        scheduler.parameters,
        epochs=config.epochs,
        batches=1 if per_epoch else total_steps // config.epochs,
    )
    every = -(-len(curve.rates) // MOST_POINTS)
    rates = curve.rates[::every]
    return tuple(1 + i * every * (total_steps // steps) for i in range(len(rates))), rates
