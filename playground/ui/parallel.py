"""Parallel coordinates, drawn in the browser: what is dragged over on an axis keeps only some of the lines."""

from typing import Any

import streamlit as st

from playground.translations import _
from playground.ui.assets import script, style

_component = st.components.v2.component(
    "playground_parallel",
    html='<div class="pg-parallel"></div>\n',
    css=style("parallel.css"),
    js=script("elements.js", "parallel.js"),
)


def parallel_view(drawing: dict[str, Any], *, key: str, alt: str) -> None:
    """Show what `charts.parallel` made."""
    _component(
        key=key,
        data=drawing
        | {
            "alt": alt,
            "kept": _("{kept} of {count} runs are kept; click the axis to keep all again."),
            "hint": _("Point at a line to read its settings; click it to open its run."),
        },
    )
