"""A result in, a Plotly figure out, as a plain dict (building `plotly.graph_objects` costs seven times as much).

Imports no Streamlit. Colours come from `palette`, so that an axis looks the same in every chart, grid and chip.
"""

from playground.charts.figures import confusion, gradient, line_layout
from playground.charts.palette import AXIS_COLOURS, CLASS_COLOURS, ink

__all__ = ["AXIS_COLOURS", "CLASS_COLOURS", "confusion", "gradient", "ink", "line_layout"]
