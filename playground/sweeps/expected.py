"""How long a sweep will take, from how long earlier runs took."""

from collections.abc import Sequence
from statistics import median

from playground.runs.sweeps import Lasted
from playground.training import TrainConfig


def expected_seconds(configs: Sequence[TrainConfig], earlier: Sequence[Lasted], slots: int) -> float | None:
    """Return about how long runs take, so many at a time; None where no earlier run tells.

    Args:
        configs: Of the runs, all with the same data.
        earlier: Runs with those data. A step is taken to last as long as the median of those with the same model, and
            an epoch to have as many samples as it had.
        slots: How many runs are at work at the same time.
    """
    if not earlier or not configs:
        return None
    samples = median(each.steps / each.epochs * each.batch_size for each in earlier)
    total = 0.0
    for config in configs:
        alike = [each.seconds / each.steps for each in earlier if each.model == config.model.name]
        if not alike:
            return None
        total += median(alike) * config.epochs * max(1.0, samples / config.loader.batch_size)
    return total / min(slots, len(configs))
