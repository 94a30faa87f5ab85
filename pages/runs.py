"""Every run so far: find, name, compare, continue, delete."""

import streamlit as st

from playground.runs.listing import shelf
from playground.runs.store import shared_store
from playground.translations import _
from playground.ui import frame
from playground.ui.failures import in_words
from playground.ui.history import mark_also, marked_runs
from playground.ui.history_actions import actions, undo
from playground.ui.history_compare import colours, compare
from playground.ui.history_table import table
from playground.ui.moments import moments
from playground.ui.room import room
from playground.ui.run_files import take_home_run, ways_on
from playground.ui.visitor import visitor_id

frame.begin("runs")

with in_words():
    mine = shelf(shared_store(), visitor_id())
    room()
    undo(mine)
    top = st.container()
    chosen = marked_runs()
    with top:
        if mine.count:
            table(mine, colours([run.id for run in chosen]))
        else:
            st.info(_("You have no runs yet. Start one on the page “Train a network”."), icon=":material/info:")
            st.page_link("../pages/train.py", label=_("Train a network"), icon=":material/model_training:")
    if chosen:
        actions(chosen, mine.tags)
        compare(chosen)
        if len(chosen) == 1:
            moments(chosen[0], mark_also)
            ways_on(chosen[0])
            take_home_run(chosen[0])

frame.end("runs")
