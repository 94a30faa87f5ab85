"""Every run so far: open, compare, delete."""

import streamlit as st

from playground.runs.store import shared_store
from playground.translations import _
from playground.ui import frame, history
from playground.ui.failures import in_words
from playground.ui.visitor import visitor_id

frame.begin("runs")

runs = []
with in_words():
    runs = shared_store().owned_by(visitor_id())
if runs:
    chosen = history.table(runs)
    history.actions(chosen)
    if len(chosen) == 2:
        history.compare(*chosen)
else:
    st.info(_("You have no runs yet. Start one on the page “Train a network”."), icon=":material/info:")
    st.page_link("../pages/train.py", label=_("Train a network"), icon=":material/model_training:")

frame.end("runs")
