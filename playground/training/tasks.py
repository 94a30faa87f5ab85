"""What a run does differently for each kind of data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from playground.datasets import Kind
from playground.training.examination import (
    examine_classes,
    examine_forecast,
    examine_line,
    examine_numbers,
    examine_text,
)
from playground.training.steps import evaluate_classes, evaluate_forecast, evaluate_numbers
from playground.training.views import LiveView, Scene, line, moves, no_scene, pictures, points, series, text


@dataclass(frozen=True)
class Task:
    """How a network is judged.

    Attributes:
        score: The name of what is counted beside the loss; more is better, 1 is perfect.
        evaluate: (model, loss_fn, batches, device) to the mean loss and the score.
        examine: The last examination: (model, batches, indices, data, device) to plain JSON values.
        views: What can be watched while it learns.
        scene: What those views need that does not change.
        least: How many samples validation and test must have, so that there is a score.
    """

    score: Literal["accuracy", "r2", "skill"]
    evaluate: Callable[..., tuple[float, float]]
    examine: Callable[..., dict[str, Any]]
    views: tuple[LiveView, ...] = ()
    scene: Scene = no_scene
    least: int = 1


_CLASSES = partial(Task, "accuracy", evaluate_classes, examine_classes)

TASKS: Mapping[Kind, Task] = {
    "pictures": _CLASSES(pictures.VIEWS, pictures.scene),
    "points": _CLASSES(points.VIEWS, points.scene),
    "table": _CLASSES(),
    "line": Task("r2", evaluate_numbers, examine_line, line.VIEWS, line.scene, least=2),
    "numbers": Task("r2", evaluate_numbers, examine_numbers, least=2),
    "series": Task("skill", evaluate_forecast, examine_forecast, series.VIEWS, series.scene),
    "text": Task("accuracy", evaluate_classes, examine_text, text.VIEWS, text.scene),
}


def task_of(kind: Kind, moves_apart: bool) -> Task:
    """Return the task for such data; where not all parameters learn alike, how far each moves can be watched first."""
    task = TASKS[kind]
    if not moves_apart:
        return task
    return replace(task, views=(moves.VIEW, *task.views), scene=lambda parts: task.scene(parts) | moves.scene(parts))
