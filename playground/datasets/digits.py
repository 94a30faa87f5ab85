"""Handwritten digits that come inside scikit-learn: 1,797 real pictures, no download."""

import sklearn.datasets
import torch
from torch import Tensor

from playground.parameters import Parameter, Row, table
from playground.translations import N_


def digits() -> tuple[Tensor, Tensor]:
    """Return 1,797 pictures (1797, 1, 8, 8) with values from 0 to 1, and their digits (1797,)."""
    data = sklearn.datasets.load_digits()
    images = torch.tensor(data.images, dtype=torch.float32).unsqueeze(1) / 16  # 17 grey levels, 0 to 16
    labels = torch.tensor(data.target, dtype=torch.int64)
    return images, labels


FRACTIONS = (
    Parameter(
        "validation_fraction",
        0.15,
        N_("Share of the pictures that is held back to watch the training: never learned from."),
        minimum=0.05,
        maximum=0.4,
    ),
    Parameter(
        "test_fraction",
        0.15,
        N_("Share of the pictures that is kept for one last examination at the end."),
        minimum=0.05,
        maximum=0.4,
    ),
)

DATASETS = table(
    Row("digits", digits, N_("1,797 handwritten digits, 8×8 pixels in grey, from scikit-learn."), FRACTIONS),
)
