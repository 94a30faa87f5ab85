"""A network with a branch that depends on its input, in each of the forms: which one still answers right?

The functions here stand in the shown code as they are.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn

from playground.exporting import words
from playground.sources import imports, source_of
from playground.translations import N_

ABOVE, BELOW = (1.0, 2.0, 3.0), (-1.0, -2.0, -3.0)  # an input for each side of the branch


class Branch(nn.Module):
    """Which way it goes depends on the numbers that come in."""

    def forward(self, x: Tensor) -> Tensor:
        if x.sum() > 0:
            return x / 2
        return x * 10


class BranchWithCond(nn.Module):
    """The same with both ways written as functions, so that an exported graph can hold both."""

    def forward(self, x: Tensor) -> Tensor:
        def halved(x: Tensor) -> Tensor:
            return x / 2

        def tenfold(x: Tensor) -> Tensor:
            return x * 10

        answer: Tensor = torch.cond(x.sum() > 0, halved, tenfold, (x,))
        return answer


def eager(_example: Tensor) -> Any:
    return Branch()


def traced(example: Tensor) -> Any:
    return torch.jit.trace(Branch(), (example,))


def scripted(_example: Tensor) -> Any:
    return torch.jit.script(Branch())


def exported(example: Tensor) -> Any:
    return torch.export.export(Branch().eval(), (example,)).module()


def exported_with_cond(example: Tensor) -> Any:
    return torch.export.export(BranchWithCond().eval(), (example,)).module()


@dataclass(frozen=True)
class Way:
    """A way to a form of the network: `make(example)` returns it.

    Attributes:
        name: What it is called.
        example: What the conversion looks at; empty where it looks at none.
        summary: What becomes of the branch.
        calls: The function of PyTorch that makes it.
    """

    name: str
    make: Callable[[Tensor], Any]
    example: tuple[float, ...]
    summary: str
    calls: tuple[str, ...] = ()


TRACE, SCRIPT = "torch.jit.trace", "torch.jit.script"
WAYS = (
    Way("Python", eager, (), N_("The code itself looks at every input.")),
    Way(TRACE, traced, ABOVE, N_("Only the way that the example went is written down."), (TRACE,)),
    Way(TRACE, traced, BELOW, N_("The other example, the other way: again only one of them."), (TRACE,)),
    Way(SCRIPT, scripted, (), N_("The branch is compiled from the source, with both ways."), (SCRIPT,)),
    Way("torch.export", exported, ABOVE, N_("It refuses rather than lose a way.")),
    Way("torch.export, torch.cond", exported_with_cond, ABOVE, N_("Both ways stand in the graph.")),
)


@dataclass(frozen=True)
class Answered:
    """What a way gave.

    Attributes:
        way: Its place in `WAYS`.
        above, below: The answers to `ABOVE` and `BELOW`; empty where PyTorch refused.
        words: Why it refused.
        deprecated: What it says where it advises against the function.
        doubts: What it warned of.
        code: What it wrote down, as Python code.
    """

    way: int
    above: tuple[float, ...] = ()
    below: tuple[float, ...] = ()
    words: str = ""
    deprecated: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    code: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Answered":
        lists = {name: tuple(data[name]) for name in ("above", "below", "deprecated", "doubts")}
        return cls(**{**data, **lists})


def answers() -> Iterator[Answered]:
    """Go each way and yield what it gave."""
    for place, way in enumerate(WAYS):
        with words.listening() as noted:
            try:
                model = way.make(torch.tensor(way.example))
            except RuntimeError as error:
                yield Answered(place, words=words.refusal(error))
                continue
        above, below = (tuple(model(torch.tensor(numbers)).tolist()) for numbers in (ABOVE, BELOW))
        old = words.deprecations(noted, way.calls)
        yield Answered(place, above, below, deprecated=old, doubts=words.doubts(noted), code=_code(model))


def _code(model: Any) -> str:
    """Return what a form holds as Python code; nothing for the network itself, whose code is shown anyway."""
    return "" if isinstance(model, Branch) else str(model.code).strip()


MAIN = """\
above = torch.tensor({above})
below = torch.tensor({below})
for make, example in [
{ways}
]:
    print(f"{{make.__name__}}, made with {{example.tolist()}}:")
    try:
        model = make(example)
        print("    above →", model(above).tolist())
        print("    below →", model(below).tolist())
    except RuntimeError as error:
        print("    refused:", str(error).splitlines()[0])
"""


def script() -> str:
    """Return a Python file that goes each way and prints what it gives."""
    ways = "\n".join(f"    ({way.make.__name__}, {'below' if way.example == BELOW else 'above'})," for way in WAYS)
    main = MAIN.format(above=list(ABOVE), below=list(BELOW), ways=ways)
    parts = (Branch, BranchWithCond, *dict.fromkeys(way.make for way in WAYS))
    return "\n\n".join([imports(*parts, main=main, offered="import torch"), *map(source_of, parts), main])
