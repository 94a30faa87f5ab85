"""What a sampler makes of unbalanced classes: which share of the samples each class has, expected and drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground.datasets.batches import BatchPlan
from playground.datasets.samplers import class_weights, sample_weights


@dataclass(frozen=True)
class Drawn:
    """What came in one epoch.

    Attributes:
        shares: For each class its share of the samples that came.
        different: How many different samples came; `never`: how many did not.
        again: How many came more than once; `most`: how often the one that came most did, and `favourite`: its index.
    """

    shares: tuple[float, ...]
    different: int
    never: int
    again: int
    most: int
    favourite: int


def drawn(plan: BatchPlan, targets: Tensor, classes: int, epoch: int = 0) -> Drawn:
    """Return what came in an epoch of a plan."""
    indices = plan.epochs[epoch]
    times = np.bincount(indices, minlength=plan.count)
    different = int((times > 0).sum())
    return Drawn(
        shares=_shares(targets[torch.from_numpy(indices)], classes),
        different=different,
        never=plan.count - different,
        again=int((times > 1).sum()),
        most=int(times.max()),
        favourite=int(times.argmax()),
    )


def _shares(targets: Tensor, classes: int) -> tuple[float, ...]:
    counts = torch.bincount(targets, minlength=classes)
    return tuple((counts / counts.sum()).tolist())


@dataclass(frozen=True)
class Expected:
    """What weights make of a data set, when samples are drawn with replacement.

    Attributes:
        counts: Samples of each class, and `own`: their share of the data set.
        weights: The weight of each class.
        shares: The share of each class among the samples drawn: its weights over all weights.
        different: How many different samples come in an epoch: the sum of 1 − (1 − p)^k over all samples, where p is
            a sample's probability and k the number of draws.
    """

    counts: tuple[int, ...]
    own: tuple[float, ...]
    weights: tuple[float, ...]
    shares: tuple[float, ...]
    different: float


def expected(targets: Tensor, settings: Mapping[str, Any], classes: int, draws: int) -> Expected:
    """Return what is to be expected of settings that a `WeightedRandomSampler` accepts."""
    counts = torch.bincount(targets, minlength=classes)
    weights = class_weights(targets, settings.get("class_weights", "")).double()
    given = sample_weights(targets, settings).double()
    chances = torch.zeros(len(targets), dtype=torch.double)
    chances[: len(given)] = given / given.sum()
    in_classes = torch.zeros(classes, dtype=torch.double).index_add(0, targets, chances)
    return Expected(
        counts=tuple(counts.tolist()),
        own=_shares(targets, classes),
        weights=tuple(weights.tolist()),
        shares=tuple(in_classes.tolist()),
        different=float((1 - (1 - chances) ** draws).sum()),
    )
