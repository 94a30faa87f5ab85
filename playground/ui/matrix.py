"""A confusion matrix whose cells are buttons."""

from collections.abc import Sequence

import streamlit as st

from playground.charts import AXIS_COLOURS
from playground.translations import _
from playground.ui.assets import script, style

Cell = tuple[int, int]

_component = st.components.v2.component(
    "playground_matrix",
    html='<div class="pg-matrix"></div>\n',
    css=style("matrix.css"),
    js=script("elements.js", "matrix.js"),
)


def matrix(confusion: Sequence[Sequence[int]], classes: Sequence[str], *, key: str) -> Cell | None:
    """Show how often class i is taken for j; return the cell (i, j) that is open. A second click closes it."""
    chosen = (st.session_state.get(key) or {}).get("cell")
    _component(
        key=key,
        data={
            "confusion": [list(row) for row in confusion],
            "classes": list(classes),
            "chosen": chosen,
            "colours": [AXIS_COLOURS[0], AXIS_COLOURS[5]],
            "is": _("it is"),
            "said": _("the network says"),
            "cell": _("{label}, taken for {said}: {count}"),
        },
        on_cell_change=lambda: None,
    )
    return (int(chosen[0]), int(chosen[1])) if chosen else None
