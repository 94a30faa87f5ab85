"""Losses, optimizers and learning-rate schedulers to choose from. Imports no Streamlit and no Plotly."""

from playground.optimization.losses import LOSSES, LossRow
from playground.optimization.optimizers import OPTIMIZERS
from playground.optimization.schedulers import ALL_SCHEDULERS, SCHEDULERS, ScheduleRow

__all__ = ["ALL_SCHEDULERS", "LOSSES", "OPTIMIZERS", "SCHEDULERS", "LossRow", "ScheduleRow"]
