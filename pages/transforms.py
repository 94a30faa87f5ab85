"""Put transforms into a chain and see what each of them does to a picture."""

import streamlit as st

from playground.ui import frame, transforms
from playground.ui import transforms_view as view

frame.begin("transforms")
transforms.presets()
bar, work, text = st.container(horizontal=True, vertical_alignment="bottom"), st.container(), st.container()
with text:
    steps = transforms.chain(work)
place = transforms.chosen(steps)
with bar:
    source, index = transforms.picture()
    seed = transforms.luck()
    transforms.add(steps, place)
strip, choices = work.columns([2.4, 1], gap="medium")
with strip:
    result = view.strip(steps, source, index, seed, place)
    view.several(steps, source, index, seed)
    way, classes = view.label(source, index)
with choices:
    if steps:
        transforms.settings(steps, place)
        view.values(result, place)
view.code(steps, source, index, seed, way, classes, len(result.draws))
frame.end("transforms")
