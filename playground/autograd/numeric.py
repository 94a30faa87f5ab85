"""Gradients once more, without autograd: by central finite differences, in float64."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from playground.autograd.records import Backward, Graph
from playground.program import Call, TensorValue, Trace, tensors
from playground.program.functions import FUNCTIONS
from playground.program.running import alone
from playground.program.values import tensors_in
from playground.translations import N_, Message

CELLS = 32  # elements of one leaf that are tried
SECONDS = 0.4  # for all of them together
STEP = 1e-6  # relative; the error of a central difference is about STEP² and 1e-16 / STEP
GRADIENTS = {"torch.Tensor.backward", "torch.Tensor.grad", "torch.autograd.grad"}
RANDOM = N_("The program draws random numbers on the way: each try would give another result.")
LARGE = N_("The tensors are too large to work the program out again for every element.")
DIFFERENT = N_("Worked out again in float64, the program gives another result.")


class Unrepeatable(Exception):
    """A program cannot be worked out again; `reason` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = Message(reason)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """A leaf's gradient from autograd beside that from finite differences.

    Attributes:
        node: The leaf, in the graph.
        gradient: Autograd's; None where none arrived.
        differences: By finite differences, float64, in the leaf's shape; NaN for elements that were not tried.
        tried: How many elements were.
        reason: Why there are no differences.
    """

    node: int
    gradient: Tensor | None
    differences: Tensor | None
    tried: int = 0
    reason: Message | None = None

    @property
    def largest(self) -> float:
        """The largest deviation of the two; infinite where one of them is not a number and the other is."""
        if self.differences is None or self.tried == 0:
            return math.nan
        chosen = ~self.differences.isnan()
        mine = torch.zeros_like(self.differences) if self.gradient is None else self.gradient.to(self.differences.dtype)
        apart = (mine - self.differences)[chosen].abs()
        return float(apart.nan_to_num(nan=math.inf).max()) if apart.numel() else math.inf


def compare(trace: Trace, graph: Graph, played: Backward, root: str) -> tuple[Comparison, ...]:
    """Compare the gradient of every leaf behind `root` with finite differences.

    The gradient is the one that arrived in this backward, apart from what `.grad` held before.
    """
    gradients = played.gradients
    leaves = [node for node in graph.nodes if node.kind == "leaf"]
    if played.start is None:
        return ()
    try:
        repeat = _Repeat(trace, root, played.start)
    except Unrepeatable as why:
        return tuple(Comparison(leaf.number, gradients.get(leaf.number), None, 0, why.reason) for leaf in leaves)
    deadline = time.perf_counter() + SECONDS
    found = []
    for leaf in leaves:
        value = leaf.value
        gradient = gradients.get(leaf.number)
        if value is None or value.data is None or (gradient is not None and gradient.is_meta):
            found.append(Comparison(leaf.number, gradient, None, 0, Message(LARGE)))
            continue
        differences, tried = repeat.differences(value, deadline)
        found.append(Comparison(leaf.number, gradient, differences, tried))
    return tuple(found)


_Key = tuple[Any, ...]


def _key(value: TensorValue) -> _Key:
    return value.storage, value.offset, value.shape, value.strides


class _Repeat:
    """Works a program's operations out again, in float64, with other values in a leaf."""

    def __init__(self, trace: Trace, root: str, start: Tensor) -> None:
        self.calls = [call for call in trace.calls if call.error is None]
        final = trace.steps[-1].names.get(root)
        if not isinstance(final, TensorValue):
            raise Unrepeatable(LARGE)
        self.final, self.start = final, _wide(start.detach())
        for call in self.calls:
            row = FUNCTIONS.get(call.row)
            if row is not None and row.random and any(operand.value.requires_grad for operand in call.operands):
                raise Unrepeatable(RANDOM)
        try:
            self.loss({})
        except Unrepeatable:
            raise
        except Exception:  # noqa: BLE001 - an operation that cannot be done in float64
            raise Unrepeatable(DIFFERENT) from None
        known = final.data
        if known is not None and not torch.allclose(_wide(known), self.result, rtol=1e-3, atol=1e-4, equal_nan=True):
            raise Unrepeatable(DIFFERENT)

    def differences(self, leaf: TensorValue, deadline: float) -> tuple[Tensor, int]:
        """Return the central differences of a leaf's elements, and how many were worked out."""
        assert leaf.data is not None
        base = _wide(leaf.data)
        found = torch.full(base.shape, math.nan, dtype=base.dtype)
        count = base.numel()
        chosen = (
            range(count) if count <= CELLS else sorted({round(i * (count - 1) / (CELLS - 1)) for i in range(CELLS)})
        )
        tried = 0
        for place in chosen:
            if time.perf_counter() > deadline:
                break
            found.view(-1)[place] = self._slope(leaf, base, place)
            tried += 1
        return found, tried

    def _slope(self, leaf: TensorValue, base: Tensor, place: int) -> Tensor:
        """Return the slope along one element; of a complex one that along its real part plus i times the other."""
        directions: Sequence[complex] = (1, 1j) if base.is_complex() else (1,)
        step = STEP * max(1.0, abs(complex(base.reshape(-1)[place].item())))
        total: complex = 0
        for direction in directions:
            ends = []
            for sign in (1, -1):
                moved = base.clone().contiguous()
                moved.view(-1)[place] += sign * step * direction
                ends.append(self.loss({_key(leaf): moved}))
            total += direction * (ends[0] - ends[1]) / (2 * step)
        return torch.tensor(total if base.is_complex() else total.real, dtype=base.dtype)

    def loss(self, given: Mapping[_Key, Tensor]) -> float:
        """Return the product of the root and the gradient that backward began with, added up."""
        with alone(0), torch.no_grad():
            self.result = self._run(given)
        return float(
            (self.result * self.start.conj()).real.sum()
            if self.start.is_complex()
            else (self.result * self.start).sum()
        )

    def _run(self, given: Mapping[_Key, Tensor]) -> Tensor:
        here: dict[_Key, Tensor] = {}
        waiting = dict(given)

        def place(value: TensorValue) -> Tensor:
            key = _key(value)
            if key not in here:
                here[key] = _recorded(value)
            if value.requires_grad and key in waiting:
                here[key].copy_(waiting.pop(key))
            return here[key]

        for call in self.calls:
            inputs = [place(operand.value) for operand in call.operands]
            outputs = tensors(call.output)
            if not outputs:  # retain_grad, a printed value
                continue
            if _fixed(call):
                for value in outputs:
                    here[_key(value)] = _recorded(value)
            else:
                assert call.repeat is not None
                made = [_wide(each) for each in tensors_in(call.repeat(inputs))]  # also what was cast
                here.update({_key(value): each for value, each in zip(outputs, made, strict=False)})
            for value in outputs:
                place(value)
        return place(self.final)


def _fixed(call: Call) -> bool:
    """Tell whether a call's result stays as it was: it was made of nothing, drawn, or is a gradient."""
    row = FUNCTIONS.get(call.row)
    return not call.operands or call.repeat is None or call.row in GRADIENTS or (row is not None and row.random)


def _recorded(value: TensorValue) -> Tensor:
    if value.data is None:
        raise Unrepeatable(LARGE)
    return _wide(value.data).clone()


def _wide(tensor: Tensor) -> Tensor:
    """Return numbers with a point in 64 bits."""
    if tensor.is_complex():
        return tensor.to(torch.complex128)
    return tensor.double() if tensor.is_floating_point() else tensor
