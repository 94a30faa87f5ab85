"""A figure that changes while one looks at it.

`st.plotly_chart` builds a new chart for every change, which blinks; this one is drawn again in place.
"""

from typing import Any

import streamlit as st

from playground.translations import _
from playground.ui import plotly_route
from playground.ui.assets import asset
from playground.ui.live import root

_component = st.components.v2.component(
    "playground_figure",
    html='<div class="pg-figure"></div>\n',
    js=asset("plotly.js", "figure.js"),
    isolate_styles=False,  # Plotly puts its styles into the document
)


def figure(drawing: dict[str, Any], *, key: str, alt: str) -> None:
    """Show a Plotly figure, a plain dict with `data` and `layout`; the layout says its height."""
    _component(
        key=key,
        data={
            "root": root(),
            "plotly": plotly_route.PATH,
            "figure": drawing,
            "alt": alt,
            "missing": _("The chart could not be loaded. Reload the page."),
        },
    )
