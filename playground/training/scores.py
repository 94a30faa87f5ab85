"""What is counted beside the loss, and how it is said: accuracy as a share, in per cent; R² and skill as they are."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from playground.datasets import ALL_DATASETS
from playground.training.differences import MISSING
from playground.training.tasks import TASKS
from playground.translations import N_

LARGE = 100.0  # from here on, places after the point say nothing


@dataclass(frozen=True)
class Score:
    """What a task may count (see `Task.score`).

    Attributes:
        word: What it is called.
        title: What it is called over the curve of the validation part.
        share: Whether it is a share of all answers, from 0 to 1. What is not has no lower end: below 0 the network is
            worse than what it is held against.
    """

    word: str
    title: str
    share: bool = False


SCORES: Mapping[str, Score] = {
    "accuracy": Score(N_("accuracy"), N_("Validation accuracy"), share=True),
    "r2": Score(N_("R²"), N_("R² against the mean")),
    "skill": Score(N_("skill"), N_("Skill against the last value")),
}


def score_of(data: str) -> str:
    """Return the name of what is counted on a data set: one of `SCORES`, or "" where nobody knows these data."""
    row = ALL_DATASETS.get(data)
    return TASKS[row.kind].score if row else ""


def is_share(score: str) -> bool:
    """Return whether the score of that name is a share; one that nobody knows is not."""
    return score in SCORES and SCORES[score].share


def say_score(value: float | None, score: str, places: int = 3) -> str:
    """Return the value of a score in words, in the same way wherever a run's score is shown.

    Args:
        value: As it was counted: a share from 0 to 1. Without one, or with one that is not finite, it is a dash.
        score: The name of what was counted, one of `SCORES`; under any other name it is a plain number.
        places: How many places after the point are kept of `value`: with 3, ``95.6 %`` and ``0.873``.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    if is_share(score):
        return f"{100 * value:.{places - 2}f} %"
    return f"{value:z.{places}f}" if abs(value) < LARGE else f"{value:.{places + 1}g}"
