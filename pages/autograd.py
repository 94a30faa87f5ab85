"""A program's graph, and backward through it, one node at a time."""

import streamlit as st

from playground.translations import _
from playground.ui import autograd, frame

frame.begin("autograd")
autograd.presets()
write, look = st.columns([1, 1.2], gap="medium")
with write:
    played, seed, choice = autograd.program()
with look:
    shown = autograd.graph(played, seed, choice)
if shown is not None:
    st.subheader(_("Every name: what autograd keeps of it, and the gradient checked"), anchor=False)
    autograd.leaves(*shown)
autograd.take_home(played, seed, choice)
frame.end("autograd")
