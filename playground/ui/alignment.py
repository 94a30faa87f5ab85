"""Shapes aligned from the right, rule by rule. Their sizes can be dragged; stepping through the rule asks no server."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from playground.charts import AXIS_COLOURS, ink
from playground.program.records import Shape
from playground.tensors.alignment import Alignment, Column, rule
from playground.tensors.entries import AXES
from playground.translations import _
from playground.ui.assets import script, style

_component = st.components.v2.component(
    "playground_alignment",
    html='<div class="pg-align"></div>\n',
    css=style("alignment.css"),
    js=script("elements.js", "alignment.js"),
)

Changed = Callable[[Mapping[str, Shape]], None]


def alignment_table(alignment: Alignment, names: Sequence[str], *, key: str, changed: Changed) -> None:
    """Show shapes aligned from the right, and what the rule says of each axis.

    Args:
        names: What the operands are called.
        changed: Receives the shapes that were dragged, by name; runs before the page does.
    """
    handled = f"{key} handled"

    def drag() -> None:
        given = st.session_state[key]["change"]
        st.session_state[handled] = given["number"]
        changed({name: tuple(map(int, given["shapes"][name])) for name in names if name in given["shapes"]})

    data = alignment_data(alignment, names) | {"handled": st.session_state.get(handled, 0)}
    _component(key=key, data=data, on_change_change=drag)


def alignment_data(alignment: Alignment, names: Sequence[str]) -> dict[str, Any]:
    """Return what the browser draws, as plain JSON values; columns from the left."""
    columns = [_column_data(column, names, len(alignment.columns)) for column in reversed(alignment.columns)]
    return {
        "names": list(names),
        "shapes": {name: list(stretch.shape) for name, stretch in zip(names, alignment.operands, strict=True)},
        "columns": columns,
        "most": AXES,
        "words": {
            "result": _("result"),
            "title": _("Shapes aligned from the right"),
            "size": _("{name}, axis {axis}: size").format(name="{name}", axis="{axis}"),
            "left": _("Add an axis of size 1 on the left of {name}").format(name="{name}"),
            "right": _("Add an axis of size 1 on the right of {name}").format(name="{name}"),
            "back": _("One axis back"),
            "on": _("One axis on"),
            "step": _("axis {place} of {count}, from the right").format(place="{place}", count="{count}"),
            "all": _("All axes, from the right"),
            "none": _("Single numbers have no axes: there is nothing to align."),
            "hint": _("Drag a size to the side, or press ↑ and ↓ on it. + adds an axis of size 1, Delete removes one."),
        },
    }


def _column_data(column: Column, names: Sequence[str], count: int) -> dict[str, Any]:
    colour = AXIS_COLOURS[(count + column.axis) % len(AXIS_COLOURS)]
    moved = {*column.stretched, *(column.missing if column.size != 1 else ())}
    return {
        "axis": column.axis,
        "colour": colour,
        "ink": ink(colour),
        "verdict": column.verdict,
        "sizes": list(column.sizes),
        "moved": [place in moved for place in range(len(names))],
        "clashing": [place in column.clashing for place in range(len(names))],
        "size": column.size,
        "rule": " ".join(message.text() for message in rule(column, names)),
    }
