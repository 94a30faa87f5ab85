"""What a program may take: each call is bounded, in doubt measured, and refused before it takes too much."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from playground.program.bounds import bound, by_values, volume
from playground.program.functions.rows import Growth
from playground.program.measuring import PER_ELEMENT, OverBudget, measure, memory, rate, warm, warm_backward
from playground.program.records import Limits
from playground.program.values import Recorder, tensors_in
from playground.translations import N_, Message

ELEMENT = 8  # bytes, at most, of most elements
NODES = 20_000  # of a graph that autograd goes back through
NODE = 1_000  # bytes of a node, about
PER_NODE = 2e-5  # seconds
OVERTIME = N_("It ran for more than {seconds} s.")


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
        return OverBudget(Message(OVERTIME, {"seconds": f"{self.limits.seconds:g}"}))

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
        nbytes, seconds = count * element, count * PER_ELEMENT + flops * rate(args)
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
        self.deadline += warm_backward()  # that it is the first is not the program's fault
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
        return value.shape, value.stride(), value.dtype, value.device, value.requires_grad, memory(value)[1]
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
