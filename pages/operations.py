"""Put tensors through any function: two side by side on the same tensors, or any chain of them."""

import streamlit as st

from playground.tensors.families import JOINING, JOINING_PRESETS, PRODUCT_PRESETS
from playground.translations import _
from playground.ui import frame, operations
from playground.ui.workbench import take_home, workbench

frame.begin("operations")
view = st.segmented_control(
    _("What to look at"),
    operations.VIEWS,
    default=operations.VIEWS[0],
    key="view",
    required=True,
    bind="query-params",
    label_visibility="collapsed",
)
if view == operations.VIEWS[0]:
    operations.pair_presets(JOINING_PRESETS, "joining preset")
    row = st.container(horizontal=True, gap="medium")
    lines = operations.tensor_fields(JOINING_PRESETS[0], row)
    with row:
        dim = operations.dim_slider(lines, JOINING)
    operations.side_by_side(lines, JOINING, dim)
    calls = [f"{each.name}ed = {each.expression.format(dim=dim)}" for each in JOINING]
elif view == operations.VIEWS[1]:
    operations.pair_presets(PRODUCT_PRESETS, "product preset")
    lines = operations.tensor_fields(PRODUCT_PRESETS[0], st.container(horizontal=True, gap="medium"))
    pair = operations.product_choice()
    operations.side_by_side(lines, pair)
    st.subheader(_("All products, on the same tensors"), anchor=False)
    operations.all_products(lines)
    calls = [f"C{number} = {each.expression}" for number, each in enumerate(pair, 1)]
else:
    operations.picker()
    workbench(operations.SCRATCH, operations.FIRST)
if view != operations.VIEWS[2]:
    take_home("\n".join([*lines, *calls]), 0, "operations")
frame.end("operations")
