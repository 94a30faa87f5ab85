"""What a model must know of its data."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached

from playground.datasets import ALL_DATASETS, Kind
from playground.datasets.making import make


@dataclass(frozen=True)
class DataFacts:
    """What goes into a model and what comes out.

    Attributes:
        kind: What a sample is.
        shape: The shape of one input, without the batch.
        outputs: Number of classes, of characters, or of the numbers to be foretold.
    """

    kind: Kind
    shape: tuple[int, ...]
    outputs: int


def facts_of(name: str, parameters: Mapping[str, Any]) -> DataFacts:
    """Return the facts of the data set `name`; only where its row does not tell them, it is made to look."""
    row = ALL_DATASETS[name]
    if row.shape and row.classes:
        return DataFacts(row.kind, row.shape, len(row.classes))
    return _looked(name, tuple(sorted(parameters.items())))


@cached(LRUCache(256), lock=Lock())
def _looked(name: str, parameters: tuple[tuple[str, Any], ...]) -> DataFacts:
    row = ALL_DATASETS[name]
    data = make(row, dict(parameters))
    inputs, target = data[0]
    if row.kind == "text":
        outputs = len(data.characters)
    elif row.kind in ("series", "line", "numbers"):
        outputs = target.numel()
    else:
        outputs = int(data.targets.max()) + 1
    return DataFacts(row.kind, tuple(inputs.shape), outputs)
