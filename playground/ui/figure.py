"""A figure that changes while one looks at it.

`st.plotly_chart` builds a new chart for every change, which blinks; this one is drawn again in place.
"""

from typing import Any

import streamlit as st

from playground.translations import _
from playground.ui.assets import plotly_js, script

_component = st.components.v2.component(
    "playground_figure",
    html='<div class="pg-figure"></div>\n',
    js=script("plotly.js", "figure.js"),
    isolate_styles=False,  # Plotly puts its styles into the document
)


def figure(drawing: dict[str, Any], *, key: str, alt: str) -> None:
    """Show a Plotly figure, a plain dict with `data` and `layout`; the layout says its height."""
    _component(
        key=key,
        data={
            "plotly": plotly_js(),
            "figure": drawing,
            "alt": alt,
            "missing": _("The chart could not be loaded. Reload the page."),
        },
    )
