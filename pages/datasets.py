"""Choose a data set and look at its samples, classes and parts."""

import streamlit as st

from playground.translations import _
from playground.ui import datasets, datasets_views, frame
from playground.ui.linked import linked_choice

frame.begin("datasets")
datasets.presets()
choices, view = st.columns([1, 2.2], gap="medium")
with choices:
    row, opened = datasets.chosen()
    if opened:
        datasets.facts(row, opened)
with view:
    shown = linked_choice(_("View"), datasets.views(), "view")
    if opened:
        datasets_views.VIEWS[shown](row, opened)
    else:
        st.info(_("As soon as the data is there, it is shown here."), icon=":material/hourglass_empty:")
frame.end("datasets")
