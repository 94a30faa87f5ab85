"""What a training run reports, in plain records."""

import math
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from playground.translations import Message

Values = dict[str, float]


def _plain(value: Any) -> Any:
    if isinstance(value, Message):
        return value.as_json()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


@dataclass(frozen=True)
class Event:
    """Base of all events. `seconds` is the time spent on the run so far, pauses included."""

    type: ClassVar[str]
    step: int
    epoch: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return the event as plain JSON values, with its ``"type"``; what is not a finite number becomes null."""
        shown = (each.name for each in fields(self) if each.metadata.get("json", True))
        return {"type": self.type} | {name: _plain(getattr(self, name)) for name in shown}


@dataclass(frozen=True)
class Started(Event):
    """The run is assembled. Steps count batches; `samples` are the sizes of the three parts; `time` is now, in
    seconds since 1970, so that `seconds` of later events can be told as times of day; `score` is the name of what
    is counted beside the loss; `scene` is what the task's views need that does not change (see `training.views`)."""

    type = "started"
    config: dict[str, Any]
    device: str
    torch_version: str
    total_steps: int
    steps_per_epoch: int
    samples: dict[str, int]
    parameters: int
    score: str
    scene: dict[str, Any]
    time: float


@dataclass(frozen=True)
class Metrics(Event):
    """A point of the curves: `train_loss` (mean since the last point, or
    since the beginning of the epoch; a point between those every
    `log_interval` steps leaves their means alone), `learning_rate`, `grad_norm` and
    `samples_per_second`."""

    type = "metrics"
    values: Values


@dataclass(frozen=True)
class View(Event):
    """What a view shows now (see `training.views`): `name`, and `data` in plain JSON values."""

    type = "view"
    name: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Histograms(Event):
    """How weights, gradients and activations are spread: see `training.views.histograms`, which made these."""

    type = "histograms"
    layers: list[dict[str, Any]]
    remarks: list[dict[str, Any]]
    samples: int


@dataclass(frozen=True)
class Changed(Event):
    """A setting of the optimizer, `name`, was changed from outside before this step."""

    type = "changed"
    name: str
    before: float
    after: float


@dataclass(frozen=True)
class Notice(Event):
    """Something that its reader should know of the run."""

    type = "notice"
    message: Message


@dataclass(frozen=True)
class Epoch(Event):
    """An epoch is over: the mean training loss in it, and how the network does on the validation part.

    The score is what the task counts beside the loss (see `Task`): accuracy or skill.
    """

    type = "epoch"
    train_loss: float
    validation_loss: float
    validation_score: float


@dataclass(frozen=True)
class Checkpoint(Event):
    """Everything from which the run goes on exactly (`state`: tensors, numbers, text, dicts and lists only)."""

    type = "checkpoint"
    state: dict[str, Any] = field(metadata={"json": False})


@dataclass(frozen=True)
class Finished(Event):
    """The run came to its end; `examination` is what its task tells of the test part (see `training.examination`)."""

    type = "finished"
    test_loss: float
    test_score: float
    examination: dict[str, Any]


@dataclass(frozen=True)
class Failed(Event):
    """The run broke off; `message` says why and what to do."""

    type = "failed"
    message: Message


@dataclass(frozen=True)
class Stopped(Event):
    """The run was asked to stop, and can go on from its last checkpoint."""

    type = "stopped"
