"""A tensor as the cells that a screen shows: which of them, in what words, how strongly coloured. No Streamlit.

A *track* is one row or column of the screen: an index of an axis, or None for a gap that stands for those left out.
A *place* is the number of a cell on the screen, gaps counted, in row-major order; a *flat* index is that in the tensor.
"""

import io
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

COLUMNS, ROWS, SHEETS = 16, 12, 8  # shown of the last axis, of the one before, of all others together
CELLS = 1_000  # with more in several sheets, each shows only so many:
SMALL_COLUMNS, SMALL_ROWS = 10, 6
FAR = 8  # a tensor whose largest magnitude is so many times smaller than another's has a colour scale of its own
INFINITE = 2.0  # the level of infinity; a finite number has one between -1 and 1

Tracks = tuple[int | None, ...]


def thin(size: int, most: int) -> Tracks:
    """Return the indices of an axis to show: all, or the first ones, a gap and the last ones."""
    if size <= most:
        return tuple(range(size))
    last = most // 4
    return (*range(most - last), None, *range(size - last, size))


def tracks(shape: Sequence[int]) -> tuple[Tracks, ...]:
    """Return for each axis what is shown of it, so that a screen holds it all."""
    outer = [min(size, SHEETS) for size in shape[:-2]]
    while math.prod(outer) > SHEETS:
        outer[outer.index(max(outer))] -= 1
    whole = len(shape) < 3 or (math.prod(shape) <= CELLS and math.prod(shape[:-2]) <= SHEETS)
    inner = (ROWS, COLUMNS) if whole else (SMALL_ROWS, SMALL_COLUMNS)
    return tuple(thin(size, most) for size, most in zip(shape, [*outer, *inner[-len(shape) :]], strict=False))


def flats(shape: Sequence[int], shown: Sequence[Tracks]) -> list[int | None]:
    """Return for each place the flat index of its cell, None in a gap."""
    return [
        None if None in index else _ravel([each for each in index if each is not None], shape)
        for index in itertools.product(*shown)
    ]


def places(shape: Sequence[int], shown: Sequence[Tracks]) -> list[int]:
    """Return for each flat index its place; that of the gap where it is left out."""
    rows = []
    for size, axis in zip(shape, shown, strict=True):
        gap = axis.index(None) if None in axis else 0
        where = {index: track for track, index in enumerate(axis)}
        rows.append([where.get(index, gap) for index in range(size)])
    screen = [len(axis) for axis in shown]
    return [_ravel(index, screen) for index in itertools.product(*rows)]


def _ravel(index: Sequence[int], shape: Sequence[int]) -> int:
    flat = 0
    for each, size in zip(index, shape, strict=True):
        flat = flat * size + each
    return flat


def numbers(data: Tensor) -> NDArray[Any]:
    """Return the values in row-major order, in NumPy's dtype or, where it has none, a wider one."""
    data = data.detach().cpu().to_dense() if data.layout != torch.strided else data.detach().cpu()
    if data.dtype == torch.complex32:
        data = data.to(torch.complex64)
    elif data.is_floating_point() and data.dtype not in (torch.float16, torch.float32, torch.float64):
        data = data.float()
    return data.resolve_conj().resolve_neg().numpy().reshape(-1)


def label(value: bool | int | float | complex) -> str:
    """Return a value as a cell shows it: about four significant digits, a real minus sign."""
    if isinstance(value, complex):
        text = f"{value.real:.3g}{value.imag:+.3g}j"
    elif isinstance(value, float):
        text = f"{value:.0f}" if value.is_integer() and abs(value) < 1e6 else f"{value:.4g}"
    else:
        text = str(value) if abs(value) < 1e8 else f"{value:.4g}"
    return text.replace("-", "−")


def exact(value: np.generic) -> str:
    """Return a value in as many digits as tell it apart from every other of its dtype."""
    return str(value).removesuffix(".0").strip("()").replace("-", "−")


def largest(values: NDArray[Any]) -> float:
    """Return the largest finite magnitude, 0 where there is none."""
    sizes = np.abs(values.astype(np.complex128 if np.iscomplexobj(values) else np.float64))
    return float(sizes[np.isfinite(sizes)].max(initial=0))


def scales(magnitudes: Sequence[float]) -> list[float]:
    """Return for each tensor the magnitude that has the full colour: one for all that are not `FAR` smaller."""
    common = max(magnitudes, default=0.0)
    return [each if each * FAR < common else common for each in magnitudes]


def level(value: bool | int | float | complex, scale: float) -> float | None:
    """Return how strongly a cell is coloured, from -1 to 1; ±`INFINITE` for infinity, None for NaN.

    Complex numbers are coloured by their magnitude.
    """
    real = abs(value) if isinstance(value, complex) else float(value)
    if math.isnan(real):
        return None
    if math.isinf(real):
        return math.copysign(INFINITE, real)
    return round(real / scale, 3) if scale else 0.0


@dataclass(frozen=True)
class Picture:
    """A tensor as a PNG file; `low` is the value drawn darkest, `high` the one drawn brightest."""

    png: bytes
    width: int
    height: int
    low: float
    high: float


def picture(data: Tensor) -> Picture | None:
    """Return a tensor (H, W), (1, H, W) or (3, H, W) as a picture; None where it is not one.

    uint8 is drawn from 0 to 255, floating point from 0 to 1 or, with values outside, from the smallest to the largest.
    """
    channels, height, width = (1, *data.shape)[-3:] if data.dim() in (2, 3) else (0, 0, 0)
    if channels not in (1, 3) or not data.numel() or not (data.is_floating_point() or data.dtype == torch.uint8):
        return None
    values = numbers(data).astype(np.float64)
    finite = values[np.isfinite(values)]
    low, high = (0.0, 255.0) if data.dtype == torch.uint8 else (0.0, 1.0)
    if finite.min(initial=low) < low or finite.max(initial=high) > high:
        low, high = float(finite.min()), float(finite.max())
    shares = np.nan_to_num((values - low) / ((high - low) or 1.0), nan=0.0, posinf=1.0, neginf=0.0)
    pixels = (shares * 255).round().astype(np.uint8).reshape(channels, height, width).transpose(1, 2, 0)
    file = io.BytesIO()
    Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels).save(file, "PNG")
    return Picture(file.getvalue(), width, height, low, high)
