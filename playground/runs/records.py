"""What the store keeps, as plain frozen records."""

from dataclasses import dataclass
from typing import Any

from playground.translations import Message

WAITING = "queued"
ACTIVE = ("running", "paused")
ENDED = ("finished", "stopped", "failed", "interrupted")

CHECKPOINT = "last.pt"  # in the run's folder
LAST_WORDS = "worker.log"

COMMANDS = ("pause", "resume", "stop", "step", "pace", "lr", "momentum", "weight_decay")


@dataclass(frozen=True)
class Run:
    """One training run. Times are seconds since 1970; `best` is the highest score on the validation
    part so far, `test_score` that on the test part at the end."""

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

    @property
    def can_continue(self) -> bool:
        """Whether the run has ended before its end and left a checkpoint to go on from."""
        return self.status in ("stopped", "interrupted", "failed") and self.checkpoint_step is not None


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
