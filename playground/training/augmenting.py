"""Pictures that are changed anew each time they are learned from, by a chain as on the page *Transforms*.

torchvision takes two seconds to load, so it and what needs it are loaded only where there is a chain.
"""

from collections.abc import Callable
from functools import lru_cache

import torch
from torch import Tensor
from torch.utils.data import Dataset

from playground.translations import N_, PlaygroundError

LONGEST = 1_000  # characters
TRIES = 8  # a step that breaks by chance mostly breaks in one of so many
# what a transform raises for a picture or settings that it cannot do
REFUSALS = (ValueError, TypeError, ArithmeticError, LookupError, RuntimeError, AttributeError, NotImplementedError)

Transform = Callable[[Tensor], Tensor]


class Augmented(Dataset[tuple[Tensor, Tensor]]):
    """A part of a data set; every time a picture (C, H, W) is asked for, it is changed anew."""

    def __init__(self, data: Dataset[tuple[Tensor, Tensor]], transform: Callable[[Tensor], Tensor]) -> None:
        self.data = data
        self.transform = transform

    def __len__(self) -> int:
        return len(self.data)  # type: ignore[arg-type]

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        picture, target = self.data[index]
        return self.transform(picture), target


def transform_of(chain: str) -> Transform:
    """Return the transform that a chain says; steps with ~ before them are left out. Raises `PlaygroundError`."""
    from torchvision.transforms import v2

    from playground.datasets.transforms.chain import parse

    try:
        transform: Transform = v2.Compose([step.make() for step in parse(chain) if step.on] or [v2.Identity()])
    except REFUSALS as error:
        raise PlaygroundError(
            N_("augmentation: torchvision does not accept these settings: {words}"), words=str(error)
        ) from None
    return transform


def code_of(chain: str) -> str:
    """Return the Python code that makes the transform of a chain."""
    from playground.datasets.transforms.chain import parse

    return f"v2.Compose([{', '.join(step.call() for step in parse(chain) if step.on) or 'v2.Identity()'}])"


@lru_cache(maxsize=64)
def check_chain(chain: str, shape: tuple[int, ...]) -> None:
    """Try a chain on a picture of this shape (C, H, W), if it is known; raise `PlaygroundError` where it does not fit.

    What comes out must have the same shape and dtype, because the network and the validation part stay as they are.
    """
    from playground.program.running import alone

    transform = transform_of(chain)
    for seed in range(TRIES if shape else 0):
        try:
            with alone(seed):
                changed = transform(torch.rand(shape))
        except REFUSALS as error:
            raise PlaygroundError(
                N_("augmentation breaks on these pictures (values from 0 to 1, shape {shape}): {words}"),
                shape=shape,
                words=str(error),
            ) from None
        if not isinstance(changed, Tensor) or changed.shape != shape or changed.dtype != torch.float32:
            raise PlaygroundError(
                N_(
                    "augmentation makes {result} of a picture of shape {shape}, dtype float32. Shape and dtype must "
                    "stay, because the network and the other parts do."
                ),
                result=_told(changed),
                shape=shape,
            )


def _told(value: object) -> str:
    if isinstance(value, Tensor):
        return f"{tuple(value.shape)} {str(value.dtype).removeprefix('torch.')}"
    return type(value).__name__
