"""One training run: its config, the loop, its events, and the script that does the same by itself.

No files, no database, no screen, no Streamlit:

    >>> from playground.training import TrainConfig, train
    >>> for event in train(TrainConfig(epochs=1)):
    ...     print(event.as_json())
"""

from playground.training.config import Loader, TrainConfig, problems
from playground.training.control import Control
from playground.training.events import (
    Changed,
    Checkpoint,
    Epoch,
    Event,
    Failed,
    Finished,
    Histograms,
    Metrics,
    Notice,
    Started,
    Stopped,
    View,
)
from playground.training.fields import Choice
from playground.training.loop import train
from playground.training.script import script

__all__ = [
    "Changed",
    "Checkpoint",
    "Choice",
    "Control",
    "Epoch",
    "Event",
    "Failed",
    "Finished",
    "Histograms",
    "Loader",
    "Metrics",
    "Notice",
    "Started",
    "Stopped",
    "TrainConfig",
    "View",
    "problems",
    "script",
    "train",
]
