"""One uploaded picture: checked before it is decoded, then small, upright and in one of two modes."""

import io
import struct
import zlib

import numpy
from PIL import Image, ImageOps, UnidentifiedImageError

from playground.translations import N_, PlaygroundError
from playground.uploads.limits import FORMATS, KEPT_SIDE, MOST_PIXELS, MOST_SIDE

Image.MAX_IMAGE_PIXELS = None  # `small_png` looks at the size itself, and says it in words

BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error, MemoryError)


def small_png(contents: bytes) -> bytes:
    """Return a picture as PNG in mode L or RGB, at most `KEPT_SIDE` pixels a side, without data about place or camera.

    The camera's turn (EXIF) is carried out, what is transparent becomes white, 16 bits become 8, and of moving pictures
    the first is taken. Raises `PlaygroundError` where it is too large (seen before a pixel is decoded), broken or none.
    """
    try:
        with Image.open(io.BytesIO(contents), formats=FORMATS) as picture:
            width, height = picture.size
            if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
                raise PlaygroundError(
                    N_("it has {width} × {height} pixels; at most {side} a side and {pixels} in all are read"),
                    width=f"{width:,}",
                    height=f"{height:,}",
                    side=f"{MOST_SIDE:,}",
                    pixels=f"{MOST_PIXELS:,}",
                )
            picture.draft("RGB", (2 * KEPT_SIDE, 2 * KEPT_SIDE))  # a large JPEG is decoded at a fraction of its size
            picture.load()
            small = _plain(picture)
            small.thumbnail((KEPT_SIDE, KEPT_SIDE))
            written = io.BytesIO()
            ImageOps.exif_transpose(small).save(written, "PNG", exif=b"", icc_profile=None)
            return written.getvalue()
    except UnidentifiedImageError:
        raise PlaygroundError(N_("it is none of: PNG, JPEG, WebP, BMP, GIF")) from None
    except BROKEN as error:
        raise PlaygroundError(N_("it is broken or cut off ({words})"), words=str(error)[:100]) from None


def _plain(picture: Image.Image) -> Image.Image:
    """Return a picture in mode L or RGB that still knows how it was turned."""
    exif = picture.getexif()
    if picture.mode.startswith(("I", "F")):  # 16 bits for each pixel, or more
        values = numpy.asarray(picture).astype("float32")
        top = 65535 if values.max(initial=0) > 255 else 255
        plain = Image.fromarray((values.clip(0, top) * (255 / top)).astype("uint8"))
    elif picture.has_transparency_data:
        coloured = picture.convert("RGBA")
        plain = Image.new("RGBA", coloured.size, "white")
        plain.alpha_composite(coloured)
        plain = plain.convert("L" if picture.mode == "LA" else "RGB")
    else:
        plain = picture.convert("L" if picture.mode in ("1", "L") else "RGB")
    plain.info = {"exif": exif.tobytes()} if exif else {}
    return plain
