"""Work in processes of their own, for pages that must not wait: one at a time in each lane, shared by all who ask.

A page asks a lane for a `Work` and looks at its `Job`. The work is a module that runs as ``python -m MODULE`` and
writes one JSON object a line; `child` is what such a module needs. Imports no Streamlit, no Plotly and no PyTorch.
"""

from playground.jobs.lane import Lane
from playground.jobs.lanes import LANES
from playground.jobs.records import Job, Status, Work

__all__ = ["LANES", "Job", "Lane", "Status", "Work"]
