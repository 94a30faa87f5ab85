"""Parting a data set into training, validation and test."""

import torch
from torch import Tensor


def split(labels: Tensor, validation_fraction: float, test_fraction: float, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return the indices for training, validation and test: every class in the same proportion in each (stratified)."""
    generator = torch.Generator().manual_seed(seed)
    train, validation, test = [], [], []
    for label in labels.unique():
        indices = (labels == label).nonzero().flatten()
        indices = indices[torch.randperm(len(indices), generator=generator)]
        n_validation = round(len(indices) * validation_fraction)
        n_test = round(len(indices) * test_fraction)
        validation.append(indices[:n_validation])
        test.append(indices[n_validation : n_validation + n_test])
        train.append(indices[n_validation + n_test :])
    return torch.cat(train), torch.cat(validation), torch.cat(test)
