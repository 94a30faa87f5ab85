"""The network of a run as its checkpoint has it, with the data that it learned from."""

import os
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import torch
from cachetools import LRUCache, cached
from pydantic import ValidationError
from torch import Tensor, nn

from playground.datasets import SPLITS
from playground.datasets.opened import Opened, open_row
from playground.networks import MODELS, facts_of
from playground.runs import Run
from playground.runs.records import CHECKPOINT
from playground.settings import settings
from playground.training import TrainConfig, problems
from playground.translations import N_, PlaygroundError

KEPT = 16  # networks in memory, of all visitors together
UNREADABLE = (OSError, RuntimeError, EOFError, ValueError, TypeError, KeyError, pickle.UnpicklingError)


@dataclass(frozen=True, eq=False)
class Asked:
    """A network that can be asked; shared by all visitors.

    Attributes:
        config: The settings of its run.
        opened: The data set it learned from.
        model: In evaluation mode, on the CPU.
        step: How many steps it had learned when the checkpoint was written.
        test: The indices of the test part, which it never learned from.
        lock: Held while hooks are on the model.
    """

    config: TrainConfig
    opened: Opened
    model: nn.Module
    step: int
    test: Tensor
    lock: Any = field(default_factory=Lock)


def open_run(run: Run) -> Asked:
    """Return the network of a run.

    Raises:
        PlaygroundError: its settings are of another version, its data or its checkpoint are gone, or the checkpoint is
            broken or of another network.
    """
    config = config_of(run)
    opened = open_row(config.data.name, config.data.parameters)  # what was opened before may be gone by now
    path = settings().run_folder(run.id) / CHECKPOINT
    try:
        stamp = os.stat(path).st_mtime_ns
    except OSError:
        raise PlaygroundError(
            N_(
                "The checkpoint of this run is not there any more, so there is nothing to ask. Train it once more, or "
                "choose another run."
            )
        ) from None
    return _loaded(path, stamp, config.key(), opened)


def config_of(run: Run) -> TrainConfig:
    """Return the settings of a run; raises `PlaygroundError` where this playground cannot read them."""
    try:
        return TrainConfig.model_validate(run.config)
    except ValidationError as error:
        raise PlaygroundError(
            N_("This run was made by a playground of another version, or is damaged: {words}"),
            words=" ".join(problem.text() for problem in problems(error)),
        ) from None


@cached(LRUCache(KEPT), lock=Lock())
def _loaded(path: Path, _stamp: int, key: str, opened: Opened) -> Asked:
    config = TrainConfig.model_validate_json(key)
    facts = facts_of(config.data.name, config.data.parameters)
    model = MODELS[config.model.name].build(facts, config.model.parameters)
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        weights, step = state["model"], int(state["step"])
    except UNREADABLE as error:
        raise PlaygroundError(
            N_("The checkpoint of this run is broken or cut off ({words}). Train it once more, or choose another run."),
            words=_first_line(error),
        ) from None
    try:
        model.load_state_dict(weights)
    except UNREADABLE as error:
        raise PlaygroundError(
            N_("The checkpoint does not fit the network that the run's settings describe ({words})."),
            words=_first_line(error),
        ) from None
    if not all(bool(each.isfinite().all()) for each in model.parameters()):
        raise PlaygroundError(
            N_(
                "The weights of this network are not numbers any more (NaN): its training ran away. Choose another "
                "run, or train again with a smaller learning rate."
            )
        )
    split = SPLITS[opened.kind](opened.targets, **config.split.model_dump(), seed=config.seed)
    return Asked(config, opened, model.eval().requires_grad_(False), step, split[2])


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:150]
