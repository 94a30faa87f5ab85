"""What a run does differently for each kind of data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from playground.datasets import Kind
from playground.training.examination import examine_classes, examine_forecast, examine_text
from playground.training.steps import evaluate_classes, evaluate_forecast
from playground.training.views import LiveView, Scene, no_scene


@dataclass(frozen=True)
class Task:
    """How a network is judged.

    Attributes:
        score: The name of what is counted beside the loss; more is better, 1 is perfect.
        evaluate: (model, loss_fn, batches, device) to the mean loss and the score.
        examine: The last examination: (model, batches, indices, data, device) to plain JSON values.
        views: What can be watched while it learns.
        scene: What those views need that does not change.
    """

    score: Literal["accuracy", "skill"]
    evaluate: Callable[..., tuple[float, float]]
    examine: Callable[..., dict[str, Any]]
    views: tuple[LiveView, ...] = ()
    scene: Scene = no_scene


_CLASSES = Task("accuracy", evaluate_classes, examine_classes)

TASKS: Mapping[Kind, Task] = {
    "pictures": _CLASSES,
    "points": _CLASSES,
    "table": _CLASSES,
    "series": Task("skill", evaluate_forecast, examine_forecast),
    "text": Task("accuracy", evaluate_classes, examine_text),
}
