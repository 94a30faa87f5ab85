"""The measurement itself: a real `DataLoader` at work. `script` shows the source of its functions."""

import os
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import quantiles
from time import perf_counter
from typing import Any

import psutil
import torch
from torch.utils.data import DataLoader, Sampler

from playground.datasets.digits import Digits

BATCH_SIZES = (1, 8, 64)
ROUNDS = 9
SECONDS = 0.08


@dataclass(frozen=True)
class Rate:
    """One number of workers at one batch size.

    Attributes:
        workers: `num_workers`.
        batch_size: Samples in a batch.
        median: Samples a second: half of the rounds had more.
        lower, upper: Samples a second; a quarter of the rounds had fewer, a quarter had more.
        start: Seconds to the first batch, workers started for it.
        again: Seconds to the first batch of the next epoch, with `persistent_workers` where there are any.
        others: The share of all processors' time that went to other programs meanwhile, from 0 to 1.
    """

    workers: int
    batch_size: int
    median: float
    lower: float
    upper: float
    start: float
    again: float
    others: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Draws(Sampler[int]):
    """Draws `draws` indices of a data set of `size` samples, with replacement."""

    def __init__(self, size: int, draws: int) -> None:
        self.size, self.draws = size, draws

    def __iter__(self) -> Iterator[int]:
        for _ in range(self.draws):
            yield random.randrange(self.size)


def seconds_to_first(loader: DataLoader[Any]) -> float:
    """Return how long the first batch of an epoch lets wait; the epoch is gone through to its end."""
    begin = perf_counter()
    batches = iter(loader)
    next(batches)
    seconds = perf_counter() - begin
    for _ in batches:
        pass
    return seconds


def samples_a_second(loader: DataLoader[Any], seconds: float, rounds: int) -> list[float]:
    """Return how many samples came a second, for each round.

    A round lasts `seconds` at least and has as many batches from each worker. What was made ahead before the first one
    is taken out first, so that batches come no faster than they are made.
    """
    device = "cuda" if torch.cuda.is_available() else "cpu"
    batches, workers = iter(loader), max(1, loader.num_workers)
    for _ in range(3 * workers):  # prefetch_factor is 2
        next(batches)
    found = []
    for _ in range(rounds):
        samples, passed, begin = 0, 0.0, perf_counter()
        while passed < seconds:
            for _ in range(workers):
                inputs, _targets = next(batches)
                inputs.to(device, non_blocking=loader.pin_memory)
                samples += len(inputs)
            if device == "cuda":
                torch.cuda.synchronize()
            passed = perf_counter() - begin
        found.append(samples / passed)
    return found


def measured(
    data: Digits, batch_size: int, workers: int, pinned: bool, seconds: float, rounds: int
) -> tuple[list[float], float, float]:
    """Return samples a second for each round, and the seconds to the first batch of the first and the second epoch."""
    draws = Draws(len(data), 2 * batch_size * max(1, workers))  # epochs that are over soon
    loader = DataLoader(
        data, batch_size, sampler=draws, num_workers=workers, pin_memory=pinned, persistent_workers=workers > 0
    )
    start, again = seconds_to_first(loader), seconds_to_first(loader)
    draws.draws = 10**9  # an epoch that does not end by itself
    return samples_a_second(loader, seconds, rounds), start, again


def loading_speed(
    data: Digits,
    *,
    worker_counts: Iterable[int],
    batch_sizes: Sequence[int] = BATCH_SIZES,
    pin_memory: bool = False,
    seconds: float = SECONDS,
    rounds: int = ROUNDS,
) -> Iterator[Rate]:
    """Yield how fast `data` is loaded with each number of workers at each batch size.

    There are `rounds` rounds of at least `seconds` each. Where PyTorch has a GPU, batches are counted when they are on
    it. It takes no more workers than it is told: see `bounds`.
    """
    if torch.cuda.is_available():
        torch.cuda.init()  # takes seconds, once
    for workers in worker_counts:
        for batch_size in batch_sizes:
            before = _processor_seconds()
            found, start, again = measured(data, batch_size, workers, pin_memory, seconds, rounds)
            lower, median, upper = quantiles(found, n=4, method="inclusive")
            every, busy, own = (now - then for now, then in zip(_processor_seconds(), before, strict=True))
            others = min(1.0, max(0.0, (busy - own) / every)) if every else 0.0
            yield Rate(workers, batch_size, median, lower, upper, start, again, others)


def _processor_seconds() -> tuple[float, float, float]:
    """Return the seconds of all processors until now: in all, busy, and with this process and its ended workers."""
    each, own = psutil.cpu_times(), os.times()
    return sum(each), sum(each) - each.idle - getattr(each, "iowait", 0.0), sum(own[:4])
