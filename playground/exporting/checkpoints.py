"""What a checkpoint holds, key by key."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached

from playground.exporting.optimizer_states import tensor_bytes
from playground.runs import Run
from playground.runs.checkpoints import last_of
from playground.runs.reading import GONE, load
from playground.settings import settings
from playground.translations import N_, PlaygroundError

ABOUT: Mapping[str, str] = {
    "model": N_("The network's state_dict: its parameters and buffers."),
    "optimizer": N_(
        "The optimizer's state_dict: what it remembers of each parameter, and its settings with the learning rate "
        "of now."
    ),
    "scheduler": N_("Where the learning-rate schedule stands."),
    "scaler": N_("The factor that keeps small float16 gradients from becoming 0; only with float16."),
    "generator": N_("The state of the random numbers that choose the samples."),
    "rng": N_("The state of PyTorch's random numbers, from which dropout draws."),
    "order": N_(
        "The state of the random numbers at the beginning of the epoch, from which the order of the samples follows."
    ),
    "epoch": N_("The epoch that is going on or comes next."),
    "step": N_("How many steps were taken."),
    "batch": N_("How many batches of this epoch are over."),
    "config": N_("All settings of the run."),
    "seconds": N_("How long it took so far."),
    "interval": N_("Sums since the last point of the curve."),
    "whole_epoch": N_("Sums since the beginning of the epoch."),
    "gradients": N_("Gradients of a step that is not finished, where several batches make one."),
    "early": N_("The best weights so far and how long ago that was, where the run may stop early."),
}
FIRST = (
    "epoch",
    "step",
    "model",
    "optimizer",
    "scheduler",
    "scaler",
    "rng",
    "generator",
    "order",
)  # shown in this order
SHOWN = 24  # characters of a value


@dataclass(frozen=True)
class Part:
    """A key of a checkpoint: what it is for, the bytes of the tensors under it, and its value where that is short."""

    key: str
    about: str
    bytes: int
    value: str


def parts_of(run: Run) -> tuple[Part, ...]:
    """Return what the last checkpoint of a run holds; raises `PlaygroundError` where it cannot be read."""
    path = last_of(settings(), run)
    try:
        return _parts_in(path, os.stat(path).st_mtime_ns)
    except OSError:
        raise PlaygroundError(GONE) from None


@cached(LRUCache(32), lock=Lock())
def _parts_in(path: Path, _stamp: int) -> tuple[Part, ...]:
    return parts(load(path))


def parts(checkpoint: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return the keys of a checkpoint, those that are in most of them first."""
    order = {name: place for place, name in enumerate(FIRST)}
    keys = sorted(checkpoint, key=lambda key: order.get(_plain(key), len(order)))
    return tuple(
        Part(key, ABOUT.get(_plain(key), ""), tensor_bytes(checkpoint[key]), _value(checkpoint[key])) for key in keys
    )


def _plain(key: str) -> str:
    return key.removesuffix("_dict").removesuffix("_state")


def _value(value: Any) -> str:
    text = repr(value)
    return text if not tensor_bytes(value) and len(text) <= SHOWN else ""
