"""The network of a run as its checkpoint has it, with the data that it learned from."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached
from torch import Tensor, nn

from playground.datasets import SPLITS
from playground.datasets.opened import Opened, open_row
from playground.networks import MODELS, facts_of
from playground.runs import Run
from playground.runs.checkpoints import last_of
from playground.runs.reading import GONE, UNREADABLE, config_of, first_line, load
from playground.settings import settings
from playground.training import TrainConfig
from playground.training.pieces import few_of_each
from playground.translations import N_, PlaygroundError

KEPT = 16  # networks in memory, of all visitors together


@dataclass(frozen=True, eq=False)
class Asked:
    """A network that can be asked; shared by all visitors.

    Attributes:
        config: The settings of its run.
        opened: The data set it learned from.
        model: In evaluation mode, on the CPU.
        step: How many steps it had learned when the checkpoint was written.
        parts: The indices of training, validation and test part; only from the first it learned.
        lock: Held while hooks are on the model.
    """

    config: TrainConfig
    opened: Opened
    model: nn.Module
    step: int
    parts: tuple[Tensor, Tensor, Tensor]
    lock: Any = field(default_factory=Lock)

    @property
    def test(self) -> Tensor:
        """Return the indices of the test part."""
        return self.parts[2]


def open_run(run: Run) -> Asked:
    """Return the network of a run.

    Raises:
        PlaygroundError: its settings are of another version, its data or its checkpoint are gone, or the checkpoint is
            broken or of another network.
    """
    config = config_of(run)
    opened = open_row(config.data.name, config.data.parameters)  # what was opened before may be gone by now
    path = last_of(settings(), run)
    try:
        stamp = os.stat(path).st_mtime_ns
    except OSError:
        raise PlaygroundError(GONE) from None
    return _loaded(path, stamp, config.key(), opened)


@cached(LRUCache(KEPT), lock=Lock())
def _loaded(path: Path, _stamp: int, key: str, opened: Opened) -> Asked:
    config = TrainConfig.model_validate_json(key)
    facts = facts_of(config.data.name, config.data.parameters)
    model = MODELS[config.model.name].build(facts, config.model.parameters)
    state = load(path)
    try:
        model.load_state_dict(state["model"])
    except UNREADABLE as error:
        raise PlaygroundError(
            N_("The checkpoint does not fit the network that the run's settings describe ({words})."),
            words=first_line(error),
        ) from None
    if not all(bool(each.isfinite().all()) for each in model.parameters()):
        raise PlaygroundError(
            N_(
                "The weights of this network are not numbers any more (NaN): its training ran away. Choose another "
                "run, or train again with a smaller learning rate."
            )
        )
    parts = SPLITS[opened.kind](opened.targets, **config.split.model_dump(), seed=config.seed)
    if config.transfer.per_class:
        parts = (few_of_each(opened.targets, parts[0], config.transfer.per_class), *parts[1:])
    return Asked(config, opened, model.eval().requires_grad_(False), int(state["step"]), parts)
