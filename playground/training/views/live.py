"""What a view of a run is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from playground.training.assembly import Assembly

Scene = Callable[["Assembly"], dict[str, Any]]


@dataclass(frozen=True)
class LiveView:
    """A view by its name; `draw` makes it of a run's live objects, in plain JSON values."""

    name: str
    draw: Scene


def no_scene(_parts: "Assembly") -> dict[str, Any]:
    return {}


@contextmanager
def looking(model: nn.Module) -> Iterator[None]:
    """Let the block ask the network without leaving a trace: no gradients, dropout off, then as it was."""
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(training)
