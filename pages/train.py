"""Train a network: choose, start, watch, examine."""

import streamlit as st

from playground.training import script
from playground.translations import _
from playground.ui import again, beside, frame, run_files, steering, sweep_plan, training
from playground.ui.code import code_panel
from playground.ui.failures import in_words
from playground.ui.live import live_chart
from playground.ui.moments import moments
from playground.ui.preview import preview
from playground.ui.results import results
from playground.ui.room import room

frame.begin("train")

starts = st.container(gap="xsmall")
buttons = st.container(horizontal=True, gap="small", vertical_alignment="center")
go = buttons.button(_("Start"), type="primary", icon=":material/play_arrow:", key="start")
view, choices = st.columns([2.4, 1], gap="medium")  # the view first: on a phone it comes before the settings
with choices:
    fields = st.container(horizontal=True, gap="small")
    hint = st.empty()
    config = training.settings_to_config()
    run_files.bring_settings()
with starts:
    room()
    training.presets(config)

with view:
    steering.begin(go, config)
    run = training.shown_run()
    ran = None
    with buttons:
        steering.buttons(run)
        steering.pace(run)
        sweep_plan.way_in(config)
    with fields:
        steering.fields(run)
        second = beside.beside(run)
    with hint:
        steering.settings_hint(run)
    if run:
        training.told(run)
    live_chart(run, key="live", beside=second)
    if run:
        ran = training.config_of(run)
        report = training.finished(run)
        if report and ran:
            results(report, ran)
        run_files.ways_on(run)
        moments(run, training.show)
    else:
        st.info(
            _("Press **Start**: the network learns from these data, and its curves appear here."),
            icon=":material/arrow_upward:",
        )
        if config:
            preview(config)

shown = ran or config
if shown:
    net, code = st.columns([1, 1.2], gap="medium")
    with net, in_words():
        st.subheader(_("The network, layer by layer"), anchor=False)
        training.network(shown)
    with code, in_words():
        st.subheader(_("The code that runs") if ran else _("The code that would run"), anchor=False)
        code_panel(script(shown), "train.py", key="train.py", height=340)
    if ran and config and ran != config:
        st.caption(
            _(
                "Network and code are those of the run above. "
                "The settings have been changed since: press Start to try them."
            )
        )
        again.use_settings(ran)
if run:
    run_files.take_home_run(run)

frame.end("train")
