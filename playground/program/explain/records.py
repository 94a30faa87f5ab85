"""What an explanation is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.translations import Message

KINDS = (
    "shape",
    "dtype",
    "device",
    "index",
    "dim",
    "view",
    "leaf",
    "gradient",
    "argument",
    "name",
    "refused",
    "other",
)


@dataclass(frozen=True)
class Clash:
    """An axis of an operand that does not fit.

    Attributes:
        operand: Which of the call's operands.
        axis: Which of its axes, from 0.
    """

    operand: int
    axis: int


@dataclass(frozen=True)
class Edit:
    """A change of the program after which the failing line runs.

    Attributes:
        label: What it does, with the new piece of code.
        source: The whole program after it.
    """

    label: Message
    source: str


@dataclass(frozen=True)
class Explanation:
    """What went wrong, in the reader's language, and what would mend it.

    Attributes:
        kind: One of `KINDS`.
        message: What happened, what was expected, what to do.
        clashes: The axes that do not fit.
        edits: Changes that were run and work, best first.
    """

    kind: str
    message: Message
    clashes: tuple[Clash, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Change:
    """A piece of the program's text, from `start` up to `end`, and what is to stand there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Candidate:
    """An edit that has not been run yet.

    Attributes:
        label: A template; `{code}` becomes the new piece of code.
    """

    label: str
    changes: tuple[Change, ...]
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What a rule makes of a mistake. Candidates come best first; None stands for one that cannot be made here."""

    kind: str
    message: Message
    clashes: tuple[Clash, ...] = ()
    candidates: Iterable[Candidate | None] = ()
