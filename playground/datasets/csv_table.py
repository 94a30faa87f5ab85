"""Data sets from a CSV file: its lines, or one of its columns as a series."""

from collections.abc import Sequence
from pathlib import Path

import pandas
import torch
from torch import Tensor
from torch.utils.data import Dataset

from playground.parameters import Parameter
from playground.translations import N_


class CsvTable(Dataset[tuple[Tensor, Tensor]]):
    """Lines of a CSV file: the numbers in the columns `features` (F,), and what stands in the column `label`.

    With `classes` that is a class number, else a number (1,). Lines with an empty cell are left out, or with
    ``missing="mean"`` the column's mean is put there; lines without a label are always left out. `standardize` gives
    every column mean 0 and standard deviation 1.
    """

    def __init__(
        self,
        path: str | Path,
        features: Sequence[str],
        label: str,
        *,
        classes: bool = True,
        missing: str = "drop",
        standardize: bool = True,
        sep: str = ",",
        encoding: str = "utf-8",
    ) -> None:
        self.features = list(features)
        table = pandas.read_csv(
            path, sep=sep, encoding=encoding, index_col=False, skipinitialspace=True, low_memory=False
        )
        table = table.dropna(subset=[label])
        if missing == "mean":
            table = table.fillna(table[self.features].mean())
        table = table.dropna(subset=self.features)

        numbers = table[self.features].astype("float64")
        if standardize:
            numbers = (numbers - numbers.mean()) / numbers.std().replace(0, 1)
        self.inputs = torch.tensor(numbers.to_numpy(), dtype=torch.float32)

        self.classes: tuple[str, ...] = ()
        if classes:
            codes, names = pandas.factorize(table[label], sort=True)
            self.classes = tuple(str(name).removesuffix(".0") for name in names)
            self.targets = torch.tensor(codes, dtype=torch.int64)
        else:
            self.targets = torch.tensor(table[[label]].to_numpy(), dtype=torch.float32)

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.inputs[index], self.targets[index]


class CsvSeries(Dataset[tuple[Tensor, Tensor]]):
    """Windows (length, 1) of a column of a CSV file, each with the number that comes next (1,).

    Empty cells are filled on a straight line between their neighbours. `standardize` gives the series mean 0 and
    standard deviation 1.
    """

    def __init__(
        self,
        path: str | Path,
        column: str,
        length: int = 12,
        *,
        standardize: bool = True,
        sep: str = ",",
        encoding: str = "utf-8",
    ) -> None:
        table = pandas.read_csv(
            path, sep=sep, encoding=encoding, index_col=False, skipinitialspace=True, low_memory=False
        )
        numbers = table[column].astype("float64").interpolate(limit_direction="both")
        if standardize:
            numbers = (numbers - numbers.mean()) / (numbers.std() or 1)
        self.series = torch.tensor(numbers.to_numpy(), dtype=torch.float32)
        self.windows = self.series.unfold(0, length, 1)[:-1].unsqueeze(2)  # views of the series, nothing is copied
        self.targets = self.series[length:].unsqueeze(1)

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.windows[index], self.targets[index]


MISSING = Parameter(
    "missing",
    "drop",
    N_("What becomes of a line with an empty cell: it is left out (drop), or the column's mean is put there (mean)."),
    choices=("drop", "mean"),
)
STANDARDIZE = Parameter(
    "standardize",
    True,
    N_(
        "Bring every column to mean 0 and standard deviation 1, so that all weigh alike."
        " Both are worked out from all lines, those that are held out too."
    ),
)
LENGTH = Parameter("length", 12, N_("Length of a window: how many values are given to foretell the next one."), 1, 50)
