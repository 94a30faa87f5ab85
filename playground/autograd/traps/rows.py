"""What a row of the table of traps tells, and what its programs really do."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from torch import Tensor

from playground.program import Limits, RunError, TensorValue, run
from playground.translations import N_

STOPS = N_("PyTorch stops with an error")
PATIENT = Limits(seconds=60)  # nobody types these programs: they end, and a busy server must not cut them short
WRITTEN = 32  # characters of a tensor's values
Lab = Literal["", "depth", "clipping"]


@dataclass(frozen=True)
class Choice:
    """Something that a learner may predict.

    Attributes:
        text: What it says; code needs no translation.
        says: How what the program tells begins if it is right; … stands for anything.
    """

    text: str
    says: str

    def fits(self, told: str) -> bool:
        """Return whether this is what happened."""
        return re.match(".*?".join(map(re.escape, self.says.split("…"))), told, re.DOTALL) is not None


@dataclass(frozen=True)
class Also:
    """The same with what a program here may not use (def, torch.nn): plain code to read, which the tests run."""

    title: str
    code: str


@dataclass(frozen=True)
class TrapRow:
    """A trap: what is asked, the program that falls in, and the program that does not.

    Attributes:
        slug: Its name in links.
        falls: The program to predict.
        why: What happens there, in a few sentences.
        mending: What the mended program does otherwise.
        lab: What can be tried out below it.
    """

    slug: str
    title: str
    question: str
    choices: tuple[Choice, ...]
    falls: str
    mended: str
    why: str
    mending: str
    also: Also | None = None
    lab: Lab = ""

    def right(self) -> int:
        """Return the place of the choice that fits what PyTorch really does."""
        told = telling(self.falls).text
        return next(place for place, choice in enumerate(self.choices) if choice.fits(told))


@dataclass(frozen=True)
class Ending:
    """A tensor at the end of a program.

    Attributes:
        shown: Its values, as PyTorch writes them.
        grad: The gradient that it keeps, written the same way; "" where it keeps none.
    """

    name: str
    value: TensorValue
    shown: str
    grad: str


@dataclass(frozen=True)
class Telling:
    """What a program told while it ran.

    Attributes:
        printed: What it printed.
        warnings: What PyTorch warned of, word for word.
        error: Why it ended early, if it did.
        endings: The tensors that its names hold at the end.
    """

    printed: str
    warnings: tuple[str, ...]
    error: RunError | None
    endings: tuple[Ending, ...]

    @property
    def text(self) -> str:
        """What it printed, and last its error: `RuntimeError in line 4: …`."""
        error = self.error
        return self.printed + (f"{error.type} in line {error.span.line}: {error.message}\n" if error else "")


@lru_cache(maxsize=256)
def telling(source: str) -> Telling:
    """Run a program (what was run before is kept) and return what it told."""
    trace = run(source, limits=PATIENT)
    steps = trace.steps
    endings = []
    for name, value in (steps[-1].names if steps else {}).items():
        tensor = trace.namespace.get(name)
        if isinstance(value, TensorValue) and isinstance(tensor, Tensor):
            keeps = tensor.is_leaf or tensor.retains_grad  # asking any other for grad makes PyTorch warn
            endings.append(Ending(name, value, _written(tensor.detach()), _written(tensor.grad) if keeps else ""))
    return Telling(
        "".join(step.printed for step in steps),
        tuple(dict.fromkeys(text for step in steps for text in step.warnings)),
        trace.error,
        tuple(endings),
    )


def _written(tensor: Tensor | None) -> str:
    """Return values in a line: `[2., 4., 6.]`."""
    text = " ".join(str(tensor).removeprefix("tensor(").removesuffix(")").split())
    return text if len(text) <= WRITTEN else text[:WRITTEN].rpartition(",")[0] + ", …"
