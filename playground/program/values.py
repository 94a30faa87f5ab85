"""Values as they were at one moment: what a trace keeps."""

import math
import reprlib
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensor

from playground.program.quick import quickly
from playground.program.records import ManyValue, PlainValue, TensorValue, Value

CELLS = 4_000  # that a text shows
LONGEST = 2_000  # characters
DEPTH = 60  # of lists in lists
RECORD = 1_000  # bytes that a record takes, about
ENTRY = 100  # bytes of a name in a table


class _Short(reprlib.Repr):
    """Texts of lists, cut where they are long; tensors in them only by their size."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlist = self.maxtuple = 20
        self.maxstring = self.maxother = self.maxlong = 200
        self.maxlevel = 3

    def repr_Tensor(self, value: Tensor, level: int) -> str:
        return _by_size("tensor", value)

    def repr_ndarray(self, value: NDArray[Any], level: int) -> str:
        return _by_size("array", value)


_short = _Short()


def text_of(value: Any, text: Callable[[Any], str] = repr) -> str:
    """Return a value as Python shows it, cut where it is long; `text` is `str` for what is printed."""
    if isinstance(value, FakeTensor) or shown(value, CELLS) > CELLS:
        if isinstance(value, Tensor | np.ndarray):
            return _by_size("tensor" if isinstance(value, Tensor) else "array", value)
        return _short.repr(value)
    whole = text(value)
    return whole if len(whole) <= LONGEST else whole[:LONGEST] + " …"


def _by_size(kind: str, value: Tensor | NDArray[Any]) -> str:
    return f"{kind}(..., size={tuple(value.shape)})"


def shown(value: Any, most: int) -> int:
    """Count the cells in the text of a value, up to about `most`: of a long axis the first and the last three."""
    if isinstance(value, Tensor | np.ndarray):
        shape = value.shape
        return math.prod(shape if math.prod(shape) <= 1_000 else [min(size, 6) for size in shape])
    return leaves(value, most, shown)


_tensor_value = quickly(TensorValue)
_SINGLE = {int, float, bool, complex, type(None), torch.Size, torch.dtype, torch.device}


class Full(Exception):
    """A trace holds all that it can."""


class Recorder:
    """Takes pictures of values. It keeps what it saw alive, so that the same memory always has the same number.

    Attributes:
        nbytes: Memory of the tensors and arrays that it saw.
        kept: Memory of its pictures, about; never more than `most`.
    """

    def __init__(self, cells: int, leaves: int, most: int) -> None:
        self.cells, self.leaves, self.most = cells, leaves, most
        self.nbytes = 0
        self.kept = 0
        self._storages: dict[int, tuple[int, range]] = {}
        self._arrays: dict[int, Any] = {}
        self._kept: list[Tensor] = []
        self._memories: list[torch.UntypedStorage] = []
        self._seen: dict[int, tuple[Tensor, int, bool, TensorValue]] = {}

    def keep(self, nbytes: int) -> None:
        """Account for what is kept.

        Raises:
            Full: it is more than a trace can hold.
        """
        self.kept += nbytes
        if self.kept > self.most:
            raise Full

    def value(self, value: Any) -> Value:
        """Return the record of any value.

        Raises:
            Full: see `keep`; or it is a list that holds too much.
        """
        if isinstance(value, Tensor):
            return self.tensor(value)
        if type(value) in _SINGLE:
            self.keep(ENTRY)
            return PlainValue(type(value).__name__, repr(value))
        if isinstance(value, tuple | list) and not isinstance(value, torch.Size):
            count = leaves(value, self.leaves)
            if count > self.leaves:
                raise Full
            if next(tensors_in(value), None) is not None:
                self.keep(ENTRY * count)
                names = tuple(getattr(type(value), "__match_args__", ()) or getattr(type(value), "_fields", ()))
                return ManyValue(type(value).__name__, tuple(self.value(item) for item in value), names)
        array = self._array(value) if isinstance(value, np.ndarray) else None
        text = text_of(value)
        self.keep(ENTRY + len(text))
        return PlainValue(type(value).__name__, text, array)

    def tensor(self, tensor: Tensor) -> TensorValue:
        """Return the record of a tensor; the same one as long as nothing has changed."""
        version = -1 if tensor.is_inference() else tensor._version
        known = self._seen.get(id(tensor))
        if known is not None and known[1] == version and known[2] == tensor.requires_grad:
            return known[3]
        record = self._picture(tensor, version)
        self._seen[id(tensor)] = (tensor, version, tensor.requires_grad, record)
        return record

    def forget(self) -> None:
        """Look at every tensor anew: its memory may have been written in a way that leaves no version behind."""
        self._kept += [tensor for tensor, *_ in self._seen.values()]
        self._seen.clear()

    def seen(self) -> Iterator[Tensor]:
        """Give every tensor that it saw."""
        yield from (tensor for tensor, *_ in self._seen.values())
        yield from self._kept

    def _picture(self, tensor: Tensor, version: int) -> TensorValue:
        count = tensor.numel()
        small = count <= self.cells and not isinstance(tensor, FakeTensor) and tensor.layout is torch.strided
        self.keep(RECORD + (count * tensor.itemsize if small else 0))
        node, leaf = _history(tensor)
        number, memory = self._storage(tensor)
        return _tensor_value(
            tuple(tensor.shape),
            tensor.dtype,
            tensor.device,
            tensor.stride(),
            int(tensor.storage_offset()),
            number,
            version,
            tensor.requires_grad,
            leaf,
            None if node is None else node.name(),
            _copy(tensor) if small else None,
            memory,
            -1 if node is None else node._sequence_nr(),
        )

    def _storage(self, tensor: Tensor) -> tuple[int, range]:
        storage = tensor.untyped_storage()
        key = storage._cdata
        known = self._storages.get(key)
        if known is None:
            count = storage.nbytes()
            address = 0 if isinstance(tensor, FakeTensor) else storage.data_ptr()
            known = self._storages[key] = len(self._storages) + 1, range(address, address + count)
            self._memories.append(storage)
            self.nbytes += count
        return known

    def _array(self, array: NDArray[Any]) -> TensorValue | None:
        """Return the tensor on a NumPy array's memory, without keeping that; None where PyTorch has no such tensor."""
        self._count(array)
        if not array.flags.writeable:
            return None
        try:
            tensor = torch.from_numpy(array)
        except (TypeError, ValueError):  # text, a negative stride
            return None
        whole = array
        while isinstance(whole.base, np.ndarray):
            whole = whole.base
        start = whole.ctypes.data
        return TensorValue(
            tuple(tensor.shape),
            tensor.dtype,
            tensor.device,
            tensor.stride(),
            (tensor.data_ptr() - start) // tensor.itemsize,
            storage=0,
            version=-1,
            requires_grad=False,
            is_leaf=True,
            grad_fn=None,
            data=tensor.clone() if tensor.numel() <= self.cells else None,
            memory=range(start, start + whole.nbytes),
        )

    def _count(self, array: NDArray[Any]) -> None:
        """Add up the memory of an array as long as it lives; what it shares with a tensor is that tensor's."""
        whole = array
        while isinstance(whole.base, np.ndarray):
            whole = whole.base
        place, nbytes = id(whole), whole.nbytes
        if whole.base is not None or place in self._arrays:
            return

        def gone(_: object) -> None:
            del self._arrays[place]
            self.nbytes -= nbytes

        self._arrays[place] = weakref.ref(whole, gone)
        self.nbytes += nbytes


def _copy(tensor: Tensor) -> Tensor:
    """Return a copy for a picture: without a graph, and with what conj puts off done."""
    copy = (tensor.detach() if tensor.requires_grad else tensor).clone()
    if copy.is_conj() or copy.is_neg():
        return copy.resolve_conj().resolve_neg()
    return copy


def _history(tensor: Tensor) -> tuple[Any, bool]:
    """Return the node that made a tensor, and whether it is a leaf.

    PyTorch does not tell the node of a view made under no_grad whose memory was written since.
    """
    try:
        return tensor.grad_fn, tensor.is_leaf
    except RuntimeError:
        return None, True


def tensors_in(value: Any) -> Iterator[Tensor]:
    """Give the tensors in a value, lists within lists included."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from tensors_in(item)


def arrays_in(value: Any) -> Iterator[Tensor | np.ndarray]:
    """Give the tensors and the NumPy arrays in a value."""
    if isinstance(value, Tensor | np.ndarray):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from arrays_in(item)


def leaves(value: Any, most: int, of: Callable[[Any, int], int] | None = None, depth: int = DEPTH) -> int:
    """Count what is in a nested list, up to about `most`; an empty list counts as 1.

    Args:
        of: Counts the cells of an array; without it one is 1.
        depth: A list within more lists than that holds too much, whatever it holds: it may hold itself.
    """
    if isinstance(value, range):
        return len(value[: most + 1]) or 1
    if not isinstance(value, tuple | list):
        return of(value, most) if of is not None and isinstance(value, Tensor | np.ndarray) else 1
    count = 0 if depth else most + 1
    for item in value:
        if count > most:
            break
        count += leaves(item, most - count, of, depth - 1)
    return count or 1
