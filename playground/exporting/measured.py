"""A network in each of the formats: written, read again, compared with the network itself, and timed."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import quantiles
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.benchmark import Timer

from playground.exporting import words
from playground.exporting.formats import FORMATS, Answer, Format, Make

SECONDS = 0.2  # that each thing is done for at least while its time is measured
MANY = 32  # samples in the batch that is timed
BATCH_SIZES = (1, 7, MANY)  # the answers to such batches are compared; none of them is the example's


@dataclass(frozen=True)
class Spread:
    """Seconds that something took: the median over `blocks` blocks, and the quartiles."""

    median: float
    lower: float
    upper: float
    blocks: int


@dataclass(frozen=True)
class Compared:
    """The answers to a batch: the largest |difference| from the network's own, or in PyTorch's words why there are
    none."""

    batch_size: int
    difference: float | None
    words: str = ""


@dataclass(frozen=True)
class Measured:
    """What became of a network in one format; where it could not be written or read, only `words` say why.

    Attributes:
        name: Of the format.
        words: Why PyTorch refused it.
        deprecated: What PyTorch says of its own functions that are used, where it advises against them.
        doubts: What PyTorch warned of while it traced.
        convert: Seconds that writing the file took, once.
        size: Bytes of the file.
        compared: The answers to fresh samples, in batches of several sizes.
        largest: The largest |value| in the network's own answers.
        checked: What the file's checker says of it; empty where there is no such checker.
        valid: Whether the checker found nothing wrong.
        operations: The names of the operations in the file.
        load, one, many: How long reading the file takes, an answer to one sample, and to a batch of `MANY`.
    """

    name: str
    words: str = ""
    deprecated: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    convert: float = 0.0
    size: int = 0
    compared: tuple[Compared, ...] = ()
    largest: float = 0.0
    checked: str = ""
    valid: bool = True
    operations: tuple[str, ...] = ()
    load: Spread | None = None
    one: Spread | None = None
    many: Spread | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Measured":
        lists = {name: tuple(data[name]) for name in ("deprecated", "doubts", "operations")}
        spreads = {name: Spread(**data[name]) if data[name] else None for name in ("load", "one", "many")}
        compared = tuple(Compared(**each) for each in data["compared"])
        return cls(**{**data, **lists, **spreads, "compared": compared})

    @property
    def difference(self) -> float | None:
        """The largest difference over all batches; None where a batch had no answer."""
        found = [each.difference for each in self.compared]
        return None if not found or None in found else max(each for each in found if each is not None)


def spread_of(call: Callable[[], object], seconds: float) -> Spread:
    """Return how long a call takes; what the first calls prepare is left out."""
    for _ in range(3):
        call()
    timer, found = Timer("call()", globals={"call": call}), list[float]()
    while len(found) < 5:
        found += timer.blocked_autorange(min_run_time=seconds).times
    lower, median, upper = quantiles(found, n=4, method="inclusive")
    return Spread(median, lower, upper, len(found))


def measure(
    row: Format, model: nn.Module, make: Make, example: Tensor, fresh: Tensor, path: Path, seconds: float = SECONDS
) -> Measured:
    """Write a network in a format, read it again and measure it.

    `model` is in evaluation mode; `make` makes an untrained one. `example` (2, …) is what a conversion may look at,
    `fresh` (MANY, …) are the samples whose answers are compared and timed.
    """
    found = Measured(row.name)
    try:
        with words.listening() as noted, torch.no_grad():
            begin = time.perf_counter()
            row.make(model, example, str(path))
            found = replace(found, convert=time.perf_counter() - begin, size=os.path.getsize(path))
            answer = row.load(str(path), make)
    except Exception as error:  # noqa: BLE001 - a network can be refused in many ways: each is told
        path.unlink(missing_ok=True)
        return replace(found, words=words.refusal(error), size=0)
    found = replace(found, deprecated=words.deprecations(noted, row.calls), doubts=words.doubts(noted))
    with words.listening(), torch.no_grad():
        valid, checked = _checked(row, path)
        found = replace(
            found,
            valid=valid,
            checked=checked,
            compared=tuple(_compared(answer, model, fresh[:size]) for size in BATCH_SIZES),
            largest=float(model(fresh).abs().max()),
            operations=tuple(row.operations(str(path))),
            load=spread_of(lambda: row.load(str(path), make), seconds),
        )
        if found.difference is None:
            return found
        one = fresh[:1]
        return replace(
            found, one=spread_of(lambda: answer(one), seconds), many=spread_of(lambda: answer(fresh), seconds)
        )


def measure_all(
    model: nn.Module,
    make: Make,
    example: Tensor,
    fresh: Tensor,
    folder: Path,
    *,
    rows: Iterable[Format] = FORMATS.values(),
    seconds: float = SECONDS,
) -> Iterator[Measured | str]:
    """Yield the name of each format when it begins, and what `measure` found; the files go into `folder`."""
    for row in rows:
        yield row.name
        yield measure(row, model, make, example, fresh, folder / row.file, seconds)


def _compared(answer: Answer, model: nn.Module, inputs: Tensor) -> Compared:
    try:
        return Compared(len(inputs), float((answer(inputs) - model(inputs)).abs().max()))
    except Exception as error:  # noqa: BLE001 - as above
        return Compared(len(inputs), None, words.refusal(error))


def _checked(row: Format, path: Path) -> tuple[bool, str]:
    try:
        return True, row.check(str(path)) if row.check else ""
    except Exception as error:  # noqa: BLE001 - as above
        return False, words.refusal(error)
