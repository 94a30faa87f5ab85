"""Handwritten digits that come inside scikit-learn: 1,797 real pictures, no download."""

import sklearn.datasets
import torch
from torch import Tensor
from torch.utils.data import Dataset

from playground.datasets.rows import DatasetRow
from playground.translations import N_


class Digits(Dataset[tuple[Tensor, Tensor]]):
    """1,797 handwritten digits: pictures (1, 8, 8) with values from 0 to 1, and class numbers from 0 to 9."""

    def __init__(self) -> None:
        data = sklearn.datasets.load_digits()
        self.images = torch.tensor(data.images, dtype=torch.float32).unsqueeze(1) / 16  # 17 grey levels, 0 to 16
        self.targets = torch.tensor(data.target, dtype=torch.int64)

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.images[index], self.targets[index]


DIGITS = DatasetRow(
    "digits",
    Digits,
    N_("1,797 handwritten digits, 8×8 pixels in grey, from scikit-learn."),
    shape=(1, 8, 8),
    classes=tuple("0123456789"),
    source="scikit-learn, UCI Machine Learning Repository",
    address="https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits",
    licence="CC BY 4.0",
)
