"""What can be told of a data set in numbers."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.datasets.rows import Kind


@dataclass(frozen=True)
class Statistics:
    """Of one column of numbers: which it is (None: all there are), mean, standard deviation, smallest and largest."""

    column: int | None
    mean: float
    std: float
    minimum: float
    maximum: float


def statistics(inputs: Tensor, kind: Kind) -> list[Statistics]:
    """Return statistics of inputs (N, …): of each channel, coordinate or column, or of all where there is only one.

    The standard deviation divides by the number of values, as normalizing does.
    """
    if kind in ("series", "text") or inputs.shape[1] == 1:
        return [_of(None, inputs.flatten())]
    return [_of(column, inputs[:, column].flatten()) for column in range(inputs.shape[1])]


def _of(column: int | None, values: Tensor) -> Statistics:
    std, mean = torch.std_mean(values.float(), correction=0)
    return Statistics(column, float(mean), float(std), float(values.min()), float(values.max()))


def class_counts(targets: Tensor, classes: int) -> list[int]:
    """Return how many of the targets (N,) are 0, 1, …; empty where there are no classes."""
    return targets.bincount(minlength=classes).tolist() if classes else []


def class_means(inputs: Tensor, targets: Tensor, classes: int) -> list[Tensor]:
    """Return the mean of the inputs (N, …) of each class; NaN where a class has none."""
    return [inputs[targets == number].float().mean(dim=0) for number in range(classes)]


def histogram(values: Tensor, bars: int = 12) -> list[tuple[float, float, int]]:
    """Return (from, to, how many) for equal parts of the range of `values`; not finite ones are left out."""
    values = values.flatten().float()
    values = values[values.isfinite()]
    if not len(values):
        return []
    low, high = float(values.min()), float(values.max())
    if math.isclose(low, high):
        return [(low, high, len(values))]
    counts, edges = torch.histogram(values.cpu(), bars)
    return [(float(a), float(b), int(count)) for a, b, count in zip(edges[:-1], edges[1:], counts, strict=True)]
