"""Tensors as grids of cells. Hovering a cell shows where it came from, in the browser, without asking the server."""

import ast
import base64
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from playground.charts import AXIS_COLOURS, ink
from playground.program.records import Limits, TensorValue
from playground.translations import _
from playground.ui import grid_cells
from playground.ui.assets import script, style
from playground.ui.shapes import chips

STRIP = 64  # cells shown of a strip
_PICTURE = 224  # pixels of the screen that the longer side of a picture has, at most

_component = st.components.v2.component(
    "playground_grid",
    html='<div class="pg-grid"></div>\n',
    css=style("grid.css"),
    js=script("elements.js", "grid_select.js", "grid.js"),
)


@dataclass(frozen=True)
class Panel:
    """A tensor to draw.

    Attributes:
        name: What the program calls it: `A`, `A.T`, `result`.
        value: Without data its shape is drawn, and a word that its values were not computed or are too many.
        axes: For each axis, which colour it has, as `shapes.chips` takes them. By default 0, 1, 2, …
        note: Translated text under the name.
        changed: The flat indices of cells that stand out, because they were written.
        unseen: The flat indices of cells whose values nobody knows.
        strip: With one axis: draw it as a row that is broken where the screen ends.
    """

    name: str
    value: TensorValue
    axes: tuple[int, ...] | None = None
    note: str = ""
    changed: Collection[int] = ()
    unseen: Collection[int] = ()
    strip: bool = False


@dataclass(frozen=True)
class Links:
    """Where the cells of the output, which is the last panel, came from.

    Attributes:
        cells: For each operand, which are the first panels in their order, for each output cell in row-major order:
            flat indices of the operand's cells.
        arithmetic: For each output cell how it was worked out, "" where there is nothing to say; or nothing at all.
        ways: The operands share the output's cells: pointing at a cell of one lights those of the others too. For each
            operand, for each of its cells, how its place in the output is worked out; "" where there is nothing to say.
        hint: Translated text to show while nothing is pointed at, instead of the usual one.
    """

    cells: tuple[tuple[tuple[int, ...], ...], ...]
    arithmetic: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...] = ()
    hint: str = ""


def tensor_grid(
    panels: Sequence[Panel],
    *,
    key: str,
    links: Links | None = None,
    symbols: Sequence[str] = (),
    picture: bool = False,
) -> None:
    """Draw tensors side by side; the arguments are those of `drawing`, and the component's key."""
    show(drawing(panels, links, symbols, picture), key=key)


def show(drawn: bytes, *, key: str) -> None:
    """Show a `drawing`; `key` is the component's key."""
    _component(key=key, data=drawn)


def drawing(
    panels: Sequence[Panel],
    links: Links | None = None,
    symbols: Sequence[str] = (),
    picture: bool = False,
    heading: str = "",
) -> bytes:
    """Return tensors side by side as the browser gets them: `grid_data` in JSON.

    Args:
        panels: The tensors; with `links`, the operands and last the output.
        links: Where the output's cells came from.
        symbols: Signs between the panels: `("@", "=")`.
        picture: Draw those that can be a picture also as one.
        heading: HTML; with one the tensors stand in a frame.
    """
    return json.dumps(grid_data(panels, links, symbols, picture) | {"heading": heading}).encode()


def grid_data(
    panels: Sequence[Panel], links: Links | None = None, symbols: Sequence[str] = (), picture: bool = False
) -> dict[str, Any]:
    """Return what the browser draws, as plain JSON values."""
    magnitudes = [
        grid_cells.largest(grid_cells.numbers(panel.value.data)) if panel.value.data is not None else 0.0
        for panel in panels
    ]
    drawn = [
        _panel_data(panel, scale, picture) for panel, scale in zip(panels, grid_cells.scales(magnitudes), strict=True)
    ]
    linked = _links_data(panels, links) if links else None
    hint = ""
    if linked:
        hint = (links.hint if links else "") or _("Point at a cell, or tap it, to see where it came from.")
    elif any("tracks" in panel for panel in drawn):
        hint = _("Point at a cell, or tap it, to see its index and its exact value.")
    return {
        "panels": drawn,
        "links": linked,
        "symbols": list(symbols),
        "axes": [{"colour": colour, "ink": ink(colour)} for colour in AXIS_COLOURS],
        "hint": hint,
    }


def _panel_data(panel: Panel, scale: float, picture: bool) -> dict[str, Any]:
    value = panel.value
    dtype = str(value.dtype).removeprefix("torch.")
    data: dict[str, Any] = {
        "name": panel.name,
        "called": _called(panel.name),
        "note": panel.note,
        "dtype": dtype,
        "chips": chips(value.shape, panel.axes),
        "description": _("{name}, shape {shape}, {dtype}").format(name=panel.name, shape=value.shape, dtype=dtype),
        "axes": [axis % len(AXIS_COLOURS) for axis in panel.axes or range(len(value.shape))],
        "word": _word(value),
        "picture": _picture_data(panel) if picture else None,
        "strip": panel.strip,
    }
    if data["word"] or value.data is None:
        return data
    tracks = _tracks(panel)
    flats = grid_cells.flats(value.shape, tracks)
    numbers = grid_cells.numbers(value.data)
    unseen = [place for place, flat in enumerate(flats) if flat in panel.unseen]
    shown = [None if flat is None or flat in panel.unseen else numbers[flat] for flat in flats]
    labels = ["" if number is None else grid_cells.label(number.item()) for number in shown]
    for place in unseen:
        labels[place] = "?"
    if None in flats:
        data["word"] = _("{shown} of {all} values are shown; … stands for the others.").format(
            shown=f"{sum(flat is not None for flat in flats):,}", all=f"{value.numel:,}"
        )
    exact = {place: grid_cells.exact(number) for place, number in enumerate(shown) if number is not None}
    return data | {
        "tracks": tracks,
        "labels": labels,
        "exact": {str(place): text for place, text in exact.items() if text != labels[place]},
        "levels": [None if number is None else grid_cells.level(number.item(), scale) for number in shown],
        "changed": [place for place, flat in enumerate(flats) if flat in panel.changed],
        "unseen": unseen,
    }


def _tracks(panel: Panel) -> tuple[grid_cells.Tracks, ...]:
    """Return for each axis what is shown of it; of a strip more, for it goes on in the next line."""
    if panel.strip:
        return (grid_cells.thin(panel.value.shape[0], STRIP),)
    return grid_cells.tracks(panel.value.shape)


def _called(name: str) -> str:
    """Return a name so that an index can follow it: `A`, but `(A + B)`."""
    try:
        expression = ast.parse(name, mode="eval").body
    except SyntaxError:
        return name
    alone = isinstance(expression, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    return name if alone else f"({name})"


def _word(value: TensorValue) -> str:
    """Tell why there are no cells, where there are none."""
    if not value.numel:
        return _("No values: an axis has size 0.")
    if value.data is not None:
        return ""
    if value.numel > Limits().cells:
        return _("{count} values are too many to show.").format(count=f"{value.numel:,}")
    return _("The values were not computed.")


def _picture_data(panel: Panel) -> dict[str, Any] | None:
    drawn = grid_cells.picture(panel.value.data) if panel.value.data is not None else None
    if drawn is None:
        return None
    zoom = max(1, _PICTURE // max(drawn.width, drawn.height))
    low, high = grid_cells.label(drawn.low), grid_cells.label(drawn.high)
    return {
        "source": "data:image/png;base64," + base64.b64encode(drawn.png).decode(),
        "width": drawn.width * zoom,
        "height": drawn.height * zoom,
        "description": _("{name} as a picture").format(name=panel.name),
        "note": _("Darkest: {low}, brightest: {high}").format(low=low, high=high),
    }


def _links_data(panels: Sequence[Panel], links: Links) -> dict[str, Any] | None:
    """Return the links between the places on the screen; equal sets of sources are sent once."""
    *inputs, output = panels
    if len(links.cells) > len(inputs):
        raise ValueError(f"links of {len(links.cells)} operands, but {len(inputs)} panels before the output")
    if output.value.data is None or not output.value.numel:
        return None
    flats = grid_cells.flats(output.value.shape, _tracks(output))
    arithmetic = links.arithmetic or ("",) * output.value.numel
    return {
        "operands": [
            _operand_data(panel.value, cells, flats) for panel, cells in zip(inputs, links.cells, strict=False)
        ],
        "arithmetic": ["" if flat is None else arithmetic[flat] for flat in flats],
        "ways": [
            ["" if flat is None else way[flat] for flat in grid_cells.flats(panel.value.shape, _tracks(panel)) if way]
            for panel, way in zip(inputs, links.ways, strict=False)
        ],
    }


def _operand_data(
    operand: TensorValue, cells: Sequence[Sequence[int]], flats: Sequence[int | None]
) -> dict[str, list[Any]]:
    """Return `sets` of places, and `of`, for each place of the output, the number of its set."""
    places = grid_cells.places(operand.shape, grid_cells.tracks(operand.shape)) if operand.data is not None else []
    known: dict[tuple[int, ...], int] = {(): 0}
    of = []
    for flat in flats:
        behind = () if flat is None or not places else tuple(sorted({places[cell] for cell in cells[flat]}))
        of.append(known.setdefault(behind, len(known)))
    return {"sets": [list(each) for each in known], "of": of}
