"""A drawing, or a photo of one, made into a picture like those that a network learned from.

What "like those" means is measured on the training pictures themselves. For the 8×8 digits it comes out as they were
made: cut to the ink, 32 small pixels high, each 4×4 of them counted as one large pixel
(https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits).
"""

import base64
import binascii
import io
from dataclasses import dataclass
from functools import lru_cache

import torch
from PIL import Image, ImageOps
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate

from playground.datasets.opened import Opened

SIDE = 64  # pixels of a side of the drawing pad
FINE = 4  # small pixels to each side of a large one
INK = 0.1  # what is fainter counts as ground
PAPER = 0.35  # the same on a photo, where paper is never even
MEASURED = 300  # pictures
PLAIN = 0.9  # share of corners that must be plain ground


@dataclass(frozen=True)
class Framing:
    """How the ink stands in pictures of shape (C, H, W).

    Attributes:
        plain: Whether there is ink on a plain ground at all; the rest means something only then.
        ground: The value of the ground, 0 or 1.
        box: Pixels of the longer side of the ink, the median.
        by_mass: Whether it is the ink's centre of mass that is always about the same place, or the middle of its box.
        centre: Where that is, (row, column) from the upper left corner in pixels, the median.
        peak: How much the strongest ink differs from the ground, the median.
    """

    shape: tuple[int, int, int]
    plain: bool
    ground: float = 0.0
    box: int = 0
    by_mass: bool = True
    centre: tuple[float, float] = (0.0, 0.0)
    peak: float = 1.0


@lru_cache(maxsize=32)
def framing_of(opened: Opened) -> Framing:
    """Measure how the pictures of a data set are framed, on some that are spread over it."""
    every = max(1, len(opened) // MEASURED)
    pictures = torch.stack([opened.data[i][0] for i in range(0, len(opened), every)][:MEASURED])  # (n, C, H, W)
    shape = (pictures.shape[1], pictures.shape[2], pictures.shape[3])
    corners = pictures[:, 0, [0, 0, -1, -1], [0, -1, 0, -1]]  # (n, 4)
    ground = float(corners.median().round())
    inks = (pictures[:, 0] - ground).abs()
    drawn = inks.amax(dim=(1, 2)) > INK
    if shape[0] != 1 or not drawn.any() or ((corners - ground).abs() < INK).float().mean() < PLAIN:
        return Framing(shape, plain=False)
    boxes = torch.tensor([max(_cut(ink).shape) for ink in inks[drawn]])
    centres = [torch.stack([_centre(ink, by_mass) for ink in inks[drawn]]) for by_mass in (False, True)]
    by_mass = bool(centres[1].var(dim=0).sum() < centres[0].var(dim=0).sum())
    row, column = centres[by_mass].median(dim=0).values.tolist()
    peak = float(inks[drawn].amax(dim=(1, 2)).median())
    return Framing(shape, True, ground, int(boxes.median()), by_mass, (row, column), peak)


def picture_of(ink: Tensor, framing: Framing) -> Tensor | None:
    """Return ink (h, w), values from 0 (none) to 1, as a picture (C, H, W); None where there is no ink.

    It is cut to its ink, scaled so that its longer side is `framing.box` pixels, and put where its centre is at
    `framing.centre`. Its values are those that a byte for each pixel can hold, k/255. Where
    the training pictures have no plain ground, the whole is scaled to their size.
    """
    channels, height, width = framing.shape
    if not (ink > INK).any():
        return None
    if not framing.plain:
        return _in_bytes(_resized(ink, height, width).expand(channels, height, width))
    cut = _cut(ink)
    scale = framing.box * FINE / max(cut.shape)
    scaled = _resized(cut, *(max(1, round(side * scale)) for side in cut.shape))
    fine = torch.zeros(height * FINE, width * FINE)
    top, left = (
        min(max(0, round(wanted * FINE - float(found))), room - side)
        for wanted, found, room, side in zip(
            framing.centre, _centre(scaled, framing.by_mass), fine.shape, scaled.shape, strict=True
        )
    )
    fine[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled
    small = avg_pool2d(fine[None], FINE)  # (1, H, W)
    strength = (small * (framing.peak / small.max().clamp(min=1e-6))).clamp(0, 1)
    return _in_bytes((framing.ground - strength).abs())


def _in_bytes(picture: Tensor) -> Tensor:
    return (picture * 255).round() / 255


def ink_of(picture: Image.Image) -> Tensor:
    """Return the ink (h, w) of a photo or a scan: how far each pixel is from its ground, the median along the rim."""
    grey = torch.frombuffer(bytearray(picture.convert("L").tobytes()), dtype=torch.uint8)
    grey = grey.reshape(picture.height, picture.width).float() / 255
    rim = torch.cat([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = (grey - rim.median()).abs()
    ink = ink / ink.max().clamp(min=INK)
    return torch.where(ink < PAPER, 0.0, ink)


def picture_of_photo(png: bytes, framing: Framing) -> Tensor | None:
    """Return an uploaded picture as the network wants it; None where a plain ground is all that is on it.

    Photos for a network of photos are cut to their middle as in `PictureFolder`.
    """
    with Image.open(io.BytesIO(png), formats=("PNG",)) as photo:
        photo.load()
    if framing.plain:
        return picture_of(ink_of(photo), framing)
    channels, height, width = framing.shape
    fitted = ImageOps.fit(photo.convert("L" if channels == 1 else "RGB"), (width, height))
    pixels = torch.frombuffer(bytearray(fitted.tobytes()), dtype=torch.uint8)
    return pixels.reshape(height, width, channels).permute(2, 0, 1).float() / 255


def ink_from_pad(sent: object) -> Tensor:
    """Return the ink (SIDE, SIDE) that the pad sent as base64; none where it is no such thing."""
    try:
        data = base64.b64decode(str(sent), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) != SIDE * SIDE:
        return torch.zeros(SIDE, SIDE)
    return torch.frombuffer(bytearray(data), dtype=torch.uint8).reshape(SIDE, SIDE).float() / 255


def _cut(ink: Tensor) -> Tensor:
    """Return the smallest box that holds the ink."""
    rows, columns = ((ink > INK).any(dim=axis).nonzero().flatten() for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _centre(ink: Tensor, by_mass: bool) -> Tensor:
    """Return the centre of mass of ink (h, w), or the middle of its box: (row, column) from the upper left corner."""
    mass = ink if by_mass else _box(ink)
    places = [(torch.arange(side) + 0.5) for side in ink.shape]
    total = mass.sum().clamp(min=1e-6)
    return torch.stack([(mass.sum(dim=1) * places[0]).sum() / total, (mass.sum(dim=0) * places[1]).sum() / total])


def _box(ink: Tensor) -> Tensor:
    """Return 1 within the smallest box that holds the ink, else 0."""
    rows, columns = ((ink > INK).any(dim=axis).nonzero().flatten() for axis in (1, 0))
    box = torch.zeros_like(ink)
    box[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = 1
    return box


def _resized(ink: Tensor, height: int, width: int) -> Tensor:
    """Return ink (h, w) with other sides; pixels are averaged where it becomes smaller."""
    return interpolate(ink[None, None], (height, width), mode="bilinear", antialias=True)[0, 0]
