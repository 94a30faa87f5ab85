"""Statements, one after the other, and the trace of them all."""

import ast
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import torch

from playground.program.assigning import Assignments
from playground.program.check import Program, check
from playground.program.expressions import Expressions
from playground.program.measuring import OverBudget
from playground.program.quick import quickly
from playground.program.recording import Ended, Recording
from playground.program.records import Limits, RunError, Step, Trace, Value
from playground.program.ties import Ties, let_go, tied
from playground.program.values import ENTRY, Full
from playground.translations import Message

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
        let_go()  # of what earlier programs tied, and somebody held
        reason = program.oversize
        if reason is None:
            real = _Run(program, limits, heard)
            try:
                return real.trace(None)
            except OverBudget as over:
                reason = over.reason
            circles = tied(real.recording.recorder.seen())
            del real
            let_go(circles)
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


_recorded = quickly(Step)
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
        self.assignments = Assignments(program, self.recording, self.names, self.expressions)
        self.steps: list[Step] = []
        self.pictures: Mapping[str, Value] = {}
        self.heads: dict[ast.stmt, str] = {}

    def trace(self, reason: Message | None) -> Trace:
        """Run everything and return what came of it."""
        with suppress(Ended):
            self._block(self.program.tree.body)
        recording = self.recording
        circles = tied(recording.recorder.seen())
        return Trace(
            self.program.source,
            tuple(self.steps),
            dict(self.names),
            recording.recorder.nbytes,
            recording.budget.seconds,
            reason,
            recording.recorder.kept,
            Ties(circles) if circles else None,
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
                with self._step(statement, statement.items[0].context_expr, self._context):
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

    def _context(self, node: ast.Call) -> _Done:
        return (), None, self.expressions.context(node)

    def _turns(self, node: ast.expr) -> _Done:
        return (), None, self.expressions.turns(node)

    def _bind(self, pair: tuple[ast.expr, Any]) -> _Done:
        return self.expressions.bind(*pair), None, None

    def _simple(self, node: ast.stmt) -> _Done:
        expressions = self.expressions
        if isinstance(node, ast.Assign):
            value = expressions.value(node.value)
            if len(node.targets) == 1:
                return self.assignments.assign(node.targets[0], value, node.value), None, None
            return (
                [name for target in node.targets for name in self.assignments.assign(target, value, node.value)],
                None,
                None,
            )
        if isinstance(node, ast.Expr):
            value = expressions.value(node.value)
            return (), None if value is None else self.recording.recorder.value(value), None
        assert isinstance(node, ast.AugAssign)
        return self.assignments.augment(node), None, None

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
            error = recording.fail(self.program.places.span(statement), full)
        if len(recording.calls) == first and error is None and action in (self._turns, self._context):
            return outcome  # looking up what a loop goes through, and entering a context, is nothing to be shown
        head = self.heads.get(statement)
        if head is None:
            head = self.heads[statement] = _head(statement, self.program.places.text(statement))
        self.steps.append(
            _recorded(
                statement.lineno,
                head,
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
            pictures = dict(self.pictures)
            for name in bound:
                pictures[name] = recorder.value(self.names[name])
            self.pictures = pictures


def _head(statement: ast.stmt, text: str) -> str:
    """Return the text of a statement; of one with a block, its head."""
    if isinstance(statement, ast.If | ast.For | ast.With):
        last = statement.body[0].lineno - statement.lineno
        return "\n".join(text.splitlines()[: max(last, 1)])
    return text
