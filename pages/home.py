"""What can be done here, to try at once."""

import streamlit as st

from playground.translations import _
from playground.ui import frame, miniatures

frame.begin("home", _("PyTorch Playground"))

left, right = st.columns(2, gap="medium")
with left, st.container(border=True):
    miniatures.train()
with right, st.container(border=True):
    miniatures.shapes()
with left, st.container(border=True):
    miniatures.pictures()
with right, st.container(border=True):
    miniatures.slope()
with right, st.container(border=True):
    miniatures.computer()

frame.end("home")
