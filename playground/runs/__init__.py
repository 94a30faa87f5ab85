"""Runs: the store that is the truth about them, the runner that works them off, the feed to the browsers.

Imports no Streamlit and no Plotly. The web server and the runner (``python -m playground.runs``) are two processes
that meet only in the store.
"""

from playground.runs.records import ACTIVE, ENDED, WAITING, Record, Run
from playground.runs.store import Store, open_store

__all__ = ["ACTIVE", "ENDED", "WAITING", "Record", "Run", "Store", "open_store"]
