"""What a `DataLoader` is tried out on: a data set with classes, plain numbers, or one with a class made rare."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import Dataset, Subset

from playground.datasets.opened import Opened, open_row
from playground.datasets.rows import DatasetRow
from playground.datasets.table import DATASETS
from playground.parameters import Parameter, Value, find, table
from playground.sources import source_of
from playground.translations import N_, PlaygroundError

N = Parameter("n", 1_000, N_("How many samples there are."), minimum=0, maximum=100_000)
RARE = Parameter("rare", 1, N_("The class that is made rare, by its number."), minimum=0, maximum=9)
SHARE = Parameter("share", 0.1, N_("How much of the rare class is kept; 1 is all of it."), minimum=0, maximum=1)


class Numbers(Dataset[tuple[Tensor, Tensor]]):
    """The numbers from 0 to n − 1 in ten classes, sorted: class 0 comes first, class 9 last."""

    def __init__(self, n: int) -> None:
        self.targets = torch.arange(n) * 10 // max(n, 1)

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return torch.tensor(float(index)), self.targets[index]


NUMBERS = DatasetRow(
    "numbers",
    Numbers,
    N_("As many samples as you like: plain numbers, sorted by class."),
    parameters=(N,),
    kind="table",
    shape=(),
    classes=tuple("0123456789"),
)
SOURCES = table(*(row for row in DATASETS.values() if row.classes and not row.download), NUMBERS)


def without_most(targets: Tensor, rare: int, share: float) -> Tensor:
    """Return the indices of all samples but most of class `rare`, of which only the first `share` stays."""
    belongs = targets == rare
    place = belongs.cumsum(0)  # in its class: first, second, …
    return (~belongs | (place <= share * belongs.sum())).nonzero().flatten()


@dataclass(frozen=True)
class DataChoice:
    """What is loaded: the name of a row of `SOURCES`, what its parameters are set to, and which class is rare.

    Only `share` of the samples of class `rare` is kept; with None, all samples are.
    """

    name: str = "digits"
    settings: tuple[tuple[str, Value], ...] = ()
    rare: int | None = None
    share: float = 0.1


@dataclass(frozen=True)
class Samples:
    """A data set as it is handed to `DataLoader`.

    Attributes:
        data: The data set.
        targets: The class of each of its samples (N,), in order.
        classes: The names of the classes.
        parts: The classes and functions whose source `code` contains: Python that makes `data` and `targets`.
    """

    data: Dataset[tuple[Tensor, Tensor]]
    targets: Tensor
    classes: tuple[str, ...]
    parts: tuple[Callable[..., Any], ...]
    code: str

    def shapes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the shapes of a sample's input and of its target."""
        inputs, target = self.data[0]
        return tuple(inputs.shape), tuple(target.shape)


@lru_cache(maxsize=32)
def samples(choice: DataChoice) -> Samples:
    """Return the data set of a choice; shared by all visitors, never changed.

    Raises:
        PlaygroundError: there is no such data set, or no such class in it.
    """
    opened = _opened(choice)
    source, targets = source_of(opened.make).rstrip(), opened.targets
    made = f"data = {opened.call}\ntargets = data.targets\n"
    if choice.rare is None:
        return Samples(opened.data, targets, opened.classes, (opened.make,), f"{source}\n\n\n{made}")
    if not 0 <= choice.rare < len(opened.classes):
        raise PlaygroundError(
            N_("There is no class {number} in {data}: its classes are 0 to {most}."),
            number=choice.rare,
            data=choice.name,
            most=len(opened.classes) - 1,
        )
    kept = without_most(targets, choice.rare, choice.share)
    code = (
        f"{source}\n\n\n{source_of(without_most)}\n\n{made}"
        f"kept = without_most(targets, rare={choice.rare}, share={choice.share})\n"
        "targets = targets[kept]\ndata = Subset(data, kept.tolist())\n"
    )
    parts = (opened.make, without_most)
    return Samples(Subset(opened.data, kept.tolist()), targets[kept], opened.classes, parts, code)


def _opened(choice: DataChoice) -> Opened:
    row = find(SOURCES, choice.name, "data")
    settings = row.complete(dict(choice.settings), "data")
    if row is not NUMBERS:
        return open_row(row.name, settings)
    return Opened(Numbers(**settings), NUMBERS.kind, NUMBERS.classes, f"Numbers(n={settings['n']})")  # type: ignore[arg-type]
