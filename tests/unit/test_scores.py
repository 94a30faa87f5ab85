"""A run's score is said in one way: accuracy in per cent, R² and skill as plain numbers."""

import math

import pytest
from sklearn.metrics import accuracy_score, r2_score

from playground.charts.comparison import Axes, scores
from playground.datasets import ALL_DATASETS
from playground.runs.curves import Curves
from playground.training.scores import SCORES, is_share, say_score, score_of
from playground.training.tasks import TASKS

# the examples in scikit-learn's documentation of the two functions
HALF = accuracy_score([0, 1, 2, 3], [0, 2, 1, 3])
GOOD = r2_score([3, -0.5, 2, 7], [2.5, 0.0, 2, 8])
WORSE_THAN_THE_MEAN = r2_score([1, 2, 3], [3, 2, 1])


@pytest.mark.parametrize(
    ("value", "score", "said"),
    [
        (0.956, "accuracy", "95.6 %"),
        (HALF, "accuracy", "50.0 %"),
        (1.0, "accuracy", "100.0 %"),
        (0.873, "r2", "0.873"),
        (GOOD, "r2", "0.949"),
        (WORSE_THAN_THE_MEAN, "r2", "-3.000"),
        (-0.00001, "r2", "0.000"),
        (-123456.7, "r2", "-1.235e+05"),
        (-0.25, "skill", "-0.250"),
        (0.5, "", "0.500"),  # of data that nobody knows any more
        (None, "accuracy", "–"),
        (math.nan, "accuracy", "–"),
        (-math.inf, "r2", "–"),
    ],
)
def test_a_share_is_said_in_per_cent_and_nothing_else_is(value, score, said):
    assert say_score(value, score) == said


def test_what_is_compared_is_said_more_exactly():
    assert say_score(0.95614, "accuracy", 4) == "95.61 %"
    assert say_score(0.87326, "r2", 4) == "0.8733"


def test_every_task_counts_one_of_the_scores():
    assert {task.score for task in TASKS.values()} == set(SCORES)
    assert {score_of(name) for name in ALL_DATASETS} == set(SCORES)
    assert score_of("no such data") == ""
    assert not is_share("")


def test_only_shares_are_drawn_in_per_cent():
    def drawn(*kinds):
        chart = scores({kind: Curves(score=((1, 0.5, 0.25),), score_name=kind) for kind in kinds}, Axes())
        return [line["y"] for line in chart["data"]], chart["layout"]["yaxis"]["title"]["text"]

    assert drawn("accuracy") == ([[25.0]], "validation score in %")
    assert drawn("r2") == ([[0.25]], "R²")
    assert drawn("accuracy", "skill") == ([[0.25], [0.25]], "score")
