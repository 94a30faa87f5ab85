"""Small pictures in a row, each with a caption; pixels stay pixels however large they are drawn."""

import html
from collections.abc import Iterable

import streamlit as st

from playground.datasets.opened import Opened, open_row

_FIGURE = (
    '<figure style="margin:0;text-align:center"><img src="data:image/png;base64,{png}" alt="{alt}" '
    'style="width:{size}px;height:{size}px;object-fit:contain;image-rendering:pixelated;border-radius:4px;'
    'border:2px solid {colour}">'
    '<figcaption style="font-size:.8rem;max-width:{size}px;overflow-wrap:anywhere">{caption}</figcaption></figure>'
)
_ROW = '<div style="display:flex;flex-wrap:wrap;gap:.5rem">{}</div>'

Picture = tuple[int, str, str]  # index, caption, text for those who cannot see it


def figure_html(png: str, caption: str, alt: str, *, colour: str = "transparent", size: int = 52) -> str:
    """Return a picture (PNG in base64) with its caption as HTML."""
    return _FIGURE.format(png=png, alt=html.escape(alt), caption=html.escape(caption), colour=colour, size=size)


def row_html(figures: Iterable[str]) -> str:
    """Return figures beside each other, as many as there is room for in a line."""
    return _ROW.format("".join(figures))


def pictures(
    opened: Opened,
    shown: Iterable[Picture],
    *,
    colour: str = "transparent",
    size: int = 52,
    marked: int | None = None,
    mark: str = "",
) -> None:
    """Show samples of a data set of pictures; the one at the index `marked` has a frame in the colour `mark`."""
    st.html(
        row_html(
            figure_html(opened.png(index), caption, alt, colour=mark if index == marked else colour, size=size)
            for index, caption, alt in shown
        )
    )


def gallery(name: str, shown: Iterable[Picture], *, colour: str = "transparent", size: int = 52) -> None:
    """Show samples of the data set `name` of the table."""
    pictures(open_row(name, {}), shown, colour=colour, size=size)
