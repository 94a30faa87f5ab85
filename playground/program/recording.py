"""One operation: guarded, run, and written down."""

import ast
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensor

from playground.program.arguments import Arguments, Found, piece
from playground.program.bounds import FREE, bound, numbers_in, volume
from playground.program.careful import Refusal
from playground.program.check import Program
from playground.program.functions.rows import Growth
from playground.program.guard import Budget
from playground.program.measuring import UNKNOWN, Meter, OverBudget, fake_mode
from playground.program.quick import quickly
from playground.program.records import Call, Limits, Operand, RunError, Span
from playground.program.values import Full, Recorder, leaves, tensors_in
from playground.translations import N_, Message

PIECES = 50_000
FULL = N_("This is more than can be shown: make the loops shorter or the lists smaller.")
UNKNOWN_VALUES = N_("What follows depends on values, and these were not computed.")


class Ended(Exception):
    """The program ends here; `error` says why."""

    def __init__(self, error: RunError) -> None:
        self.error = error


class Unknown(Exception):
    """What is asked for depends on values, and there are only shapes."""


class Recording:
    """Runs operations and keeps a record of each.

    With `shapes_only`, what could be large is run on fake tensors, which have shapes and no values; what is small still
    runs for real, so that sizes and branches that depend on small values are known.
    """

    def __init__(self, program: Program, limits: Limits, *, shapes_only: bool) -> None:
        self.source, self.span, self.limits = program.source, program.places.span, limits
        self.recorder = Recorder(0 if shapes_only else limits.cells, limits.leaves, limits.bytes)
        self.budget = Budget(limits, self.recorder)
        self.fake = fake_mode() if shapes_only else None
        self.calls: list[Call] = []
        self.ticks = 0
        self.changed = False  # something was written in place since it was last looked at

    def tick(self, node: ast.AST) -> None:
        """Count one statement run, or end the program where there are too many."""
        self.ticks += 1
        if time.perf_counter() > self.budget.deadline:
            self._overtime(self.span(node))
        if self.ticks > 4 * self.limits.calls:
            self.refuse(
                self.span(node),
                N_("The program does more than {most} things; make its loops shorter."),
                most=4 * self.limits.calls,
            )

    def refuse(self, span: Span, template: str, **values: Any) -> NoReturn:
        """End the program by the playground's own word."""
        message = Message(template, values)
        raise Ended(RunError("Limit", str(message), span, self.source, message))

    def fail(self, span: Span, error: Exception) -> RunError:
        """Return the record of what was raised."""
        if isinstance(error, Unknown):
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
        except UNKNOWN as error:
            fake = any(isinstance(each, FakeTensor) for value in args for each in tensors_in(value))
            raise Ended(self.fail(span, Unknown() if fake else error)) from None
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
            self._overtime(span)
        if len(self.calls) >= self.limits.calls:
            self.refuse(span, N_("The program makes more than {most} calls."), most=f"{self.limits.calls:,}")
        operands: tuple[Operand, ...] = ()
        taken = Arguments(args, kwargs)
        settings, repeat = taken.settings, taken.repeat(function, changes)
        try:
            if taken.tensors:
                operands = self._operands(taken.tensors, sources)
            result = self._run(span, row, symbol, form, function, growth, args, kwargs, taken)
            if not isinstance(result, Tensor):
                self.bounded(span, result)
            elif result.layout is not torch.strided:
                raise Refusal(N_("Only dense tensors can be shown here, not {layout}."), layout=result.layout)
            written = changes or symbol in _WRITES_ELSEWHERE
            if written or (form in _MAY_CHANGE and self._changed(operands, taken.tensors)):
                self.changed = True
                self.recorder.forget()
                result = args[0] if changes and result is None else result
            output = self.recorder.value(result)
        except Ended:
            raise
        except OverBudget as over:
            if self.fake is None:
                raise
            self.refuse(span, over.reason.template, **over.reason.values)
        except Exception as error:  # noqa: BLE001 - whatever PyTorch raises is told to the visitor
            failure = self.fail(span, error)
            self.calls.append(_call(row, symbol, form, span, operands, settings, None, failure, repeat))
            raise Ended(failure) from None
        if shown:
            self.calls.append(_call(row, symbol, form, span, operands, settings, output, None, repeat))
        return result

    def _overtime(self, span: Span) -> NoReturn:
        """Leave the real run for one on fake tensors, which ends where even that takes too long."""
        reason = self.budget.overtime().reason
        if self.fake is None:
            raise OverBudget(reason)
        self.refuse(span, reason.template, **reason.values)

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
        taken: Arguments,
    ) -> Any:
        if growth == "parts":
            self._not_too_many(span, function, symbol, args, kwargs)
        tensors = taken.tensors
        if growth == "backward" and not any(isinstance(found[3], FakeTensor) for found in tensors):
            create_graph = bool(kwargs.get("create_graph")) or len(args) > 3
            self.budget.backward([*args, *kwargs.values()], create_graph=create_graph, real=self.fake is None)
            return function(*args, **kwargs)
        fakeable = not taken.arrays and (bool(row) or bool(tensors))
        if tensors and fakeable and growth in _BY_TENSORS and taken.volume() <= FREE // 2:
            small = True  # whatever the function makes of them
        else:
            count, flops = bound(growth, args, kwargs)
            small = count <= FREE and flops <= FREE
        if self.fake is None:
            if not small:
                self.budget.before(function, growth, args, kwargs, fakeable and (bool(row) or form != "function"))
            return function(*args, **kwargs)
        faked = any(isinstance(found[3], FakeTensor) for found in tensors)
        if (small or function is Tensor.numpy) and not faked:
            return self._leaf(function(*args, **kwargs))
        if not fakeable or function is Tensor.numpy:
            raise Unknown
        meter = Meter(self.budget.in_time)
        try:
            with self.fake, meter:
                result = function(*args, **kwargs)
        except UNKNOWN:
            raise Unknown from None
        self.budget.seconds += meter.seconds(args)
        return result

    def _not_too_many(
        self, span: Span, function: Callable[..., Any], symbol: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        """Refuse to take a tensor apart into many more pieces than a list can hold."""
        shapes = [each.shape for each in (*args, *kwargs.values()) if isinstance(each, Tensor | np.ndarray)]
        single = function in (Tensor.tolist, np.ndarray.tolist)  # into single numbers
        pieces = [volume(shape) if single else max(shape, default=1) for shape in shapes]
        if symbol in ("chunk", "tensor_split", "hsplit", "vsplit"):
            pieces += numbers_in([*args, *kwargs.values()])
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
                _operand(name + path, piece(texts[place], path) if path else texts[place], picture(tensor))
                for place, name, path, tensor in found
            ]
        )

    @staticmethod
    def _changed(operands: Sequence[Operand], found: Sequence[Found]) -> bool:
        """Tell whether a function wrote into what it was given, as `relu(x, inplace=True)` does."""
        for (_, _, _, tensor), operand in zip(found, operands, strict=True):
            version = operand.value.version
            if version != tensor._version and version != -1:  # -1: of an inference tensor
                return True
        return False


_call, _operand = quickly(Call), quickly(Operand)
_WRITES_ELSEWHERE = {"backward", "clip_grad_norm_", "clip_grad_value_"}  # into grad
_MAY_CHANGE = {"function", "method"}  # what they are given, beside those that are known to
_BY_TENSORS = {"view", "same", "less", "sum", "matmul"}  # what these make depends on the tensors alone
