"""One operation: guarded, run, and written down."""

import ast
import functools
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensor

from playground.program import guard
from playground.program.careful import Refusal
from playground.program.check import Program
from playground.program.functions.rows import Growth
from playground.program.guard import Budget, OverBudget
from playground.program.records import Call, Limits, Operand, RunError, Span
from playground.program.values import Full, Recorder, arrays_in, leaves
from playground.translations import N_, Message

PIECES = 50_000
FULL = N_("This is more than can be shown: make the loops shorter or the lists smaller.")
UNKNOWN_VALUES = N_("What follows depends on values, and these were not computed.")


Found = tuple[int, str, str, Tensor]  # which argument, its name, where in it, the tensor


class Ended(Exception):
    """The program ends here; `error` says why."""

    def __init__(self, error: RunError) -> None:
        self.error = error


class _Slot:
    """Where a tensor stood in the arguments of a call."""


SLOT = _Slot()


class Recording:
    """Runs operations and keeps a record of each.

    With `shapes_only`, what could be large is run on fake tensors, which have shapes and no values; what is small still
    runs for real, so that sizes and branches that depend on small values are known.
    """

    def __init__(self, program: Program, limits: Limits, *, shapes_only: bool) -> None:
        self.source, self.spans, self.limits = program.source, program.spans, limits
        self.recorder = Recorder(0 if shapes_only else limits.cells, limits.leaves, limits.bytes)
        self.budget = Budget(limits, self.recorder)
        self.fake = guard.fake_mode() if shapes_only else None
        self.calls: list[Call] = []
        self.ticks = 0
        self.changed = False  # something was written in place since it was last looked at

    def tick(self, node: ast.AST) -> None:
        """Count one statement run, or end the program where there are too many."""
        self.ticks += 1
        if time.perf_counter() > self.budget.deadline:
            self._over(self.spans(node), self.budget.overtime())
        if self.ticks > 4 * self.limits.calls:
            self.refuse(
                self.spans(node),
                N_("The program does more than {most} things; make its loops shorter."),
                most=4 * self.limits.calls,
            )

    def refuse(self, span: Span, template: str, **values: Any) -> NoReturn:
        """End the program by the playground's own word."""
        message = Message(template, values)
        raise Ended(RunError("Limit", str(message), span, self.source, message))

    def fail(self, span: Span, error: Exception) -> RunError:
        """Return the record of what was raised."""
        if isinstance(error, guard.UNKNOWN) and self.fake is not None:
            return RunError("Limit", UNKNOWN_VALUES, span, self.source, Message(UNKNOWN_VALUES))
        if isinstance(error, Full):
            error = Refusal(FULL)
        if isinstance(error, Refusal):
            return RunError("Limit", str(error), span, self.source, error.message)
        return RunError(type(error).__name__, str(error), span, self.source)

    def plain(self, span: Span, function: Callable[..., Any], *args: Any) -> Any:
        """Run something on plain values; nothing is written down unless it fails."""
        try:
            return self.bounded(span, function(*args))
        except Ended:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a visitor's program raises is told to the visitor
            raise Ended(self.fail(span, error)) from None

    def bounded(self, span: Span, value: Any) -> Any:
        """Return a value, or end the program where a list or a range has become too long."""
        most = self.limits.leaves
        if isinstance(value, list | tuple | range) and leaves(value, most) > most:
            self.refuse(span, N_("A list here can hold at most {most} values."), most=f"{most:,}")
        return value

    def do(
        self,
        span: Span,
        row: str,
        symbol: str,
        form: str,
        growth: Growth,
        function: Callable[..., Any],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        sources: Callable[[], Sequence[str]],
        *,
        changes: bool = False,
        shown: bool = True,
    ) -> Any:
        """Run an operation and write it down.

        Args:
            sources: Gives the text of each argument, those by name last.
            changes: It writes into its first argument, which is then its output too.
            shown: It is to be written down; one that fails is so in any case.
        """
        if time.perf_counter() > self.budget.deadline:
            self._over(span, self.budget.overtime())
        if len(self.calls) >= self.limits.calls:
            self.refuse(span, N_("The program makes more than {most} calls."), most=f"{self.limits.calls:,}")
        operands: tuple[Operand, ...] = ()
        taken = _Arguments(args, kwargs)
        settings, repeat = taken.settings, taken.repeat(function, changes)
        try:
            if taken.tensors:
                operands = self._operands(taken.tensors, sources)
            result = self._run(span, row, symbol, form, function, growth, args, kwargs, taken)
            if not isinstance(result, Tensor):
                self.bounded(span, result)
            elif result.layout is not torch.strided:
                raise Refusal(N_("Only dense tensors can be shown here, not {layout}."), layout=result.layout)
            if changes or _changed(operands, taken.tensors):
                self.changed = True
                self.recorder.forget()
                result = args[0] if changes and result is None else result
            output = self.recorder.value(result)
        except Ended:
            raise
        except OverBudget as over:
            self._over(span, over)
        except Exception as error:  # noqa: BLE001 - whatever PyTorch raises is told to the visitor
            failure = self.fail(span, error)
            self.calls.append(Call(row, symbol, form, span, operands, settings, None, failure, repeat))
            raise Ended(failure) from None
        if shown:
            self.calls.append(Call(row, symbol, form, span, operands, settings, output, None, repeat))
        return result

    def _over(self, span: Span, over: OverBudget) -> NoReturn:
        """Leave the real run for one on fake tensors, which ends where even that takes too long."""
        if self.fake is None:
            raise over
        self.refuse(span, over.reason.template, **over.reason.values)

    def _run(
        self,
        span: Span,
        row: str,
        symbol: str,
        form: str,
        function: Callable[..., Any],
        growth: Growth,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        taken: "_Arguments",
    ) -> Any:
        if growth == "parts":
            self._not_too_many(span, function, symbol, args, kwargs)
        tensors = taken.tensors
        if growth == "backward" and not any(isinstance(found[3], FakeTensor) for found in tensors):
            create_graph = bool(kwargs.get("create_graph")) or len(args) > 3
            self.budget.backward([*args, *kwargs.values()], create_graph=create_graph, real=self.fake is None)
            return function(*args, **kwargs)
        fakeable = not taken.arrays and (bool(row) or bool(tensors))
        if tensors and fakeable and growth in _BY_TENSORS and taken.volume() <= guard.FREE // 2:
            small = True  # whatever the function makes of them
        else:
            count, flops = guard.bound(growth, args, kwargs)
            small = count <= guard.FREE and flops <= guard.FREE
        if self.fake is None:
            if not small:
                self.budget.before(function, growth, args, kwargs, fakeable and (bool(row) or form != "function"))
            return function(*args, **kwargs)
        faked = any(isinstance(found[3], FakeTensor) for found in tensors)
        if (small or function is Tensor.numpy) and not faked:
            return self._leaf(function(*args, **kwargs))
        if not fakeable or function is Tensor.numpy:
            raise NotImplementedError
        meter = guard.Meter(self.budget.in_time)
        with self.fake, meter:
            result = function(*args, **kwargs)
        self.budget.seconds += meter.seconds(args)
        return result

    def _not_too_many(
        self, span: Span, function: Callable[..., Any], symbol: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        """Refuse to take a tensor apart into many more pieces than a list can hold."""
        shapes = [each.shape for each in (*args, *kwargs.values()) if isinstance(each, Tensor | np.ndarray)]
        single = function in (Tensor.tolist, np.ndarray.tolist)  # into single numbers
        pieces = [guard.volume(shape) if single else max(shape, default=1) for shape in shapes]
        if symbol in ("chunk", "tensor_split", "hsplit", "vsplit"):
            pieces += guard.numbers_in([*args, *kwargs.values()])
        if max(pieces, default=0) > PIECES:
            self.refuse(span, N_("A list here can hold at most {most} values."), most=f"{self.limits.leaves:,}")

    def _leaf(self, result: Any) -> Any:
        """Make a leaf that wants a gradient a fake tensor: gradients of fake results cannot reach a real one."""
        if isinstance(result, Tensor) and result.requires_grad and result.is_leaf and self.fake is not None:
            return self.fake.from_tensor(result)
        return result

    def _operands(self, found: Sequence[Found], sources: Callable[[], Sequence[str]]) -> tuple[Operand, ...]:
        texts, picture = sources(), self.recorder.tensor
        return tuple(
            [
                Operand(name + path, _piece(texts[place], path) if path else texts[place], picture(tensor))
                for place, name, path, tensor in found
            ]
        )


_BY_TENSORS = {"view", "same", "less", "sum", "matmul"}  # what these make depends on the tensors alone
_PLAIN = {int, float, bool, str, type(None), torch.Size, torch.dtype, torch.device, complex, slice, type(...)}


class _Arguments:
    """The arguments of a call, looked through once: the tensors, the settings, and what is left without tensors."""

    __slots__ = ("arrays", "named", "settings", "template", "tensors")

    def __init__(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        self.tensors: list[Found] = []
        self.arrays = False  # NumPy's are among them
        self.settings: dict[str, str] = {}
        self.template = [self._one(place, str(place), each) for place, each in enumerate(args)]
        self.named = {
            name: self._one(place, name, each) for place, (name, each) in enumerate(kwargs.items(), len(args))
        }

    def repeat(self, function: Callable[..., Any], changes: bool) -> Callable[[list[Tensor]], Any] | None:
        """Return what does the call again on other tensors; None for NumPy's, whose arrays are not kept."""
        if self.arrays and not self.tensors:
            return None
        return functools.partial(_repeat, function, self.template, self.named, changes)

    def volume(self) -> int:
        """Return the product of the tensors' elements."""
        return math.prod([guard.volume(found[3].shape) for found in self.tensors])

    def _one(self, place: int, name: str, value: Any) -> Any:
        if isinstance(value, Tensor):
            self.tensors.append((place, name, "", value))
            return SLOT
        kind = type(value)
        if kind in _PLAIN:
            self.settings[name] = repr(value)
            return value
        if kind is np.ndarray:
            self.arrays = True
        elif kind is list or kind is tuple:
            self.arrays = self.arrays or any(isinstance(each, np.ndarray) for each in arrays_in(value))
            inside = [(place, name, path, tensor) for path, tensor in _inside(value)]
            self.tensors += inside
            if inside:
                return _template(value)
            if len(value) <= 8 and all(type(each) in _PLAIN for each in value):
                self.settings[name] = repr(value)
        return value


def _inside(value: Sequence[Any], path: str = "") -> Iterator[tuple[str, Tensor]]:
    for place, item in enumerate(value):
        if isinstance(item, Tensor):
            yield f"{path}[{place}]", item
        elif isinstance(item, list | tuple):
            yield from _inside(item, f"{path}[{place}]")


def _piece(text: str, path: str) -> str:
    """Return how the program names one tensor of a list: `B` for `[1]` of `[A, B]`, else `parts[1]`."""
    if path.count("[") == 1 and text[:1] in "[(" and text[-1:] in "])" and not any(c in text[1:-1] for c in "[](){}*"):
        names = [name.strip() for name in text[1:-1].split(",") if name.strip()]
        if int(path[1:-1]) < len(names):
            return names[int(path[1:-1])]
    return text + path


def _changed(operands: Sequence[Operand], found: Sequence[Found]) -> bool:
    """Tell whether a function wrote into what it was given, as `relu(x, inplace=True)` does."""
    return any(
        operand.value.version >= 0 and operand.value.version != tensor._version
        for operand, (_, _, _, tensor) in zip(operands, found, strict=True)
    )


def _template(value: Any) -> Any:
    """Return arguments with the tensors taken out."""
    if isinstance(value, Tensor):
        return SLOT
    if type(value) in (list, tuple):
        return type(value)([_template(item) for item in value])
    return value


def _fill(value: Any, tensors: Iterator[Tensor]) -> Any:
    if value is SLOT:
        return next(tensors)
    if type(value) in (list, tuple):
        return type(value)([_fill(item, tensors) for item in value])
    return value


def _repeat(
    function: Callable[..., Any], args: Any, kwargs: Mapping[str, Any], changes: bool, tensors: Sequence[Tensor]
) -> Any:
    """Run a recorded operation again on other tensors."""
    each = iter(tensors)
    given = [_fill(item, each) for item in args]
    result = function(*given, **{name: _fill(item, each) for name, item in kwargs.items()})
    return given[0] if changes and result is None else result
