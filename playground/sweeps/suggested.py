"""Between which numbers a setting is worth trying, at first."""

from playground.sweeps.plan import Axis
from playground.sweeps.swept import Swept
from playground.training import TrainConfig

WIDE, NARROW = 100, 4  # so many times less and more than now: of fractions, and of whole numbers
FEW = 4  # from a whole number up to 1 on so many more
SMALL, LARGE = 1e-5, 0.1  # of a number that is 0 now
CHOICES = 3


def suggested(setting: Swept, config: TrainConfig) -> Axis:
    """Return an axis around the value that a setting has in a config."""
    parameter, now = setting.parameter, setting.value(config.as_json())
    if not setting.numeric:
        others = [value for value in parameter.choices if value != now]
        return Axis(setting.name, values=(now, *others)[:CHOICES])
    low, high = max(parameter.minimum, parameter.above), parameter.maximum
    if isinstance(parameter.default, int):
        log = now > 1
        low, high = (max(low, now // NARROW), min(high, now * NARROW)) if log else (max(low, now), min(high, now + FEW))
    elif low >= 0 and high < 1:  # a share
        log = False
    elif now > 0:
        log = True
        low, high = max(low, float(f"{now / WIDE:.4g}")), min(high, float(f"{now * WIDE:.4g}"))
    else:
        log = low >= 0
        low, high = (SMALL, min(high, LARGE)) if log else (low, high)
    return Axis(setting.name, low=low, high=high, log=log and low > 0)
