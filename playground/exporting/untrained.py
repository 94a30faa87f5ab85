"""A network as it is before its first step, for those who have no trained one to look at yet."""

from threading import Lock

from cachetools import LRUCache, cached

from playground.asking.loading import Asked
from playground.datasets import SPLITS
from playground.datasets.opened import open_row
from playground.networks import MODELS, facts_of
from playground.program.running import alone
from playground.training import TrainConfig


def untrained(config: TrainConfig) -> Asked:
    """Return the network that a config describes, with the weights it begins with; raises `PlaygroundError`."""
    return _made(config.key())


@cached(LRUCache(8), lock=Lock())
def _made(key: str) -> Asked:
    config = TrainConfig.model_validate_json(key)
    opened = open_row(config.data.name, config.data.parameters)
    facts = facts_of(config.data.name, config.data.parameters)
    with alone(config.seed):
        model = MODELS[config.model.name].build(facts, config.model.parameters)
    parts = SPLITS[opened.kind](opened.targets, **config.split.model_dump(), seed=config.seed)
    return Asked(config, opened, model.eval().requires_grad_(False), 0, parts)
