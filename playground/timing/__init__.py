"""How long PyTorch takes for the same result, written in different ways. Imports no Streamlit and no Plotly.

``python -m playground.timing COMPARISON n1,n2,…`` measures in a process of its own; `jobs` makes it work for a lane.
"""

from playground.timing.comparisons import COMPARISONS, DEFAULT, Comparison, Statement, check, why_not
from playground.timing.measure import Point, measure
from playground.timing.script import script
from playground.timing.units import duration, memory, times

__all__ = [
    "COMPARISONS",
    "DEFAULT",
    "Comparison",
    "Point",
    "Statement",
    "check",
    "duration",
    "measure",
    "memory",
    "script",
    "times",
    "why_not",
]
