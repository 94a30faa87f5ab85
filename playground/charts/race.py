"""What of a surface is drawn: its heights on a grid, packed for Plotly."""

from base64 import b64encode
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from playground.charts.descent_map import DEEP, HIGH
from playground.optimization.surfaces import Surface
from playground.translations import _

POINTS = 81  # along each side
LIFT = 0.02  # of all heights: so far above the surface paths are drawn, so that they are not hidden in it
FLOOR = 1e-3  # what counts as nothing where heights are drawn by their logarithm


def relief(surface: Surface) -> dict[str, Any]:
    """Return a surface as the browser draws it: title, corners, minima, and the heights (y, x) as float32 in base64."""
    heights = _heights(surface)
    return {
        "title": _(surface.title),
        "low": surface.low,
        "high": surface.high,
        "minima": surface.minima,
        "lowest": surface.f(torch.tensor(surface.minima, dtype=torch.float64)).min().item(),
        "heights": {
            "dtype": "f4",
            "bdata": b64encode(heights.numpy().tobytes()).decode(),
            "shape": f"{POINTS}, {POINTS}",
        },
        "lift": LIFT * (heights.max() - heights.min()).item(),
        "points": POINTS,
        "log": FLOOR if surface.log else 0,
        "colours": [DEEP, HIGH],
    }


@lru_cache(maxsize=32)
def _heights(surface: Surface) -> Tensor:
    xs, ys = (torch.linspace(low, high, POINTS) for low, high in zip(surface.low, surface.high, strict=True))
    heights = surface.f(torch.cartesian_prod(ys, xs).flip(-1))
    return ((heights + FLOOR).log10() if surface.log else heights).float()
