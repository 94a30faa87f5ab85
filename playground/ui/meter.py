"""What the computer does now, live, from the feed of the server's one sampler."""

import streamlit as st

from playground.translations import _
from playground.ui.assets import root, script, style

_component = st.components.v2.component(
    "playground_meter",
    html='<div class="pg-meter"></div>\n<div class="pg-meter-note"></div>\n',
    css=style("meter.css"),
    js=script("meter.js"),
)


def meter(*, key: str) -> None:
    """Show CPU, memory and GPUs, once a second."""
    text = {
        "cpu": _("CPU"),
        "memory": _("memory"),
        "no_gpu": _("There is no NVIDIA GPU here: networks are trained on the CPU."),
    }
    _component(key=key, data={"root": root(), "text": text})
