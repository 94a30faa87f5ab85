"""Handwritten digits that come inside scikit-learn: 1,797 real pictures, no download."""

import sklearn.datasets
import torch
from torch import Tensor
from torch.utils.data import Dataset

from playground.datasets.rows import DatasetRow
from playground.parameters import Parameter
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


class MovedDigits(Dataset[tuple[Tensor, Tensor]]):
    """The handwritten digits from `first` to `last`, each somewhere on an empty picture: (1, side, side), values from
    0 to 1. Classes are numbered from 0."""

    def __init__(self, first: int = 5, last: int = 9, side: int = 12) -> None:
        if first > last:
            raise ValueError(f"there are no digits from {first} to {last}")
        data = sklearn.datasets.load_digits()
        chosen = (data.target >= first) & (data.target <= last)
        digits = torch.tensor(data.images[chosen], dtype=torch.float32) / 16  # (N, 8, 8)
        corners = torch.randint(side - 7, (len(digits), 2), generator=torch.Generator().manual_seed(0))
        self.images = torch.zeros(len(digits), 1, side, side)
        for image, digit, (top, left) in zip(self.images, digits, corners.tolist(), strict=True):
            image[0, top : top + 8, left : left + 8] = digit
        self.targets = torch.tensor(data.target[chosen] - first, dtype=torch.int64)
        self.classes = [str(digit) for digit in range(first, last + 1)]

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
MOVED_DIGITS = DatasetRow(
    "moved digits",
    MovedDigits,
    N_("Some of the digits, each somewhere on a larger empty picture: harder, for a stroke may be anywhere."),
    (
        Parameter("first", 5, N_("The lowest digit."), 0, 9),
        Parameter("last", 9, N_("The highest digit."), 0, 9),
        Parameter("side", 12, N_("Height and width of the picture in pixels; the digit itself has 8."), 8, 32),
    ),
    source=DIGITS.source,
    address=DIGITS.address,
    licence=DIGITS.licence,
)
