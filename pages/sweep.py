"""Try several settings: plan a sweep, start it, watch it, see what did best."""

import streamlit as st

from playground.sweeps.script import script
from playground.translations import _
from playground.ui import frame, sweep_list, sweep_plan, sweep_view
from playground.ui.code import code_panel
from playground.ui.failures import in_words

frame.begin("sweep")

with in_words():
    sweep_list.bring_back()
    opened = sweep_list.opened()
    if opened:
        plan = sweep_view.plan_of(opened)
        sweep_view.show(opened, plan)
    else:
        presets = st.container(gap="xsmall")
        choices, made = st.columns([1, 1.3], gap="medium")
        with choices:
            wanted = sweep_plan.plan(presets)
        with made:
            plan = wanted if sweep_plan.begin(wanted) else None
    sweep_list.your_sweeps(opened.id if opened else "")
    if plan:
        title = _("The same sweep in plain Python")
        box = st.expander(title, icon=":material/code:", key="sweep code", on_change="rerun")
        if box.open:
            with box:
                code_panel(script(plan), "sweep.py", key="sweep.py", height=340)

frame.end("sweep")
