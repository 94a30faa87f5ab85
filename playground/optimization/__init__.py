"""Losses, optimizers and learning-rate schedulers to choose from. Imports no Streamlit and no Plotly."""

from playground.optimization.losses import LOSSES
from playground.optimization.optimizers import OPTIMIZERS
from playground.optimization.schedulers import SCHEDULERS, ScheduleRow

__all__ = ["LOSSES", "OPTIMIZERS", "SCHEDULERS", "ScheduleRow"]
