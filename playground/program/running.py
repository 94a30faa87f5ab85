"""Statements, one after the other, and the trace of them all."""

import ast
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import torch
from torch import Tensor

from playground.program.careful import Refusal
from playground.program.check import Program, check
from playground.program.expressions import ARRAYS, Expressions, growth_of_index
from playground.program.guard import OverBudget
from playground.program.members import CONTEXTS, IN_PLACE
from playground.program.recording import Ended, Recording
from playground.program.records import Limits, RunError, Step, Trace, Value
from playground.program.values import ENTRY, Full
from playground.translations import N_, Message

_ALONE = threading.RLock()  # random numbers and warnings belong to the whole process


def run(source: str, *, seed: int = 0, limits: Limits | None = None) -> Trace:
    """Run a program and return all that happened.

    It is the same as running it after ``import torch``, ``import numpy as np`` and ``torch.manual_seed(seed)``,
    except that nothing outside it changes, and that it ends at the limits.

    Raises:
        ProgramError: the program is not accepted; see `check`. What PyTorch refuses is an `error` in the trace.
    """
    limits = limits or Limits()
    program = check(source, limits)
    with alone(seed) as heard:
        if program.oversize is None:
            try:
                return _Run(program, limits, heard).trace(None)
            except OverBudget as over:
                reason = over.reason
        else:
            reason = program.oversize
        torch.default_generator.manual_seed(seed % 2**64)
        return _Run(program, limits, heard, shapes_only=True).trace(reason)


@contextmanager
def alone(seed: int) -> Iterator[list[warnings.WarningMessage]]:
    """Let a program draw its own random numbers and hear its own warnings, and leave everything as it was."""
    generator = torch.default_generator
    with _ALONE, warnings.catch_warnings(record=True) as heard, torch.enable_grad():
        warnings.simplefilter("always")
        state, always = generator.get_state(), torch.is_warn_always_enabled()
        torch.set_warn_always(True)
        try:
            generator.manual_seed(seed % 2**64)
            yield heard
        finally:
            torch.set_warn_always(always)
            generator.set_state(state)


_SIMPLE = (ast.Assign, ast.Expr, ast.AugAssign)
_Done = tuple[Sequence[str], Value | None, Any]


class _Leave(Exception):
    """A loop is left, or goes to its next turn."""

    def __init__(self, loop: bool) -> None:
        self.loop = loop


class _Run:
    """One pass through a program."""

    def __init__(
        self, program: Program, limits: Limits, heard: list[warnings.WarningMessage], *, shapes_only: bool = False
    ) -> None:
        self.program, self.heard = program, heard
        self.recording = Recording(program, limits, shapes_only=shapes_only)
        self.names: dict[str, Any] = {}
        self.expressions = Expressions(program, self.recording, self.names)
        self.steps: list[Step] = []
        self.pictures: Mapping[str, Value] = {}
        self.heads: dict[ast.stmt, str] = {}

    def trace(self, reason: Message | None) -> Trace:
        """Run everything and return what came of it."""
        with suppress(Ended):
            self._block(self.program.tree.body)
        recording = self.recording
        return Trace(
            self.program.source,
            tuple(self.steps),
            dict(self.names),
            recording.recorder.nbytes,
            recording.budget.seconds,
            reason,
            recording.recorder.kept,
        )

    def _block(self, body: Sequence[ast.stmt]) -> None:
        for statement in body:
            if isinstance(statement, _SIMPLE):
                self._step(statement, statement, self._simple)
            elif isinstance(statement, ast.If):
                self._block(
                    statement.body if self._step(statement, statement.test, self._condition) else statement.orelse
                )
            elif isinstance(statement, ast.For):
                self._loop(statement)
            elif isinstance(statement, ast.With):
                with CONTEXTS[ast.unparse(statement.items[0].context_expr).removesuffix("()")]():
                    self._block(statement.body)
            elif isinstance(statement, ast.Break | ast.Continue):
                raise _Leave(isinstance(statement, ast.Break))

    def _loop(self, node: ast.For) -> None:
        for item in self._step(node, node.iter, self._turns):
            self._step(node, (node.target, item), self._bind)
            try:
                self._block(node.body)
            except _Leave as leave:
                if leave.loop:
                    break

    # What a step can do: each returns the names it set, the value to show, and what the statement goes on with

    def _condition(self, test: ast.expr) -> _Done:
        return (), None, self.expressions.truth(test)

    def _turns(self, node: ast.expr) -> _Done:
        return (), None, self.expressions.turns(node)

    def _bind(self, pair: tuple[ast.expr, Any]) -> _Done:
        return self.expressions.bind(*pair), None, None

    def _simple(self, node: ast.stmt) -> _Done:
        expressions = self.expressions
        if isinstance(node, ast.Expr):
            value = expressions.value(node.value)
            return (), None if value is None else self.recording.recorder.value(value), None
        if isinstance(node, ast.Assign):
            value = expressions.value(node.value)
            if len(node.targets) == 1:
                return self._assign(node.targets[0], value, node.value), None, None
            return [name for target in node.targets for name in self._assign(target, value, node.value)], None, None
        assert isinstance(node, ast.AugAssign)
        return self._augment(node), None, None

    def _step(self, statement: ast.stmt, node: Any, action: Callable[[Any], _Done]) -> Any:
        """Do one thing and write the step down."""
        recording, expressions = self.recording, self.expressions
        first, expressions.printed = len(recording.calls), ""
        self.heard.clear()
        bound: Sequence[str] = ()
        result: Value | None = None
        error: RunError | None = None
        outcome: Any = None
        try:
            recording.tick(statement)
            bound, result, outcome = action(node)
            if bound or recording.changed:
                self._look(bound)
            if expressions.printed:
                recording.recorder.keep(len(expressions.printed))
        except Ended as ended:
            error = ended.error
        except (Full, RecursionError) as full:
            error = recording.fail(self.program.spans(statement), full)
        if action == self._turns and error is None and len(recording.calls) == first:
            return outcome  # looking up what a loop goes through is nothing to be shown
        if statement not in self.heads:
            self.heads[statement] = _head(statement, self.program.spans(statement).text)
        self.steps.append(
            Step(
                statement.lineno,
                self.heads[statement],
                tuple(recording.calls[first:]),
                tuple(bound),
                self.pictures,
                result,
                expressions.printed,
                error,
                tuple(dict.fromkeys(str(each.message) for each in self.heard)) if self.heard else (),
            )
        )
        if error is not None:
            raise Ended(error)
        return outcome

    def _look(self, bound: Sequence[str]) -> None:
        """Take pictures of every name's value; only those are looked at again that may have changed."""
        recorder = self.recording.recorder
        recorder.keep(ENTRY * len(self.names))
        if self.recording.changed:
            self.recording.changed = False
            self.pictures = {name: recorder.value(each) for name, each in self.names.items()}
        else:
            self.pictures = {**self.pictures, **{name: recorder.value(self.names[name]) for name in bound}}

    def _assign(self, target: ast.expr, value: Any, origin: ast.AST) -> list[str]:
        if isinstance(target, ast.Subscript):
            owner, index = self.expressions.value(target.value), self.expressions.index(target.slice)
            self._put(target, owner, index, value, origin)
            return []
        if isinstance(target, ast.Attribute):
            owner = self.expressions.value(target.value)
            self._set(target, owner, target.attr, value, origin)
            return []
        return self.expressions.bind(target, value)

    def _augment(self, node: ast.AugAssign) -> list[str]:
        """Run `target op= value`: in place where the target's value can change in place."""
        target, expressions = node.target, self.expressions
        symbol, function, row = IN_PLACE[type(node.op)]
        if isinstance(target, ast.Name):
            old = expressions.value(ast.copy_location(ast.Name(target.id, ast.Load()), target))
        elif isinstance(target, ast.Subscript):
            owner, index = expressions.value(target.value), expressions.index(target.slice)
            old = expressions.item(target, owner, index, shown=False)
        else:
            assert isinstance(target, ast.Attribute)
            owner = expressions.value(target.value)
            old = self.recording.plain(self.program.spans(target), _READ[target.attr], owner)
        value = expressions.value(node.value)
        new = expressions.apply(
            node,
            (symbol, function, row),
            [old, value],
            [target, node.value],
            augmented=isinstance(old, ARRAYS),
        )
        if isinstance(old, list):
            self.recording.changed = True
        if isinstance(target, ast.Name):
            return expressions.bind(target, new)
        if isinstance(target, ast.Subscript):
            self._put(target, owner, index, new, node.value)
        else:
            self._set(target, owner, target.attr, new, node.value)
        return []

    def _put(self, target: ast.Subscript, owner: Any, index: Any, value: Any, origin: ast.AST) -> None:
        span = self.program.spans(target)
        if isinstance(owner, list):
            if isinstance(value, list) or not isinstance(index, int):
                self.recording.refuse(span, N_("Only tensors and numbers can be put into a list here, one at a time."))
            self.recording.plain(span, list.__setitem__, owner, index, value)
            self.recording.changed = True
            return
        if not isinstance(owner, ARRAYS):
            self.recording.plain(span, _no_item_assignment, owner)
        texts = [self.program.spans(part).text for part in (target.value, target.slice, origin)]
        self.recording.do(
            span, "", "[…] =", "assignment", "view" if growth_of_index(index) == "view" else "assign", _put,
            [owner, index, value], {}, lambda: texts, changes=True,
        )  # fmt: skip

    def _set(self, target: ast.Attribute, owner: Any, name: str, value: Any, origin: ast.AST) -> None:
        span = self.program.spans(target)
        if not isinstance(owner, Tensor):
            self.recording.plain(span, _no_member_assignment, owner, name)
        texts = [self.program.spans(part).text for part in (target.value, origin)]
        self.recording.do(
            span, "", f".{name} =", "assignment", "view", _SET[name], [owner, value], {}, lambda: texts, changes=True
        )


def _put(owner: Any, index: Any, value: Any) -> None:
    owner[index] = value


def _set_requires_grad(tensor: Tensor, value: Any) -> None:
    tensor.requires_grad = value


def _set_grad(tensor: Tensor, value: Any) -> None:
    tensor.grad = value


def _set_data(tensor: Tensor, value: Any) -> None:
    """Give a tensor other data of the same form; with another form, what autograd has kept of it could be overrun."""
    if isinstance(value, Tensor) and _form(value) != _form(tensor):
        raise Refusal(N_("data can be set here only to a tensor of the same shape, strides, dtype and device."))
    tensor.data = value


def _form(tensor: Tensor) -> tuple[object, ...]:
    return tensor.shape, tensor.stride(), tensor.dtype, tensor.device


_SET = {"requires_grad": _set_requires_grad, "grad": _set_grad, "data": _set_data}
_READ = {"requires_grad": lambda t: t.requires_grad, "grad": lambda t: t.grad, "data": lambda t: t.data}


def _no_item_assignment(value: Any) -> None:
    raise TypeError(f"'{type(value).__name__}' object does not support item assignment")


def _no_member_assignment(value: Any, name: str) -> None:
    raise AttributeError(f"'{type(value).__name__}' object has no attribute '{name}'")


def _head(statement: ast.stmt, text: str) -> str:
    """Return the text of a statement; of one with a block, its head."""
    if isinstance(statement, ast.If | ast.For):
        last = statement.body[0].lineno - statement.lineno
        return "\n".join(text.splitlines()[: max(last, 1)])
    return text
