"""What the store keeps, as plain frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.translations import Message

WAITING = "queued"
ACTIVE = ("running", "paused")
ENDED = ("finished", "stopped", "failed", "interrupted")

LAST_WORDS = "worker.log"  # in the run's folder

NAME, TAG, NOTE, TAGS = 80, 30, 2000, 10  # characters of each, and how many tags

COMMANDS = ("pause", "resume", "stop")
VALUED = ("step", "pace", "lr", "momentum", "weight_decay")  # step: how many; pace: steps a second, 0 full speed


@dataclass(frozen=True)
class Run:
    """One training run. Times are seconds since 1970; `best` is the highest score on the validation
    part so far, `test_score` that on the test part at the end; `pace` is in steps a second, None as fast as can be.
    `data` and `model` are names that the config chooses; `deleted` is since when the run is in the bin; `sweep` is that
    to which it belongs; `bytes` is what its files take of the disk, `checkpoints` how many of them are checkpoints, of
    which the last was made after `checkpoint_step` steps."""

    id: str
    owner: str
    created: float
    config: dict[str, Any]
    status: str
    started: float | None
    ended: float | None
    step: int
    epoch: int
    total_steps: int
    best: float | None
    test_score: float | None
    message: Message | None
    checkpoint_step: int | None
    pace: float | None
    name: str
    tags: tuple[str, ...]
    note: str
    data: str
    model: str
    deleted: float | None
    sweep: str | None
    bytes: int
    checkpoints: int

    @property
    def can_continue(self) -> bool:
        """Whether the run has ended before its end and left a checkpoint to go on from."""
        return self.status in ("stopped", "interrupted", "failed") and self.checkpoint_step is not None


def chosen_names(config: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the data and the model that a config chooses; one of another version may hold anything."""
    given = {field: config.get(field) for field in ("data", "model")}
    names = {field: choice.get("name") if isinstance(choice, dict) else choice for field, choice in given.items()}
    return {field: name[:NAME] if isinstance(name, str) else "" for field, name in names.items()}


@dataclass(frozen=True)
class Record:
    """One event of a run as stored; `id` grows over all runs, and is where a lost connection takes up again."""

    id: int
    run_id: str
    type: str
    step: int
    epoch: int
    seconds: float
    payload: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {"type": self.type, "step": self.step, "epoch": self.epoch, "seconds": self.seconds} | self.payload


@dataclass(frozen=True)
class Frame:
    """What a view of a run showed at a moment; `id` grows over all runs."""

    id: int
    run_id: str
    name: str
    step: int
    epoch: int
    seconds: float
    data: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "step": self.step, "epoch": self.epoch, "seconds": self.seconds, "data": self.data}
