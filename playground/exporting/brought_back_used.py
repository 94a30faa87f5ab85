"""Weights from a file in use: how the network does on its test part with its own weights and with those."""

import copy
import math
from dataclasses import dataclass
from threading import Lock

import torch
from cachetools import LRUCache, cached
from torch import nn
from torch.utils.data import DataLoader, Subset

from playground.asking.loading import Asked
from playground.exporting.brought_back_check import Checked, load
from playground.exporting.brought_back_file import Brought
from playground.optimization import LOSSES
from playground.training.tasks import TASKS

MOST = 300  # samples that are asked about
MOST_NUMBERS = 300_000  # in all of them together, so that a page need not wait
BATCH = 250


@dataclass(frozen=True)
class Judged:
    """How a network does; None where it says nothing finite."""

    loss: float | None
    score: float | None


@dataclass(frozen=True)
class Used:
    """How a file fits a network (`checked`), and how that does on so many `samples` with its own weights (`before`) and
    with those of the file (`after`; None where they were not loaded). `score` is what the score is called."""

    checked: Checked
    score: str
    samples: int
    before: Judged
    after: Judged | None


@cached(LRUCache(32), lock=Lock())
def used(asked: Asked, brought: Brought) -> Used:
    """Load a copy of a network with the weights of a file, as far as they fit, and judge it before and after."""
    model = _copy(asked)
    checked = load(brought.weights, model)
    after = _judged(asked, model) if checked.used else None
    return Used(checked, TASKS[asked.opened.kind].score, len(_indices(asked)), _before(asked), after)


@cached(LRUCache(32), lock=Lock())
def _before(asked: Asked) -> Judged:
    return _judged(asked, _copy(asked))


def _copy(asked: Asked) -> nn.Module:
    with asked.lock:  # no hooks are on the network then
        return copy.deepcopy(asked.model)


def _indices(asked: Asked) -> list[int]:
    size = asked.opened.data[0][0].numel()
    chosen: list[int] = asked.test[: max(1, min(MOST, MOST_NUMBERS // max(1, size)))].tolist()
    return chosen


def _judged(asked: Asked, model: nn.Module) -> Judged:
    loss, batches = asked.config.loss, DataLoader(Subset(asked.opened.data, _indices(asked)), batch_size=BATCH)
    loss_fn = LOSSES[loss.name].make(**loss.parameters)
    found, score = TASKS[asked.opened.kind].evaluate(model, loss_fn, batches, torch.device("cpu"))
    return Judged(found, score) if math.isfinite(found) else Judged(None, None)
