"""Make a tensor and see all of it: cells, shape, dtype, memory."""

import streamlit as st

from playground.program.outcomes import outcome
from playground.tensors.creation import DEFAULTS, PRESETS
from playground.translations import _
from playground.ui import frame, tensor_facts, tensors
from playground.ui.dtypes import dtype_table
from playground.ui.presets import control_presets
from playground.ui.stale import stale
from playground.ui.workbench import take_home

frame.begin("tensors")
control_presets(PRESETS, DEFAULTS, "tensor preset")
make, look = st.columns([1, 2], gap="medium")
with make:
    way = tensors.way_to_make()
    source, seed, fresh = tensors.source_of(way)
with look:
    if not fresh:
        stale()
    st.code(source, language="python")
    tensor_facts.drawn(outcome(source, seed), seed)
    tensor_facts.read_off(source, seed)
tensor_facts.pairs()
st.subheader(_("The dtypes, and a number in each"), anchor=False)
dtype_table()
take_home(source, seed, "tensors")
frame.end("tensors")
