"""Numbers as pixels: blue above 0, orange below, the stronger the farther; 0 is the page's own colour."""

import base64
import io
import math

import torch
from PIL import Image
from torch import Tensor

from playground.charts import AXIS_COLOURS

ABOVE, BELOW = AXIS_COLOURS[0], AXIS_COLOURS[5]
TILE = 8  # pixels that a side of a map has at least, so that the gaps between maps are narrow
COLUMNS = 16


def heat_png(values: Tensor) -> str:
    """Return numbers (h, w) as PNG in base64."""
    largest = float(values.abs().max())
    strength = values.abs() / (largest if 0 < largest < math.inf else 1.0)
    pixels = torch.empty(*values.shape, 4, dtype=torch.uint8)
    pixels[..., :3] = torch.where((values < 0)[..., None], _rgb(BELOW), _rgb(ABOVE))
    pixels[..., 3] = (strength.nan_to_num().clamp(0, 1) * 255).round().byte()
    written = io.BytesIO()
    Image.fromarray(pixels.numpy()).save(written, "PNG", compress_level=1)  # it is made anew with every stroke
    return base64.b64encode(written.getvalue()).decode()


def mosaic(maps: Tensor) -> Tensor:
    """Return maps (n, h, w) side by side as one (H, W), `COLUMNS` in a line, with zeros between them."""
    count, height, width = maps.shape
    times = math.ceil(TILE / max(height, width))
    large = maps.repeat_interleave(times, 1).repeat_interleave(times, 2)
    columns = min(count, COLUMNS)
    lines = math.ceil(count / columns)
    room = torch.zeros(lines * columns, height * times + 1, width * times + 1)
    room[:count, :-1, :-1] = large
    room = room.reshape(lines, columns, *room.shape[1:])
    return room.permute(0, 2, 1, 3).reshape(lines * room.shape[2], columns * room.shape[3])


def _rgb(colour: str) -> Tensor:
    return torch.tensor([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=torch.uint8)
