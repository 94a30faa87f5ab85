"""Make a tensor and see all of it: cells, shape, dtype, memory."""

import streamlit as st

from playground.program.outcomes import outcome
from playground.tensors.creation import DEFAULTS, PRESETS
from playground.translations import _
from playground.ui import frame, tensors
from playground.ui.presets import control_presets
from playground.ui.workbench import take_home

frame.begin("tensors")
control_presets(PRESETS, DEFAULTS, "tensor preset")
make, look = st.columns([1, 2], gap="medium")
with make:
    way = tensors.way_to_make()
    source, seed = tensors.source_of(way)
with look:
    st.code(source, language="python")
    tensors.drawn(outcome(source, seed))
    facts, out = st.columns([1.2, 1], gap="medium")
    with facts:
        st.markdown("**" + _("What can be read off it") + "**")
        tensors.fact_table(source, seed)
    with out:
        st.markdown("**" + _("Out of PyTorch") + "**")
        tensors.ways_out(source, seed)
st.subheader(_("Easily confused"), anchor=False)
tensors.pairs()
st.subheader(_("The dtypes, and a number in each"), anchor=False)
tensors.dtype_table()
take_home(source, seed, "tensors")
frame.end("tensors")
