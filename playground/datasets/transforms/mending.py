"""Changes of a chain that let a broken step go on: each is tried before it is offered."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import torch

from playground.datasets.transforms.chain import MOST, Step, fresh, step
from playground.datasets.transforms.records import Mend
from playground.program.running import alone
from playground.translations import N_, Message, PlaygroundError

# What transforms raise for pictures and arguments that they do not take
REFUSED = (RuntimeError, TypeError, ValueError, IndexError, KeyError, AttributeError, ArithmeticError, AssertionError)
BEFORE = N_("Put {steps} before it")
MOVE = N_("Move {step} before it")
CHANGE = N_("Change it to {step}")

_FLOAT = fresh("ToDtype")
_BYTES = step("ToDtype", {"dtype": "torch.uint8", "scale": True})
# What is put before a step, the first that works first
_INSERTS: tuple[tuple[Step, ...], ...] = (
    (fresh("ToImage"),),
    (_FLOAT,),
    (fresh("ToImage"), _FLOAT),
    (_BYTES,),
    (fresh("Resize"),),
)
# What is changed in a step that has such an argument
_CHANGES: tuple[Mapping[str, object], ...] = (
    {"pad_if_needed": True},
    {"size": 8},
    {"threshold": 0.5},
    {"interpolation": "bilinear"},
    {"mean": 0.5, "std": 0.5},
    {"std": 0.5},
    {"kernel_size": 3},
    {"padding_mode": "edge"},
    {"sigma": (0.1, 2.0)},
    {"degrees": 30.0},
    {"hue": 0.1},
)


def mends(steps: Sequence[Step], place: int, value: Any) -> tuple[Mend, ...]:
    """Return changes with which the step at `place` works on `value`, which it has broken on: one of each sort."""
    sorts = (_changed(steps, place), chain(_moved(steps, place), _inserted(steps, place)))
    found = (next((mend for mend, tried in sort if _works(tried, value)), None) for sort in sorts)
    return tuple(mend for mend in found if mend)


_Candidates = Iterator[tuple[Mend, Sequence[Step]]]  # each with the steps that must work for it


def _changed(steps: Sequence[Step], place: int) -> _Candidates:
    broken = steps[place]
    for change in _CHANGES:
        values = {name: value for name, value in {**broken.values(), **change}.items() if value is not None}
        if not set(change) <= set(broken.values()):
            continue
        try:
            other = step(broken.name, values)
        except PlaygroundError:  # another transform's argument of that name
            continue
        words = Message(CHANGE, {"step": str(other)})
        yield Mend(words, (*steps[:place], other, *steps[place + 1 :])), (other,)


def _moved(steps: Sequence[Step], place: int) -> _Candidates:
    broken = steps[place]
    for later in range(place + 1, len(steps)):
        moved = steps[later]
        if moved.on:
            rest = (*steps[place + 1 : later], *steps[later + 1 :])
            words = Message(MOVE, {"step": moved.name})
            yield Mend(words, (*steps[:place], moved, broken, *rest)), (moved, broken)


def _inserted(steps: Sequence[Step], place: int) -> _Candidates:
    for insert in _INSERTS:
        if len(steps) + len(insert) <= MOST:
            words = Message(BEFORE, {"steps": ", ".join(map(str, insert))})
            yield Mend(words, (*steps[:place], *insert, *steps[place:])), (*insert, steps[place])


def _works(steps: Sequence[Step], value: Any) -> bool:
    try:
        with alone(0), torch.no_grad():
            for each in steps:
                value = each.make()(value)
    except REFUSED:
        return False
    return True
