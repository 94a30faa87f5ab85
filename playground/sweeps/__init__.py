"""Sweeps: the same training with several values of one to three settings.

>>> from playground.sweeps import Axis, Plan, combinations
>>> from playground.training import TrainConfig
>>> plan = Plan(TrainConfig(epochs=5), (Axis("optimizer.lr", low=0.001, high=0.1, count=3, log=True),))
>>> [each.values for each in combinations(plan)]
[(0.001,), (0.01,), (0.1,)]
"""

from playground.sweeps.plan import MOST_RUNS, Axis, Plan
from playground.sweeps.runs import Combination, combinations
from playground.sweeps.swept import Swept, sweepable

__all__ = ["MOST_RUNS", "Axis", "Combination", "Plan", "Swept", "combinations", "sweepable"]
