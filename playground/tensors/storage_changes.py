"""What a step did to memory: where the names look that it bound, and what it wrote; and a line that writes a cell."""

import ast
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.tensors.storages import Look, Storage
from playground.translations import N_, PlaygroundError


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """Names that a step bound to tensors of one storage.

    Attributes:
        storage: The storage after the step.
        names: The names that the step bound.
        beside: The others, which looked into it before.
        same: The other names of the same objects, if all have one: nothing was made but names.
        new: No name looked into this storage before the step.
        left: The numbers of the storages that these names looked into before.
    """

    storage: Storage
    names: tuple[str, ...]
    beside: tuple[str, ...]
    same: tuple[str, ...]
    new: bool
    left: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Write:
    """What a step wrote into a storage that was there before it.

    Attributes:
        storage: The storage after the step.
        positions: Those that hold another value now.
        cells: For each of its names the flat indices of the cells there.
        versions: The storage's `version` before and after.
    """

    storage: Storage
    positions: frozenset[int]
    cells: tuple[tuple[int, ...], ...]
    versions: tuple[int | None, int | None]


def arrivals(bound: Collection[str], before: Sequence[Storage], after: Sequence[Storage]) -> tuple[Arrival, ...]:
    """Return where the names look that a step bound, for each storage; without those that look just where they did."""
    looked = {look.name: storage.number for storage in before for look in storage.looks}
    places = {(look.name, storage.number, _place(look)) for storage in before for look in storage.looks}
    found = []
    for storage in after:
        come = [look for look in storage.looks if look.root in bound]
        if all((look.name, storage.number, _place(look)) in places for look in come):
            continue
        others = [look for look in storage.looks if look.root not in bound]
        objects = {look.first for look in come}
        same = tuple(look.name for look in others if look.first in objects)
        left = {looked[look.name] for look in come if look.name in looked} - {storage.number}
        found.append(
            Arrival(
                storage,
                tuple(look.name for look in come),
                tuple(look.name for look in others),
                same if objects <= {look.first for look in others} else (),
                storage.number not in looked.values(),
                tuple(sorted(left)),
            )
        )
    return tuple(found)


def writes(before: Sequence[Storage], after: Sequence[Storage]) -> tuple[Write, ...]:
    """Return what a step wrote into the storages that were there before it."""
    earlier = {storage.number: storage for storage in before}
    found = []
    for new in after:
        old = earlier.get(new.number)
        if old is None:
            continue
        positions = _differing(old, new)
        versions = old.version, new.version
        if positions or (versions[0] is not None and versions[1] is not None and versions[1] > versions[0]):
            found.append(Write(new, positions, tuple(_at(look, positions) for look in new.looks), versions))
    return tuple(found)


def _place(look: Look) -> tuple[object, ...]:
    value = look.value
    return value.shape, value.strides, value.offset, value.dtype


def _at(look: Look, positions: Collection[int]) -> tuple[int, ...]:
    """Return the flat indices of the cells that lie at one of `positions`."""
    return tuple(
        cell
        for cell, start in enumerate(look.positions)
        if any(each in positions for each in range(start, start + look.span))
    )


def assignment(name: str, index: str, value: str) -> str:
    """Return the line that writes into a tensor: `A[0, 1] = 100`.

    Raises:
        PlaygroundError: that is no assignment to one index.
    """
    index = index.replace("，", ",").replace("、", ",").strip() or "()"
    line = f"{name}[{index}] = {value.strip()}"
    try:
        [statement] = ast.parse(line).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        statement = ast.Pass()
    if not isinstance(statement, ast.Assign) or len(statement.targets) > 1 or "\n" in line or "#" in line:
        raise PlaygroundError(N_("{line} cannot be read. Write an index, 0, 1, and a number, 100."), line=line)
    return line


def _differing(old: Storage, new: Storage) -> frozenset[int]:
    """Return the positions of `new` that are known to have held another value in `old`, compared byte by byte."""
    if old.data is None or new.data is None:
        return frozenset()
    start = min(old.memory.start, new.memory.start)  # they differ where a name came or went
    length = max(old.memory.stop, new.memory.stop) - start
    (olds, knew), (news, knows) = (_bytes(each, start, length) for each in (old, new))
    differs = ((olds != news) & knew & knows)[new.memory.start - start :]
    width = new.dtype.itemsize
    return frozenset(differs[: new.count * width].view(new.count, width).any(dim=1).nonzero().flatten().tolist())


def _bytes(storage: Storage, start: int, length: int) -> tuple[Tensor, Tensor]:
    """Return the bytes of a storage in memory that begins at `start`, and which of them are known."""
    assert storage.data is not None
    first, width = storage.memory.start - start, storage.dtype.itemsize
    items, known = torch.zeros(length, dtype=torch.uint8), torch.zeros(length, dtype=torch.bool)
    items[first : first + storage.nbytes] = storage.data.view(torch.uint8)[: storage.nbytes]
    seen = torch.ones(storage.count, dtype=torch.bool)
    seen[sorted(storage.unseen)] = False
    known[first : first + storage.nbytes] = seen.repeat_interleave(width)[: storage.nbytes]
    return items, known
