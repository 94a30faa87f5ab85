"""Measure two ways to the same result: time with its spread, and memory."""

import streamlit as st

from playground.timing import script
from playground.translations import _
from playground.ui import frame, timing
from playground.ui.code import code_panel
from playground.ui.timing_result import result

frame.begin("timing")

choices, view = st.columns([1, 1.4], gap="medium")
with choices:
    comparison, sizes = timing.settings()
    timing.statements(comparison)
with view:
    guessed = timing.guess(comparison, sizes)
    job = timing.job_of(comparison, sizes, guessed)
    timing.buttons(comparison, sizes, job, guessed)
    result(comparison, sizes, job, guessed)

st.subheader(_("The code that measures"), anchor=False)
code_panel(script(comparison, sizes), "timing.py", key="timing.py", height=340)

frame.end("timing")
