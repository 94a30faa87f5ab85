"""Broadcast two or three shapes: the rule axis by axis, what is stretched, and the traps that raise no error."""

import streamlit as st

from playground.program.outcomes import outcome
from playground.ui import broadcasting, frame
from playground.ui.workbench import take_home

frame.begin("broadcasting")
broadcasting.presets()
lines, expression = broadcasting.operands()
source = "\n".join([*lines.values(), f"result = {expression}", ""])
values = broadcasting.tensors_of(lines)
alignment = broadcasting.aligned(values)
rule, cells = st.columns([1, 1.3], gap="medium")
with rule:
    broadcasting.rules(alignment, list(values))
with cells:
    broadcasting.cells(outcome(source))
if len(values) == len(lines):
    broadcasting.stretched(lines, values, alignment)
broadcasting.traps()
take_home(source, 0, "broadcasting")
frame.end("broadcasting")
