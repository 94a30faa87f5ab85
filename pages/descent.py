"""One step downhill: the gradient's step, taken by hand on a function of one variable or of two."""

import streamlit as st

from playground.ui import descent, frame
from playground.ui.descent_view import journey, picture
from playground.ui.workbench import take_home

frame.begin("descent")
descent.presets()
choices, view = st.columns([1, 1.35], gap="medium")
with choices:
    settings = descent.steps(descent.settings())
    shown, path = descent.walked(settings)
with view:
    picture(shown, path)
    journey(shown, path)
take_home(path.source, 0, "descent")
frame.end("descent")
