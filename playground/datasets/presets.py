"""Data sets to start from, with what to look for in each."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.parameters import Value
from playground.translations import N_


@dataclass(frozen=True)
class DataPreset:
    """A data set with settings, and what to look for."""

    name: str
    summary: str
    state: Mapping[str, Value]


PRESETS = (
    DataPreset(
        N_("Handwritten digits"),
        N_(
            "Real handwriting: find two digits that even you would mix up. Then look at the mean picture of each class."
        ),
        {"data": "digits"},
    ),
    DataPreset(
        N_("A line"),
        N_("15 points beside y = 2x + 1. Raise noise: from where on would you draw another line?"),
        {"data": "line"},
    ),
    DataPreset(
        N_("Circles"),
        N_("No straight line separates the two classes. Raise noise: from where on can nobody tell them apart?"),
        {"data": "circles"},
    ),
    DataPreset(
        N_("Spirals"),
        N_("Clean, but wound up: raise turns. The means of both classes lie in the middle and tell nothing."),
        {"data": "spirals", "spirals.turns": 2.0},
    ),
    DataPreset(
        N_("Ten clusters"),
        N_("Ten classes, some clusters on top of each other: change the seed until all lie apart."),
        {"data": "blobs", "blobs.n_classes": 10, "blobs.n_samples": 1000},
    ),
    DataPreset(
        N_("Sine"),
        N_("200 points over 10π, in windows of 10: from ten values, predict the next. Step through with the index."),
        {"data": "waves"},
    ),
    DataPreset(
        N_("Noisy sine"),
        N_("The same with noise: no network can predict the noise, however long it learns."),
        {"data": "waves", "waves.noise": 0.2},
    ),
    DataPreset(
        N_("Sunspots"),
        N_("Real counts of 309 years: the cycle takes about eleven years, but no two are alike."),
        {"data": "sunspots"},
    ),
    DataPreset(
        N_("Alice"),
        N_("A text as numbers: the target is the window, moved on by one character."),
        {"data": "characters"},
    ),
    DataPreset(
        N_("Botchan"),
        N_("Japanese has many more characters: compare their number with Alice's, and how rare most of them are."),
        {"data": "characters", "characters.book": "Botchan"},
    ),
)
