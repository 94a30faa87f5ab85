"""Small grey pictures in a row, each with a caption; pixels stay pixels however large they are drawn."""

import base64
import html
import io
from collections.abc import Iterable
from functools import cache

import streamlit as st
from PIL import Image
from torch import Tensor

from playground.datasets import DATASETS

_FIGURE = (
    '<figure style="margin:0;text-align:center"><img src="data:image/png;base64,{png}" alt="{alt}" '
    'style="width:{size}px;height:{size}px;image-rendering:pixelated;border-radius:4px;border:2px solid {colour}">'
    '<figcaption style="font-size:.8rem">{caption}</figcaption></figure>'
)


@cache
def samples(name: str) -> tuple[Tensor, Tensor]:
    """Return the inputs and targets of a data set; shared by all visitors, never changed."""
    inputs, targets = DATASETS[name].make()
    return inputs, targets


@cache
def _png(name: str, index: int) -> str:
    image = samples(name)[0][index, 0]  # (H, W), values 0 to 1
    buffer = io.BytesIO()
    Image.fromarray((image * 255).byte().numpy()).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def gallery(
    name: str, pictures: Iterable[tuple[int, str, str]], *, colour: str = "transparent", size: int = 52
) -> None:
    """Show samples of the data set `name`: (index, caption, text for those who cannot see it)."""
    figures = [
        _FIGURE.format(
            png=_png(name, index), alt=html.escape(alt), caption=html.escape(caption), colour=colour, size=size
        )
        for index, caption, alt in pictures
    ]
    st.html(f'<div style="display:flex;flex-wrap:wrap;gap:.5rem">{"".join(figures)}</div>')
