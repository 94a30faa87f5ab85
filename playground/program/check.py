"""Which programs are accepted. `check` reads a program and runs nothing."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from playground.program.checking import DEPTH, ExpressionChecker
from playground.program.members import (
    BINARY,
    CONTEXT_ARGUMENTS,
    CONTEXTS,
)
from playground.program.places import Places
from playground.program.records import Limits, ProgramError
from playground.program.refusals import OTHER, REFUSED
from playground.translations import N_, Message

WITH = ", ".join(f"{name}({'…' if 0 not in CONTEXT_ARGUMENTS[name] else ''})" for name in CONTEXTS)


@dataclass(frozen=True)
class Program:
    """An accepted program.

    Attributes:
        dotted: For each attribute chain that is a name of PyTorch or NumPy, that name: `torch.float32`.
        places: Where each expression and statement is.
        oversize: Why it is not to be run for real, whatever it does.
    """

    source: str
    tree: ast.Module
    dotted: Mapping[ast.AST, str]
    places: Places
    oversize: Message | None


def check(source: str, limits: Limits | None = None) -> Program:
    """Return the program, accepted; nothing of it is run.

    Raises:
        ProgramError: it is not Python, or uses what the tables do not name. It tells line, column (from 1) and why.
    """
    limits = limits or Limits()
    if len(source) > limits.characters:
        raise ProgramError(
            N_("The program has {count} characters; at most {most} are possible."),
            count=f"{len(source):,}",
            most=f"{limits.characters:,}",
        )
    try:
        return _Checker(source, limits).program(_parse(source))
    except RecursionError:
        raise ProgramError(N_("The program is nested too deeply.")) from None
    except ProgramError as error:
        error.source = source
        raise


def _parse(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise ProgramError(
            N_("This is not Python: {words}."), error.lineno or 1, error.offset or 1, words=error.msg
        ) from None
    except (RecursionError, MemoryError):
        raise ProgramError(N_("The program is nested too deeply.")) from None
    except ValueError as error:  # a null character
        raise ProgramError(N_("This is not Python: {words}."), words=str(error)) from None


class _Checker(ExpressionChecker):
    """Walks the tree once."""

    def program(self, tree: ast.Module) -> Program:
        lines = len(self.source.splitlines())
        if lines > self.limits.lines:
            self.oversize = Message(
                N_("It has {count} lines; at most {most} are run."), {"count": lines, "most": self.limits.lines}
            )
        self._block(tree.body, 0)
        for node in self.used:
            if node.id not in self.bound:
                raise self.unknown(node)
        return Program(self.source, tree, self.dotted, self.places, self.oversize)

    # Statements

    def _block(self, body: list[ast.stmt], depth: int, in_loop: bool = False) -> None:
        for statement in body:
            self._statement(statement, depth + 1, in_loop)

    def _statement(self, node: ast.stmt, depth: int, in_loop: bool) -> None:
        if depth > DEPTH:
            raise self.refuse(node, N_("The program is nested too deeply."))
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self.target(target, depth)
            self.expression(node.value, depth)
            return
        match node:
            case ast.Expr(value):
                self.expression(value, depth)
            case ast.AugAssign(target, operation, value) if type(operation) in BINARY:
                self.target(target, depth)
                self.expression(value, depth)
            case ast.If(test, body, orelse):
                self.expression(test, depth)
                self._block(body, depth, in_loop)
                self._block(orelse, depth, in_loop)
            case ast.For(target, iterable, body, []):
                self.target(target, depth)
                self.expression(iterable, depth)
                self._block(body, depth, in_loop=True)
            case ast.With([ast.withitem(ast.Call() as context, None)], body):
                self._context(context, depth)
                self._block(body, depth, in_loop)
            case ast.With():
                raise self.refuse(node, N_("with is for {names} here."), names=WITH)
            case ast.Pass():
                pass
            case ast.Break() | ast.Continue() if in_loop:
                pass
            case _:
                raise self.refuse(node, REFUSED.get(type(node), OTHER))

    def _context(self, node: ast.Call, depth: int) -> None:
        name = self.name(node.func)
        if name not in CONTEXTS:
            raise self.refuse(node.func, N_("with is for {names} here."), names=WITH)
        given = [*node.args, *node.keywords]
        if len(given) not in CONTEXT_ARGUMENTS[name] or any(isinstance(each, ast.Starred) for each in given):
            raise self.refuse(node, N_("with is for {names} here."), names=WITH)
        self.dotted[node] = name
        self.arguments(node, depth)
