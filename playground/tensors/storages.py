"""Which names look into which memory, and what each of them sees there.

A *position* is the number of an element in its storage, counted from 0. The cell ``A[i, j]`` lies at
``storage_offset + i * stride[0] + j * stride[1]``.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.program.records import Limits, ManyValue, Shape, Step, TensorValue, Value

Names = Mapping[str, Value]
Found = tuple[str, TensorValue, bool]  # a name, its tensor, whether it is a NumPy array


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A name that looks into a storage.

    Attributes:
        name: As the program writes it: `A`, `parts[0]`, `found.values`.
        value: What it sees; of a NumPy array, the tensor on the same memory.
        first: The first name of the same object: `first is name`. Its own name, where it has no other.
        numpy: It is a NumPy array.
        contiguous: Its cells lie one after the other, in row-major order.
        positions: For each cell in row-major order its position; nothing where there are too many.
        span: How many positions a cell takes: 2 for a complex number in a storage counted in its real parts.
    """

    name: str
    value: TensorValue
    first: str
    numpy: bool
    contiguous: bool
    positions: tuple[int, ...]
    span: int = 1

    @property
    def root(self) -> str:
        """The variable: `parts` for `parts[0]`."""
        return re.split(r"[.\[]", self.name, maxsplit=1)[0]

    @property
    def data_ptr(self) -> int:
        """The address of its first element, as `data_ptr()` gives it; 0 where nothing was computed."""
        value = self.value
        return value.memory.start + value.offset * value.dtype.itemsize if value.memory.start and value.numel else 0

    def cells(self, count: int) -> tuple[tuple[int, ...], ...]:
        """Return for each of the storage's `count` positions the flat indices of the cells that lie there."""
        found: list[list[int]] = [[] for _ in range(count)]
        for cell, position in enumerate(self.positions):
            for each in range(position, min(position + self.span, count)):
                found[each].append(cell)
        return tuple(tuple(each) for each in found)


@dataclass(frozen=True, slots=True, eq=False)
class Storage:
    """A piece of memory and the names that look into it.

    Attributes:
        number: Its number in the program, from 1, in the order in which names first looked into storages.
        looks: The names, in the order in which the program made them.
        dtype: What a position holds: the smallest dtype of the names.
        count: How many positions it has.
        memory: The addresses of its bytes.
        data: The numbers in it, by position (0 where no name looks); None where there are too many, or no values.
        unseen: The positions that no name sees.
    """

    number: int
    looks: tuple[Look, ...]
    dtype: torch.dtype
    count: int
    memory: range
    data: Tensor | None
    unseen: frozenset[int]

    @property
    def nbytes(self) -> int:
        return len(self.memory)

    @property
    def version(self) -> int | None:
        """How often PyTorch has written into it; None where nobody counts, or the names do not share one count."""
        versions = {look.value.version for look in self.looks if not look.numpy}
        return versions.pop() if len(versions) == 1 and -1 not in versions else None


def is_contiguous(shape: Shape, strides: Shape) -> bool:
    """Tell what `Tensor.is_contiguous` tells: whether each stride is the number of cells behind it.

    The stride of an axis of size 1 does not matter, nor any in a tensor without cells.
    """
    behind = 1
    for size, stride in reversed(list(zip(shape, strides, strict=True))):
        if size != 1 and stride != behind:
            return 0 in shape
        behind *= size
    return True


def index_of(flat: int, shape: Shape) -> Shape:
    """Return the index of the cell that is the `flat`-th in row-major order."""
    index: Shape = ()
    for size in reversed(shape):
        flat, place = divmod(flat, size)
        index = (place, *index)
    return index


def numbers(steps: Sequence[Step]) -> dict[int, int]:
    """Number the storages that the names of a program look into, as they come up; `storages` takes this."""
    found: dict[int, int] = {}
    seen: Names | None = None
    for step in steps:
        if step.names is not seen:
            for _, value, _ in _tensors(step.names):
                found.setdefault(_identity(value), len(found) + 1)
        seen = step.names
    return found


def storages(names: Names, known: Mapping[int, int] | None = None) -> tuple[Storage, ...]:
    """Group the tensors among `names` by the memory that they look into.

    Args:
        names: Every name with its value, as a `Step` has them.
        known: The numbers of the storages, from `numbers`; by default they are numbered as they come.
    """
    known = known or {}
    groups = _overlapping(list(_tensors(names)))
    made = [_storage(group, place, known) for place, group in enumerate(groups, 1)]
    return tuple(sorted(made, key=lambda storage: storage.number))


def dimensions(names: Names) -> dict[str, int]:
    """Return how many axes each tensor among `names` has, in the order in which `storages` has them.

    It works out no positions, so it costs far less.
    """
    return {name: len(value.shape) for group in _overlapping(list(_tensors(names))) for name, value, _ in group}


def _tensors(names: Names) -> Iterator[Found]:
    """Give every tensor among the names, those in tuples and lists too."""
    for name, value in names.items():
        yield from _within(name, value)


def _within(name: str, value: Value) -> Iterator[Found]:
    if isinstance(value, TensorValue):
        yield name, value, False
    elif isinstance(value, ManyValue):
        for place, item in enumerate(value.items):
            yield from _within(f"{name}.{value.names[place]}" if value.names else f"{name}[{place}]", item)
    elif value.tensor is not None:
        yield name, value.tensor, True


def _identity(value: TensorValue) -> int:
    """Return what is different for every storage: where it begins, or, without an address, minus its number."""
    return value.memory.start or -value.storage


def _overlapping(found: Sequence[Found]) -> list[list[Found]]:
    """Group tensors whose memory overlaps; groups, and what is in them, stay in the order of the names."""
    order = {id(each): place for place, each in enumerate(found)}
    groups: list[list[Found]] = []
    device, end, last = None, 0, 0
    for each in sorted(found, key=lambda one: (str(one[1].device), _identity(one[1]))):
        memory, here = each[1].memory, _identity(each[1])
        if groups and device == each[1].device and (here == last or 0 < here < end):
            groups[-1].append(each)
        else:
            groups.append([each])
            end = 0
        device, end, last = each[1].device, max(end, memory.stop), here
    for group in groups:
        group.sort(key=lambda each: order[id(each)])
    return sorted(groups, key=lambda group: order[id(group[0])])


def _storage(group: Sequence[Found], place: int, known: Mapping[int, int]) -> Storage:
    memory = range(min(value.memory.start for _, value, _ in group), max(value.memory.stop for _, value, _ in group))
    dtype = min((value.dtype for _, value, _ in group), key=lambda each: each.itemsize)
    count = math.ceil(len(memory) / dtype.itemsize)
    first: dict[int, str] = {}
    looks = tuple(
        Look(
            name,
            value,
            first.setdefault(id(value), name),
            numpy,
            is_contiguous(value.shape, value.strides),
            _positions(value, memory.start, dtype.itemsize),
            value.dtype.itemsize // dtype.itemsize,
        )
        for name, value, numpy in group
    )
    number = min((known[key] for _, value, _ in group if (key := _identity(value)) in known), default=place)
    return Storage(number, looks, dtype, count, memory, *_contents(looks, dtype, count))


def _positions(value: TensorValue, start: int, itemsize: int) -> tuple[int, ...]:
    """Return where each cell lies in the memory that begins at `start` and is counted in items of `itemsize` bytes."""
    if value.numel > Limits().cells:
        return ()
    places = torch.tensor(value.offset)
    for size, stride in zip(value.shape, value.strides, strict=True):
        places = places.unsqueeze(-1) + torch.arange(size) * stride
    scaled = (places * value.dtype.itemsize + (value.memory.start - start)) // itemsize
    return tuple(scaled.flatten().tolist())


def _contents(looks: Sequence[Look], dtype: torch.dtype, count: int) -> tuple[Tensor | None, frozenset[int]]:
    """Return the numbers in a storage, put together from what its names see, and the positions that none sees."""
    shown = [look for look in looks if look.value.data is not None and look.positions]
    if count > Limits().cells or not shown:
        return None, frozenset()
    data, seen = torch.zeros(count, dtype=dtype), torch.zeros(count, dtype=torch.bool)
    for look in shown:
        assert look.value.data is not None
        positions = (torch.tensor(look.positions).unsqueeze(-1) + torch.arange(look.span)).flatten()
        data[positions] = look.value.data.cpu().reshape(-1).view(dtype)
        seen[positions] = True
    return data, frozenset((~seen).nonzero().flatten().tolist())
