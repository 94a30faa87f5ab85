"""Calls tried on fake tensors, which have shapes and no values: what they take of memory and time."""

import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

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

from playground.program.bounds import CUBED
from playground.program.careful import AXES
from playground.program.values import tensors_in
from playground.translations import N_, Message

UNKNOWN = (
    DataDependentOutputException,
    DynamicOutputShapeException,
    UnsupportedFakeTensorException,
    UnsupportedOperatorException,
    NotImplementedError,
)
logging.getLogger("torch._subclasses.fake_tensor").setLevel(logging.CRITICAL)  # a visitor's mistake is no news

PER_ELEMENT = 5e-9  # seconds for an element of a cell-by-cell operation, on one slow core
PER_FLOP = {torch.float32: 5e-11, torch.float64: 1e-10}  # the other dtypes have no fast matrix product on a CPU
PER_SLOW_FLOP = 2e-9


class OverBudget(Exception):
    """The program would take more than the limits; `reason` says what."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason


def rate(args: Sequence[Any]) -> float:
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
        known = {memory(each)[0] for each in given}
        nbytes: float = sum(size for place, size in map(memory, made) if place not in known)
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
        return self.elements * PER_ELEMENT + self.flops * rate(args) + self.work * PER_SLOW_FLOP


def memory(tensor: Tensor) -> tuple[int, int]:
    """Return where a tensor's memory is, and its bytes."""
    if tensor.layout is not torch.strided:
        return 0, 0
    storage = tensor.untyped_storage()
    return storage._cdata, storage.nbytes()


def _overlapping(tensor: Tensor) -> int:
    """Return the bytes of a copy of a tensor that is larger than its memory, as after `expand`."""
    nbytes = tensor.numel() * tensor.itemsize
    return nbytes if nbytes > memory(tensor)[1] else 0


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


@cache
def _gone_back() -> None:
    leaf = torch.ones(1, requires_grad=True)
    with torch.enable_grad():
        torch.autograd.grad(leaf * leaf, leaf, torch.ones(1))


def warm_backward() -> float:
    """Load what a first backward pass needs; return the seconds that it took."""
    began = time.perf_counter()
    _gone_back()
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
