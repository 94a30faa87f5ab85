"""Choose schedulers and see the learning rate at every step."""

from dataclasses import replace

import streamlit as st

from playground.ui import frame, schedules
from playground.ui.schedule_editor import choose_line, edit
from playground.ui.schedule_losses import losses
from playground.ui.schedule_use import take_along, take_home
from playground.ui.schedule_view import notes, picture, problems, resume

frame.begin("schedulers")
schedules.presets()

choices, view = st.columns([1, 1.1], gap="large")
with choices:
    setting = schedules.setting()
    controls = st.container()
    texts = schedules.text()
with view:
    drawing = st.container()
    if "ReduceLROnPlateau" in "".join(texts):
        setting = replace(setting, losses=losses(setting))
lines = schedules.came_of(texts, setting)
with controls:
    place = choose_line(texts)
    edit(lines[place], place, setting)
    problems(lines)
with drawing:
    picture(lines, setting)
with view:
    notes(lines)
    take_along(lines[place], setting)

resume(lines[place], place + 1, setting)
take_home(lines[place], setting)
frame.end("schedulers")
