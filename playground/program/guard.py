"""What a call would cost, before it is made: cheap upper bounds, and in doubt a measurement on fake tensors."""

import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import (
    DataDependentOutputException,
    DynamicOutputShapeException,
    FakeTensor,
    FakeTensorMode,
    UnsupportedFakeTensorException,
    UnsupportedOperatorException,
)
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only
from torch.utils.flop_counter import flop_registry

from playground.program.careful import AXES
from playground.program.functions.rows import Growth
from playground.program.records import Limits
from playground.program.values import Recorder, arrays_in, tensors_in
from playground.translations import N_, Message

UNKNOWN = (
    DataDependentOutputException,
    DynamicOutputShapeException,
    UnsupportedFakeTensorException,
    UnsupportedOperatorException,
    NotImplementedError,
)
logging.getLogger("torch._subclasses.fake_tensor").setLevel(logging.CRITICAL)  # a visitor's mistake is no news

FREE = 4_096  # elements that need no thought
ELEMENT = 8  # bytes, at most, of most elements
PER_ELEMENT = 5e-9  # seconds for an element of a cell-by-cell operation, on one slow core
PER_FLOP = {torch.float32: 5e-11, torch.float64: 1e-10}  # the other dtypes have no fast matrix product on a CPU
PER_SLOW_FLOP = 2e-9
CUBED = 30  # multiplications of a decomposition, times n³
NODES = 20_000  # of a graph that autograd goes back through
NODE = 1_000  # bytes of a node, about
PER_NODE = 2e-5  # seconds


class OverBudget(Exception):
    """The program would take more than the limits; `reason` says what."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason


class Budget:
    """Adds up what a program has taken, and says no before it is too much."""

    def __init__(self, limits: Limits, recorder: Recorder) -> None:
        self.limits, self.recorder = limits, recorder
        self.seconds = 0.0
        self._gone_back = 0.0  # the seconds before the last backward pass
        self._measured: dict[Any, tuple[float, float] | None] = {}
        self.deadline = time.perf_counter() + limits.seconds

    def in_time(self) -> None:
        """Raise `OverBudget` where the time is up."""
        if time.perf_counter() > self.deadline:
            raise self.overtime()

    def overtime(self) -> OverBudget:
        """Return the word that the time is up."""
        return OverBudget(Message(N_("It ran for more than {seconds} s."), {"seconds": f"{self.limits.seconds:g}"}))

    def before(
        self,
        function: Callable[..., Any],
        growth: Growth,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        measurable: bool = True,
    ) -> None:
        """Account for a call about to be made, or raise `OverBudget`. `measurable`: it can be tried on fake tensors."""
        count, flops = bound(growth, args, kwargs)
        element = args[0].itemsize if growth == "index" else ELEMENT
        nbytes, seconds = count * element, count * PER_ELEMENT + flops * _rate(args)
        if growth in ("view", "parts", "assign"):
            nbytes = 0
        if growth != "product" and self._fits(nbytes, seconds):
            self.seconds += seconds
            return
        measurable = measurable and growth not in ("index", "assign")  # these are told exactly
        if measurable:
            self.deadline += warm()  # that it is the first is not the program's fault
        measured = self._measure(function, args, kwargs) if measurable else None
        if measured is not None:
            nbytes, seconds = measured
        elif measurable and growth == "product":
            count = by_values(args, kwargs)
            nbytes, seconds = count * ELEMENT, count * PER_ELEMENT
        if not self._fits(nbytes, seconds):
            raise OverBudget(
                self._too_long(self.seconds + seconds)
                if self.recorder.nbytes + nbytes <= self.limits.bytes
                else self._too_large(self.recorder.nbytes + nbytes)
            )
        self.seconds += seconds

    def _measure(
        self, function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> tuple[float, float] | None:
        """Measure a call as `measure` does; one like an earlier call, in a loop, is not measured again."""
        key = function, torch.is_grad_enabled(), _likeness([*args, *kwargs.items()])
        try:
            if key not in self._measured:
                self._measured[key] = measure(function, args, kwargs, self.in_time)
            return self._measured[key]
        except TypeError:  # a slice or an object that has no hash
            return measure(function, args, kwargs, self.in_time)

    def backward(self, given: Sequence[Any], *, create_graph: bool, real: bool) -> None:
        """Account for a backward pass about to be made: its gradients, and twice the work since the last one."""
        nodes, total, largest = _graph([each for item in given for each in tensors_in(item)])
        nbytes = 3 * total + nodes * NODE if create_graph else 2 * largest
        taken = self.recorder.nbytes if real else 0
        if taken + nbytes > self.limits.bytes:
            raise OverBudget(self._too_large(taken + nbytes))
        if nodes > NODES:
            raise OverBudget(
                Message(N_("Autograd would go back through more than {most} nodes."), {"most": f"{NODES:,}"})
            )
        seconds = 2 * (self.seconds - self._gone_back) + nodes * PER_NODE
        if real and self.seconds + seconds > self.limits.seconds:
            raise OverBudget(self._too_long(self.seconds + seconds))
        self.seconds += seconds
        self._gone_back = self.seconds
        if create_graph:
            self.recorder.nbytes += nbytes

    def _fits(self, nbytes: float, seconds: float) -> bool:
        return self.recorder.nbytes + nbytes <= self.limits.bytes and self.seconds + seconds <= self.limits.seconds

    def _too_large(self, nbytes: float) -> Message:
        return Message(
            N_("It would take {bytes} of memory; programs here get {most}."),
            {"bytes": bytes_text(nbytes), "most": bytes_text(self.limits.bytes)},
        )

    def _too_long(self, seconds: float) -> Message:
        return Message(
            N_("It would take about {seconds} s; programs here get {most} s."),
            {"seconds": f"{seconds:.3g}", "most": f"{self.limits.seconds:g}"},
        )


def _likeness(value: Any) -> Any:
    """Return what calls have in common that take the same memory and time."""
    if isinstance(value, Tensor):
        return value.shape, value.stride(), value.dtype, value.device, value.requires_grad, _memory(value)[1]
    if isinstance(value, list | tuple):
        return type(value), *map(_likeness, value)
    return type(value), value


def _graph(tensors: Sequence[Tensor]) -> tuple[int, int, int]:
    """Return the nodes of what made the tensors, the bytes of all their gradients, and of the largest of these."""
    left: list[Any] = [each.grad_fn for each in tensors]
    seen: set[Any] = {None}
    total = largest = 0
    while left and len(seen) <= NODES + 1:
        node = left.pop()
        if node in seen:
            continue
        seen.add(node)
        nbytes = sum(volume(each.shape) * each.dtype.itemsize for each in node._input_metadata)
        total, largest = total + nbytes, max(largest, nbytes)
        left += [each for each, _ in node.next_functions]
    return len(seen) - 1, total, largest


def bytes_text(count: float) -> str:
    """Return a number of bytes as a text: 64 MiB."""
    for unit in ("B", "KiB", "MiB", "GiB", "TiB", "PiB"):
        if count < 1024 or unit == "PiB":
            break
        count /= 1024
    return f"{count:,.4g} {unit}"


def bound(growth: Growth, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[float, float]:
    """Return upper bounds of the elements that a call makes, and of its multiplications beyond one for each.

    For `product` it is a bound only of what needs no thought: that is, as long as it is at most `FREE`.
    """
    given = [*args, *kwargs.values()] if kwargs else args
    shapes = [each.shape for item in given for each in arrays_in(item)]
    if growth in ("view", "same"):
        return _broadcast(shapes), 0
    if growth in ("index", "assign"):
        return _indexed(args[0].shape, args[1]), 0
    if growth == "less":
        return 2 * max(map(volume, shapes), default=1), 0  # values and indices
    if growth in ("parts", "sum"):
        return sum(map(volume, shapes)) + len(shapes), 0
    if growth == "solve":
        shape = max(map(tuple, shapes), key=volume, default=())
        batch, matrix = (1, *shape)[:-2], shape[-2:]
        return 2 * volume(batch) * max((1, *matrix)) ** 2, CUBED * volume(shape) * max((1, *shape))
    if growth == "matmul" and len(shapes) == 2:
        return _matmul(*shapes)
    numbers = math.prod(numbers_in(given))
    if growth == "sizes" and not shapes:
        return numbers, 0
    everything = math.prod([float(volume(shape)) for shape in shapes]) * numbers * _values(given)
    return everything * everything, everything * everything


def by_values(args: Sequence[Any], kwargs: Mapping[str, Any]) -> float:
    """Return an upper bound of the elements of what depends on values: `one_hot`, `nonzero`, `repeat_interleave`."""
    given = [*args, *kwargs.values()]
    tensors = [each for item in given for each in tensors_in(item)]
    if not tensors or any(isinstance(each, FakeTensor) for each in tensors):
        return math.inf
    first = volume(tensors[0].shape)
    repeats = tensors[1] if len(tensors) > 1 and _is_whole(tensors[1]) else tensors[0]
    numbers = numbers_in([each for each in given if not isinstance(each, Tensor)])
    return first * max(tensors[0].ndim, _values([repeats])) * math.prod(numbers)


def _values(given: Sequence[Any]) -> float:
    """Return how much whole numbers in tensors can multiply a size: labels, repeats."""
    tensors = [each for item in given for each in tensors_in(item)]
    return math.prod(
        float(each.double().abs().max()) + 1
        for each in tensors
        if _is_whole(each) and each.numel() and not (each.is_meta or isinstance(each, FakeTensor))
    )


def _is_whole(tensor: Tensor) -> bool:
    return not (tensor.is_floating_point() or tensor.is_complex() or tensor.dtype == torch.bool)


def volume(shape: Sequence[int]) -> int:
    """Return the elements of a shape, with an axis of size 0 counted as 1: a sum over it leaves the others."""
    return math.prod([size or 1 for size in shape])


def numbers_in(value: Any) -> list[float]:
    """Return how much every number in nested arguments can multiply a size; any may be a size, a step or a factor."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return []
    if isinstance(value, Tensor | np.ndarray):  # sizes can be given so
        short = volume(value.shape) <= 8 and not (isinstance(value, FakeTensor) or getattr(value, "is_meta", False))
        return numbers_in([value.tolist()]) if short else []
    if isinstance(value, int | float | np.number):
        size = min(abs(float(value)), 1e30) if math.isfinite(value) else 1e30
        return [size + 1 if size >= 1 or size == 0 else 1 / size + 1]
    if isinstance(value, list | tuple):
        return [number for item in value for number in numbers_in(item)]
    return []


def _broadcast(shapes: Sequence[Sequence[int]]) -> float:
    """Return the elements of the broadcast shape (of one at least as large, where the shapes do not fit)."""
    if len(shapes) == 1:
        return math.prod(shapes[0])
    sizes: list[int] = []
    for shape in shapes:
        for place, size in enumerate(reversed(shape)):
            if place == len(sizes):
                sizes.append(size)
            elif sizes[place] < size:
                sizes[place] = size
    return math.prod(sizes)


def _indexed(shape: Sequence[int], index: Any) -> float:
    """Return the elements of `x[index]`; of a mask, as if it let everything through."""
    items = index if isinstance(index, tuple) else (index,)
    left = len(shape) - sum(map(_axes, items))  # for an ellipsis
    axis, kept = 0, 1
    places: list[Sequence[int]] = []
    for item in items:
        axes = left if item is ... else _axes(item)
        here = volume(shape[axis : axis + axes])
        axis += axes
        if item is ... or isinstance(item, slice):
            kept *= here
        elif _is_mask(item):
            places.append((here,))
        elif item is not None:
            places.append(_shape(item))
    return kept * volume(shape[axis:]) * _broadcast(places)


def _axes(item: Any) -> int:
    """Return how many axes something in square brackets stands for."""
    if item is None or item is ... or isinstance(item, bool):
        return 0
    return len(item.shape) if _is_mask(item) else 1


def _is_mask(item: Any) -> bool:
    return isinstance(item, Tensor | np.ndarray) and item.dtype in (torch.bool, torch.uint8, np.bool_)


def _shape(value: Any) -> tuple[int, ...]:
    """Return the shape of an array or of a nested list."""
    if isinstance(value, list | tuple | range):
        return (len(value), *(_shape(value[0]) if value else ()))
    return tuple(getattr(value, "shape", ()))


def _matmul(left: Sequence[int], right: Sequence[int]) -> tuple[float, float]:
    if not left or not right:
        return 1, 0
    rows, inner = (left[-2] if len(left) > 1 else 1), left[-1]
    columns = right[-1] if len(right) > 1 else 1
    count = _broadcast([left[:-2], right[:-2]]) * rows * columns
    return count, count * inner


def _rate(args: Sequence[Any]) -> float:
    first = next((tensor for item in args for tensor in tensors_in(item)), None)
    return PER_FLOP.get(first.dtype, PER_SLOW_FLOP) if first is not None else PER_SLOW_FLOP


aten = torch.ops.aten


def _window(args: Any, result: Tensor) -> int:
    return result.numel() * int(math.prod(args[1]))


# Multiplications, or what takes as long, of operations whose size does not tell
WORK: Mapping[Any, Callable[[Any, Tensor], float]] = {
    aten.max_pool2d_with_indices: _window,
    aten.avg_pool2d: _window,
    aten._cdist_forward: lambda args, result: result.numel() * args[0].shape[-1],
    aten.logsumexp: lambda args, result: 5 * args[0].numel(),
}


class Meter(TorchDispatchMode):
    """Adds up the memory and the time of everything that runs under it; `check` may end it."""

    def __init__(self, check: Callable[[], None]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.check = check
        self.nbytes, self.elements, self.flops, self.work = 0.0, 0, 0.0, 0.0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        given = [each for each in tree_leaves((args, kwargs)) if isinstance(each, Tensor)]
        made = [each for each in tree_leaves(result) if isinstance(each, Tensor)]
        if any(each.ndim > AXES for each in made):
            raise OverBudget(Message(N_("A tensor here can have at most {most} axes."), {"most": AXES}))
        known = {_memory(each)[0] for each in given}
        nbytes: float = sum(size for place, size in map(_memory, made) if place not in known)
        if made and not func.is_view:
            nbytes += self._work(func, args, kwargs, result, given, made)
        self.nbytes += nbytes
        if made:  # what gives no tensor, such as a question for the device, cannot be ended by an error
            self.check()
        return result

    def _work(
        self, func: Any, args: Any, kwargs: Any, result: Any, given: Sequence[Tensor], made: Sequence[Tensor]
    ) -> float:
        """Add up the time of an operation, and return the bytes that it fills besides its results."""
        packet, everything = func.overloadpacket, [*given, *made]
        in_place = torch.Tag.pointwise in func.tags or packet in (aten.sum, aten.mean)
        nbytes = 0.0 if in_place else sum(map(_overlapping, given))
        self.elements += max([each.numel() for each in everything], default=0)
        if packet in flop_registry:
            flops = flop_registry[packet](*args, **kwargs, out_val=result) // 2
            self.flops += flops
            if packet is aten.convolution and not _convolves_in_place(given[0]):
                nbytes += flops // max(given[1].shape[0], 1) * given[0].itemsize  # its windows, side by side
        elif packet in WORK:
            self.work += WORK[packet](args, made[0])
        elif "linalg" in packet.__name__ and packet is not aten.linalg_vector_norm:
            self.flops += CUBED * max([each.numel() * min(each.shape[-2:], default=1) for each in everything])
        return nbytes

    def seconds(self, args: Sequence[Any]) -> float:
        """Return an estimate of the time that all of it takes on one slow core."""
        return self.elements * PER_ELEMENT + self.flops * _rate(args) + self.work * PER_SLOW_FLOP


def _memory(tensor: Tensor) -> tuple[int, int]:
    """Return where a tensor's memory is, and its bytes."""
    if tensor.layout is not torch.strided:
        return 0, 0
    storage = tensor.untyped_storage()
    return storage._cdata, storage.nbytes()


def _overlapping(tensor: Tensor) -> int:
    """Return the bytes of a copy of a tensor that is larger than its memory, as after `expand`."""
    nbytes = tensor.numel() * tensor.itemsize
    return nbytes if nbytes > _memory(tensor)[1] else 0


def _convolves_in_place(tensor: Tensor) -> bool:
    return tensor.dtype == torch.float32 and torch.backends.mkldnn.is_available()


@cache
def _warmed() -> None:
    with fake_mode():
        torch.ones(2, 2) @ torch.ones(2, 2)


def warm() -> float:
    """Load what fake tensors need, which takes a second or more the first time; return the seconds that it took."""
    began = time.perf_counter()
    _warmed()
    return time.perf_counter() - began


def fake_mode() -> FakeTensorMode:
    """Return a mode under which tensors have no values; what cannot be done so is not done for real instead."""
    return FakeTensorMode(allow_fallback_kernels=False, allow_non_fake_inputs=True)


def measure(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], check: Callable[[], None]
) -> tuple[float, float] | None:
    """Return the bytes and seconds of a call, found on fake tensors; None where that depends on values.

    A call that fails costs nothing: it fails for real, too.
    """
    mode = fake_mode()
    fake_args, fake_kwargs = tree_map_only(
        Tensor, lambda t: t if isinstance(t, FakeTensor) else mode.from_tensor(t), (list(args), dict(kwargs))
    )
    meter = Meter(check)
    try:
        with mode, meter:
            function(*fake_args, **fake_kwargs)
    except UNKNOWN:
        return None
    except OverBudget:
        raise
    except Exception:  # noqa: BLE001 - whatever PyTorch objects to, it does so again when it is run
        return 0, 0
    return meter.nbytes, meter.seconds(args)
