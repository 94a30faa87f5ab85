"""What is to be done in another process, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from playground.translations import Message

Status = Literal["waiting", "running", "finished", "stopped", "failed"]


@dataclass(frozen=True)
class Work:
    """What a process is to do; equal works are done once for all who ask.

    Attributes:
        module: Run as ``python -m MODULE --attached ARGUMENTS…``; it writes one JSON object a line.
        arguments: What follows on the command line.
        total: With how many lines it is complete; 0 where any number will do.
    """

    module: str
    arguments: tuple[str, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class Job:
    """A work as it stands.

    Attributes:
        work: What is to be done.
        status: How far it is.
        lines: What its process wrote so far.
        place: The place in the line, from 1; 0 where it does not wait.
        message: Why it failed.
        watchers: The visitors who asked for it, or looked at it, and have not asked for another since.
    """

    work: Work
    status: Status = "waiting"
    lines: tuple[Mapping[str, Any], ...] = ()
    place: int = 0
    message: Message | None = None
    watchers: frozenset[str] = frozenset()

    @property
    def over(self) -> bool:
        return self.status not in ("waiting", "running")

    @property
    def share(self) -> float:
        """How much of a work with a `total` is done, from 0 to 1."""
        return min(1.0, len(self.lines) / self.work.total) if self.work.total else 0.0
