"""What came of a chain: a look at the picture after every step."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torchvision import tv_tensors

from playground.datasets.transforms.chain import Step
from playground.translations import Message

BINS = 32
Kind = Literal["PIL.Image", "tv_tensors.Image", "torch.Tensor"]


@dataclass(frozen=True)
class Look:
    """A picture as it is at one place of the chain.

    Attributes:
        pixels: To be shown, (H, W) or (H, W, 3), uint8.
        shape: (C, H, W) of a tensor, (W, H) of a PIL image, as each says itself.
        dtype: Of a tensor its dtype; of a PIL image its mode.
        low, high, mean: Of all its values.
        channels: Mean and standard deviation of each channel.
        counts: How many values lie in each of `BINS` equal parts from `low` to `high`.
        stretched: It is drawn from its own lowest value (black) to its highest (white), because they lie outside what a
            picture of this dtype holds.
    """

    pixels: NDArray[np.uint8]
    kind: Kind
    shape: tuple[int, ...]
    dtype: str
    low: float
    high: float
    mean: float
    channels: tuple[tuple[float, float], ...]
    counts: tuple[int, ...]
    stretched: bool


@dataclass(frozen=True)
class Mend:
    """A change of the chain that was tried and works: what it does, and the whole chain with it."""

    words: Message
    chain: tuple[Step, ...]


@dataclass(frozen=True)
class Problem:
    """Why a step breaks: PyTorch's own words (none where the playground refuses it), and the reason in ours."""

    said: str
    why: Message | None
    mends: tuple[Mend, ...] = ()


@dataclass(frozen=True)
class Stage:
    """A step and what came of it.

    Attributes:
        step: None for the picture as it was loaded.
        look: None where it broke, and after that, and for a step that is left out.
        random: It has drawn random numbers.
        note: What is easily overlooked here.
    """

    step: Step | None
    look: Look | None = None
    problem: Problem | None = None
    random: bool = False
    note: Message | None = None


@dataclass(frozen=True)
class ChainResult:
    """What came of a chain.

    Attributes:
        stages: The loaded picture, and every step.
        draws: What comes out if the whole chain is run several times; the first is that of `stages`. Only the first
            where nothing is random, none where the chain breaks.
    """

    stages: tuple[Stage, ...]
    draws: tuple[Look, ...]

    @property
    def broken(self) -> int | None:
        """Return the place of the step that breaks, from 0."""
        return next((place for place, each in enumerate(self.stages[1:]) if each.problem), None)

    @property
    def nbytes(self) -> int:
        """Return about how much memory it takes."""
        looks = [each.look for each in self.stages if each.look] + list(self.draws)
        return sum(look.pixels.nbytes + 2000 for look in looks)


def look(value: Any) -> Look:
    """Return a look at a PIL image or a tensor (C, H, W)."""
    if isinstance(value, Image.Image):
        array = np.array(value)
        tensor = torch.from_numpy(array if array.ndim == 3 else array[..., None]).permute(2, 0, 1)
        kind: Kind = "PIL.Image"
        shape, dtype = value.size, value.mode
    else:
        tensor = value.as_subclass(Tensor)
        kind = "tv_tensors.Image" if isinstance(value, tv_tensors.Image) else "torch.Tensor"
        shape, dtype = tuple(value.shape), str(value.dtype)
    values = tensor.to(torch.float64 if tensor.dtype in (torch.int64, torch.float64) else torch.float32)
    low, high = (float(each) for each in values.aminmax())
    deviation, mean = torch.std_mean(values, (1, 2), correction=0)
    full = 1.0 if tensor.is_floating_point() else 255.0
    stretched = low < -1e-6 * full or high > full * (1 + 1e-6)
    black, white = (low, high) if stretched else (0.0, full)
    shown = ((values - black) * (255 / ((white - black) or 1))).round().clamp(0, 255).to(torch.uint8)
    pixels = shown.permute(1, 2, 0).contiguous().numpy()
    return Look(
        pixels[..., 0] if pixels.shape[-1] == 1 else pixels,
        kind,
        shape,
        dtype,
        low,
        high,
        float(values.mean()),
        tuple(zip(mean.tolist(), deviation.tolist(), strict=True)),
        tuple(int(each) for each in torch.histc(values, BINS, low, high)),
        stretched,
    )
