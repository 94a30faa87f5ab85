"""Chances as bars: the class, its bar, its share; one is marked."""

import html
from collections.abc import Sequence

from playground.charts import AXIS_COLOURS
from playground.translations import _

MOST = 12  # with more, the largest are shown
_ALL = (
    '<div class="pg-bars" style="display:grid;grid-template-columns:fit-content(40%) 1fr 3.6rem;gap:.35rem .6rem;'
    'align-items:center">{}</div>'
)
_ROW = (
    '<b style="text-align:right;overflow-wrap:anywhere;opacity:{opacity}">{name}</b>'
    '<span style="background:rgb(128 128 128/.15);border-radius:.25rem">'
    '<span style="display:block;height:1.05rem;border-radius:.25rem;width:{share:.2%};background:{colour}"></span>'
    "</span>"
    '<span style="font-variant-numeric:tabular-nums;text-align:right;opacity:{opacity}">{share:.1%}</span>'
)


def says(name: str) -> str:
    """Return the class that a network says as HTML."""
    words = html.escape(_("The network says"))
    return f"<div>{words} <b class='pg-says' style='font-size:1.5rem'>{html.escape(name)}</b></div>"


def bars(
    names: Sequence[str],
    shares: Sequence[float],
    marked: int | None = None,
    most: int = MOST,
    colours: Sequence[str] = (),
) -> str:
    """Return shares from 0 to 1 as HTML: all in order, or where there are more than `most`, the largest of them.

    The bars have the `colours` of the classes; where there are none, that of the marked one stands out.
    """
    order = list(range(len(names)))
    if len(order) > most:
        order = sorted(order, key=lambda i: -shares[i])[:most]
    rows = (
        _ROW.format(
            name=html.escape(names[i]),
            share=shares[i],
            colour=colours[i % len(colours)] if colours else AXIS_COLOURS[0] if i == marked else AXIS_COLOURS[7],
            opacity=1 if i == marked or marked is None else 0.75,
        )
        for i in order
    )
    return _ALL.format("".join(rows))
