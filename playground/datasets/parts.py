"""Parting a data set into training, validation and test."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from playground.datasets.rows import Kind
from playground.parameters import Parameter
from playground.translations import N_

VALIDATION_FRACTION = Parameter(
    "validation_fraction",
    0.15,
    N_("Share of the samples that is held back to watch the training: never learned from."),
    minimum=0.05,
    maximum=0.4,
)
TEST_FRACTION = Parameter(
    "test_fraction",
    0.15,
    N_("Share of the samples that is kept for one last examination at the end."),
    minimum=0.05,
    maximum=0.4,
)


def split(labels: Tensor, validation_fraction: float, test_fraction: float, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return the indices for training, validation and test: every class in the same proportion in each (stratified)."""
    generator = torch.Generator().manual_seed(seed)
    train, validation, test = [], [], []
    if labels.is_floating_point():  # numbers, no classes: all are drawn from alike
        labels = torch.zeros(len(labels))
    for label in labels.unique():
        indices = (labels == label).nonzero().flatten()
        indices = indices[torch.randperm(len(indices), generator=generator)]
        n_validation = round(len(indices) * validation_fraction)
        n_test = round(len(indices) * test_fraction)
        validation.append(indices[:n_validation])
        test.append(indices[n_validation : n_validation + n_test])
        train.append(indices[n_validation + n_test :])
    return torch.cat(train), torch.cat(validation), torch.cat(test)


def split_in_order(
    targets: Tensor, validation_fraction: float, test_fraction: float, seed: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the indices for training, validation and test of windows in time: first, middle and last, none shuffled.

    Shuffled windows would let the network learn from the days after those it is asked about. Where a target is itself
    several steps long, (N, length), the windows at the border whose targets lie in both parts are left out. Nothing is
    drawn, so `seed` makes no difference; it is there because every split is called alike.
    """
    gap = targets.shape[1] - 1
    n_validation, n_test = round(len(targets) * validation_fraction), round(len(targets) * test_fraction)
    indices = torch.arange(len(targets))
    train, validation, test = indices.split([len(targets) - n_validation - n_test, n_validation, n_test])
    return train, validation[gap:], test[gap:]


SPLITS: Mapping[Kind, Callable[..., tuple[Tensor, Tensor, Tensor]]] = {
    "pictures": split,
    "points": split,
    "line": split,
    "table": split,
    "numbers": split,
    "series": split_in_order,
    "text": split_in_order,
}
