"""How many samples a second a `DataLoader` hands out. Imports no Streamlit and no Plotly.

``python -m playground.datasets.loading COST w1,w2,…`` measures in a process of its own; `jobs` makes it work for a
lane.
"""

from playground.datasets.loading.advice import advice
from playground.datasets.loading.bounds import why_not_pinned, worker_counts
from playground.datasets.loading.costs import COSTS, Cost
from playground.datasets.loading.measure import BATCH_SIZES, Rate, loading_speed
from playground.datasets.loading.script import script

__all__ = [
    "BATCH_SIZES",
    "COSTS",
    "Cost",
    "Rate",
    "advice",
    "loading_speed",
    "script",
    "why_not_pinned",
    "worker_counts",
]
