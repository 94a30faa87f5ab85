"""What a view of a run is, and what views are made with."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from playground.training.assembly import Assembly

Scene = Callable[["Assembly"], dict[str, Any]]
Made = TypeVar("Made")


@dataclass(frozen=True)
class LiveView:
    """A view by its name.

    Attributes:
        draw: Makes it of a run's live objects, in plain JSON values.
        share: Of the run's time that it may take: a dear one is drawn more seldom.
    """

    name: str
    draw: Scene
    share: float = 0.01


def no_scene(_parts: "Assembly") -> dict[str, Any]:
    return {}


@contextmanager
def looking(model: nn.Module) -> Iterator[nn.Module]:
    """Let the block ask the network without leaving a trace: no gradients, dropout off, then as it was.

    Gives the network as it was written, not compiled: hooks and batches of other sizes would have it compiled anew.
    """
    network: nn.Module = getattr(model, "_orig_mod", model)
    training = network.training
    network.eval()
    try:
        with torch.no_grad():
            yield network
    finally:
        network.train(training)


def once_a_run(make: Callable[["Assembly"], Made]) -> Callable[["Assembly"], Made]:
    """Keep what `make` returns as long as the run's network lives: what its views need again and again."""
    kept: WeakKeyDictionary[nn.Module, Made] = WeakKeyDictionary()

    @wraps(make)
    def found(parts: "Assembly") -> Made:
        if parts.model not in kept:
            kept[parts.model] = make(parts)
        return kept[parts.model]

    return found


def packed(values: Tensor) -> str:
    """Return whole numbers from 0 to 255 as text: base64, a byte for each."""
    return b64encode(values.to("cpu", torch.uint8).contiguous().numpy().tobytes()).decode()


def packed_signed(values: Tensor, scale: float) -> str:
    """Return numbers from -scale to scale as text: base64, a byte for each, 128 for 0."""
    return packed((values * (127 / scale)).round().nan_to_num().clamp(-127, 127) + 128)


def scale_of(values: Tensor) -> float:
    """Return the largest absolute value, for `packed_signed`; 1 where all are 0 or one is not finite."""
    largest = float(values.abs().max())
    return largest if 0 < largest < float("inf") else 1.0
