"""How many workers this machine bears, and whether there is anything to pin memory for."""

import os
import shutil
from functools import cache

import psutil
import torch

from playground.datasets.loading.measure import BATCH_SIZES
from playground.translations import N_, Message, PlaygroundError

WORKER = 512 * 2**20  # bytes of memory: what a worker takes that loads PyTorch anew; a forked one takes a fifth
BATCH = max(BATCH_SIZES) * (32 * 32 + 2) * 4  # bytes of the largest batch
AHEAD = 4  # batches for each worker: two made ahead, one being made, one in use
SHARED = "/dev/shm"  # where batches are handed on: in containers often 64 MiB


def most_workers(cores: int, memory: int, shared: int | None = None) -> int:
    """Return how many workers to go to: one a core, in a quarter of the memory, half of the shared memory (bytes)."""
    bounds = [cores, memory // 4 // WORKER]
    if shared is not None:
        bounds.append(shared // 2 // (AHEAD * BATCH))
    return max(0, min(bounds))


def counts(most: int) -> tuple[int, ...]:
    """Return the numbers of workers that are measured: none, powers of two up to 16, and no more than `most`."""
    return (0, *(workers for workers in (1, 2, 4, 8, 16) if workers <= most))


@cache
def worker_counts() -> tuple[int, ...]:
    """Return the numbers of workers that are measured on this machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    shared = shutil.disk_usage(SHARED).total if os.path.isdir(SHARED) else None
    return counts(most_workers(cores, psutil.virtual_memory().total, shared))


def check_free(workers: int) -> None:
    """Raise `PlaygroundError` where the memory that is free now does not suffice for so many workers."""
    free = psutil.virtual_memory().available
    if free < (workers + 1) * WORKER // 2:
        raise PlaygroundError(
            N_("Only {free} MiB of memory are free: too little for {workers} workers. Try again later."),
            free=free // 2**20,
            workers=workers,
        )


def why_not_pinned() -> Message | None:
    """Return why pin_memory cannot be measured here, or None where it can."""
    if torch.cuda.is_available():
        return None
    return Message(
        N_(
            "`pin_memory` makes copying to an NVIDIA GPU faster. This computer has none that PyTorch can use, so it is "
            "left out."
        )
    )
