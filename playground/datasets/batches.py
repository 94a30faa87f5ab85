"""Which sample goes into which batch, epoch by epoch: taken from a real `DataLoader` and its real samplers."""

import warnings
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import Any

import numpy as np
import torch
from cachetools import LRUCache, cached
from numpy.typing import NDArray
from torch.utils.data import DataLoader

from playground.datasets.loader_refusals import BEYOND, LoaderError, refusal_of
from playground.datasets.loader_settings import WITHOUT_WORKERS, LoaderSettings
from playground.datasets.samplers import SAMPLERS
from playground.datasets.unbalanced import DataChoice, Samples, samples
from playground.program.running import alone

MOST = 240_000  # samples of a plan: as many as a browser draws at once

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class BatchPlan:
    """Which sample goes into which batch.

    Attributes:
        count: Samples in the data set, and `drawn`: those that the sampler gives in an epoch.
        batch_size: Samples in each batch but the last.
        batches: Batches in an epoch: `len(loader)`.
        epochs: For each epoch the indices of its samples, batch after batch.
        wanted: How many epochs were asked for; more than there are where they would be too many samples to draw.
        heard: What PyTorch warned of, in its own words.
    """

    count: int
    drawn: int
    batch_size: int
    batches: int
    epochs: tuple[Indices, ...]
    wanted: int
    heard: tuple[str, ...] = ()

    @property
    def used(self) -> int:
        """Samples that come in an epoch."""
        return len(self.epochs[0])

    @property
    def dropped(self) -> int:
        """Samples that the sampler gives in an epoch and `drop_last` leaves out."""
        return self.drawn - self.used

    @property
    def last(self) -> int:
        """Samples in the last batch of an epoch; 0 where there is none."""
        return self.used - (self.batches - 1) * self.batch_size if self.batches else 0

    def batch(self, epoch: int, number: int) -> Indices:
        """Return the indices of a batch; both numbers begin with 0."""
        return self.epochs[epoch][number * self.batch_size : (number + 1) * self.batch_size]

    def __len__(self) -> int:
        return sum(map(len, self.epochs)) + 1_000  # for the cache, by size


def loader_of(found: Samples, settings: LoaderSettings, **instead: Any) -> DataLoader[Any]:
    """Return a real `DataLoader`; `instead` are arguments that replace those of the settings."""
    generator = torch.Generator().manual_seed(settings.seed)
    sampler = None
    if settings.sampler is not None:
        sampler = SAMPLERS[settings.sampler].build(
            found.data, found.targets, dict(settings.sampler_settings), generator
        )
    return DataLoader(found.data, **settings.plain() | instead, sampler=sampler, generator=generator)


@cached(LRUCache(4_000_000, len), lock=Lock())
def batch_plan(choice: DataChoice, settings: LoaderSettings, epochs: int) -> BatchPlan:
    """Return which sample goes into which batch in so many epochs.

    The arguments for workers are checked by PyTorch like the others, but no worker is started: which sample goes into
    which batch is decided in the main process, whoever then loads it.

    Raises:
        LoaderError: PyTorch refuses the arguments; it tells its words and what they mean.
    """
    found = samples(choice)
    try:
        with _listening(settings) as heard:
            loader_of(found, settings)
        loader = loader_of(found, settings, **WITHOUT_WORKERS)
        drawn, batches = len(loader.sampler), len(loader)  # type: ignore[arg-type]
        shown = max(1, min(epochs, MOST // max(drawn, 1)))
        plan = BatchPlan(
            count=len(found.targets),
            drawn=drawn,
            batch_size=settings.batch_size,
            batches=batches,
            epochs=tuple(_epoch(loader, epoch == 0 or not settings.persistent_workers) for epoch in range(shown)),
            wanted=epochs,
            heard=tuple(str(warning.message) for warning in heard),
        )
    except (ValueError, RuntimeError, IndexError, TypeError) as error:
        raise LoaderError(refusal_of(error), words=_words(error), classes=len(found.classes)) from error
    for number in {int(indices.max()) for indices in plan.epochs if len(indices)}:
        try:
            found.data[number]
        except IndexError as error:
            raise LoaderError(BEYOND, words=_words(error), number=number, count=plan.count) from error
    return plan


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _listening(settings: LoaderSettings) -> AbstractContextManager[list[warnings.WarningMessage]]:
    """Hear PyTorch warn of more workers than there are processors; it warns of nothing else here."""
    return alone(0) if settings.num_workers else nullcontext([])


def _epoch(loader: DataLoader[Any], begins: bool) -> Indices:
    """Return the indices that the next epoch of a loader without workers goes through.

    It takes them from the loader's own `batch_sampler`, without loading the samples. With each iterator a loader draws
    a seed for workers from its generator, so that the order after it depends on that too; `begins` tells whether there
    is a new one: persistent workers keep theirs.
    """
    if begins:
        iter(loader)
    assert loader.batch_sampler is not None
    return np.fromiter(chain.from_iterable(loader.batch_sampler), np.int64)


@dataclass(frozen=True)
class Arithmetic:
    """Samples = iterations × batch size, with the numbers of a plan.

    Attributes:
        quotient: Samples over batch size, before it is rounded.
        full: Batches with `batch_size` samples, and `rest`: samples in the one that is not full, or would be.
        steps: Batches in all epochs.
    """

    quotient: float
    full: int
    rest: int
    steps: int


def arithmetic(plan: BatchPlan) -> Arithmetic:
    """Return the numbers behind a plan."""
    full, rest = divmod(plan.drawn, plan.batch_size)
    return Arithmetic(plan.drawn / plan.batch_size, full, rest, plan.wanted * plan.batches)
