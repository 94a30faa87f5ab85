"""What optimizers keep for each parameter beside it, as it comes into a checkpoint."""

import copy
from dataclasses import dataclass
from threading import Lock
from typing import Any

import torch
from cachetools import LRUCache, cached
from torch import Tensor, nn, optim

from playground.asking.loading import Asked
from playground.optimization import OPTIMIZERS

SHOWN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("RMSprop", {}),
    ("Adagrad", {}),
    ("Adam", {}),
    ("AdamW", {"amsgrad": True}),
)


@dataclass(frozen=True)
class Kept:
    """What an optimizer keeps after a step: how it is made, the names of what it keeps, and bytes of all of it."""

    code: str
    names: tuple[str, ...]
    bytes: int


@cached(LRUCache(32), lock=Lock())
def kept_by_optimizers(asked: Asked) -> tuple[Kept, ...]:
    """Return what optimizers keep for the parameters of a network, after a real step of each without any values."""
    model = copy.deepcopy(asked.model).to("meta").requires_grad_(True)
    return tuple(_kept(model, name, settings) for name, settings in SHOWN)


def _kept(model: nn.Module, name: str, settings: dict[str, Any]) -> Kept:
    optimizer: optim.Optimizer = OPTIMIZERS[name].make(model.parameters(), **settings)
    for parameter in model.parameters():
        parameter.grad = torch.empty_like(parameter)
    optimizer.step()
    state = optimizer.state_dict()["state"]
    names = dict.fromkeys(key for each in state.values() for key, value in each.items() if isinstance(value, Tensor))
    written = ", ".join(f"{key}={value}" for key, value in settings.items())
    return Kept(f"{name}({written})", tuple(names), tensor_bytes(state))


def tensor_bytes(thing: object) -> int:
    """Return the bytes of all tensors in dictionaries, lists and tuples within each other."""
    if isinstance(thing, Tensor):
        return thing.numel() * thing.element_size()
    if isinstance(thing, dict):
        return sum(map(tensor_bytes, thing.values()))
    return sum(map(tensor_bytes, thing)) if isinstance(thing, list | tuple) else 0
