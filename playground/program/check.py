"""Which programs are accepted. `check` reads a program and runs nothing."""

import ast
import difflib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.program.functions import FUNCTIONS
from playground.program.members import (
    ASSIGNABLE,
    ATTRIBUTE_NAMES,
    BINARY,
    BUILTINS,
    CALLABLES,
    COMPARE,
    CONSTANTS,
    CONTEXTS,
    KEYWORDS,
    METHOD_NAMES,
    MODULES,
    UNARY,
)
from playground.program.records import Limits, ProgramError, Span
from playground.translations import N_, Message

DEPTH = 60  # how deep a program may be nested
TEXT = 200  # characters of a text in a program
BITS = 4_096  # of a whole number
LONGEST = 60  # characters of a name that others are compared with
ROOTS = ("torch", "np")


@dataclass(frozen=True)
class Program:
    """An accepted program.

    Attributes:
        dotted: For each attribute chain that is a name of PyTorch or NumPy, that name: `torch.float32`.
        spans: Where each expression and statement is.
        oversize: Why it is not to be run for real, whatever it does.
    """

    source: str
    tree: ast.Module
    dotted: Mapping[ast.AST, str]
    spans: Callable[[ast.AST], Span]
    oversize: Message | None


REFUSED: Mapping[type[ast.AST], str] = {
    ast.Import: N_("torch and np are here already: leave out the import."),
    ast.ImportFrom: N_("torch and np are here already: leave out the import; write torch.nn.functional.relu in full."),
    ast.Lambda: N_("A program here has no lambda: write the expression where it is used."),
    ast.FunctionDef: N_("A program here defines no functions: write the lines one after the other."),
    ast.ClassDef: N_("A program here defines no classes: write the lines one after the other."),
    ast.While: N_("A program here has no while: use for … in range(…), which ends for certain."),
    ast.JoinedStr: N_("A program here formats no text: give print the values themselves, print(x)."),
    ast.GeneratorExp: N_("Write a list instead: [… for … in …]."),
    ast.SetComp: N_("Write a list instead: [… for … in …]."),
    ast.DictComp: N_("Write a list instead: [… for … in …]."),
    ast.NamedExpr: N_("Assign on a line of its own, with =."),
    ast.Try: N_("A program here catches no errors: they are what this page explains."),
    ast.Delete: N_("A program here deletes nothing."),
}  # fmt: skip
OTHER = N_("This is not possible in a program here: use assignments, expressions, if, for and with torch.no_grad().")


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
        return _Checker(source, _parse(source), limits).program()
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


def spans_of(source: str) -> Callable[[ast.AST], Span]:
    """Return what finds the place of a node; places are worked out once each."""
    texts = list(io.StringIO(source, newline=""))  # str.splitlines breaks at more signs than Python does
    lines = [line.encode() for line in texts]  # columns of the syntax tree count bytes
    plain = source.isascii()
    known: dict[ast.AST, Span] = {}

    def place(node: Any) -> Span:
        span = known.get(node)
        if span is None:
            first, start, last, end = node.lineno, node.col_offset, node.end_lineno, node.end_col_offset
            if plain and first == last:
                span = Span(texts[first - 1][start:end], first, start + 1, last, end + 1)
            else:
                span = _span(lines, first, start, last, end)
            known[node] = span
        return span

    return place


def _span(lines: list[bytes], first: int, start: int, last: int, end: int) -> Span:
    if first == last:
        text = lines[first - 1][start:end]
    else:
        text = b"".join([lines[first - 1][start:], *lines[first : last - 1], lines[last - 1][:end]])
    column = len(lines[first - 1][:start].decode()) + 1
    return Span(text.decode(), first, column, last, len(lines[last - 1][:end].decode()) + 1)


class _Checker:
    """Walks the tree once."""

    def __init__(self, source: str, tree: ast.Module, limits: Limits) -> None:
        self.source, self.tree, self.limits = source, tree, limits
        self.dotted: dict[ast.AST, str] = {}
        self.spans = spans_of(source)
        self.oversize: Message | None = None
        self.bound: set[str] = set()
        self.used: list[ast.Name] = []

    def program(self) -> Program:
        lines = len(self.source.splitlines())
        if lines > self.limits.lines:
            self.oversize = Message(
                N_("It has {count} lines; at most {most} are run."), {"count": lines, "most": self.limits.lines}
            )
        self._block(self.tree.body, 0)
        for node in self.used:
            if node.id not in self.bound:
                raise self._unknown(node)
        return Program(self.source, self.tree, self.dotted, self.spans, self.oversize)

    def _refuse(self, node: ast.AST, template: str, **values: object) -> ProgramError:
        span = self.spans(node)
        error = ProgramError(template, span.line, span.column, **values)
        error.span = span
        return error

    # Statements

    def _block(self, body: list[ast.stmt], depth: int, in_loop: bool = False) -> None:
        for statement in body:
            self._statement(statement, depth + 1, in_loop)

    def _statement(self, node: ast.stmt, depth: int, in_loop: bool) -> None:
        if depth > DEPTH:
            raise self._refuse(node, N_("The program is nested too deeply."))
        match node:
            case ast.Expr(value):
                self._expression(value, depth)
            case ast.Assign(targets, value):
                for target in targets:
                    self._target(target, depth)
                self._expression(value, depth)
            case ast.AugAssign(target, operation, value) if type(operation) in BINARY:
                self._target(target, depth)
                self._expression(value, depth)
            case ast.If(test, body, orelse):
                self._expression(test, depth)
                self._block(body, depth, in_loop)
                self._block(orelse, depth, in_loop)
            case ast.For(target, iterable, body, []):
                self._target(target, depth)
                self._expression(iterable, depth)
                self._block(body, depth, in_loop=True)
            case ast.With([ast.withitem(ast.Call(function, [], []), None)], body):
                if self._name(function) not in CONTEXTS:
                    raise self._refuse(function, N_("with is for {names} here."), names="torch.no_grad()")
                self._block(body, depth, in_loop)
            case ast.With():
                raise self._refuse(node, N_("with is for {names} here."), names="torch.no_grad()")
            case ast.Pass():
                pass
            case ast.Break() | ast.Continue() if in_loop:
                pass
            case _:
                raise self._refuse(node, REFUSED.get(type(node), OTHER))

    def _target(self, node: ast.expr, depth: int) -> None:
        match node:
            case ast.Name(name):
                if name in ROOTS:
                    raise self._refuse(node, N_("{name} is a module: choose another name."), name=name)
                self._plain(node, name)
                self.bound.add(name)
            case ast.Tuple(items) | ast.List(items):
                for item in items:
                    if not isinstance(item, ast.Name):
                        raise self._refuse(item, N_("Several values are taken apart into plain names: a, b = …"))
                    self._target(item, depth)
            case ast.Subscript(value, index):
                self._expression(value, depth + 1)
                self._index(index, depth + 1)
            case ast.Attribute(value, name) if name in ASSIGNABLE:
                self._expression(value, depth + 1)
            case ast.Attribute(_, name):
                raise self._refuse(
                    node,
                    N_("The attribute {name} cannot be set here; {allowed} can."),
                    name=name,
                    allowed=", ".join(sorted(ASSIGNABLE)),
                )
            case _:
                raise self._refuse(node, OTHER)

    # Expressions

    def _expression(self, node: ast.expr, depth: int, *, text: bool = False) -> None:
        """Accept an expression; `text` where a text in quotes may stand."""
        if depth > DEPTH:
            raise self._refuse(node, N_("The program is nested too deeply."))
        if isinstance(node, ast.Constant):
            self._constant(node, text)
        elif isinstance(node, ast.Name):
            self._variable(node)
        elif isinstance(node, ast.Attribute):
            self._attribute(node, depth)
        elif isinstance(node, ast.Call):
            self._call(node, depth)
        elif isinstance(node, ast.Subscript):
            self._expression(node.value, depth + 1)
            self._index(node.slice, depth + 1)
        elif isinstance(node, ast.ListComp):
            self._comprehension(node, depth)
        else:
            for part in self._parts(node):
                self._expression(part, depth + 1)

    def _parts(self, node: ast.expr) -> Iterator[ast.expr]:
        match node:
            case ast.BinOp(left, operation, right) if type(operation) in BINARY:
                yield from (left, right)
            case ast.UnaryOp(operation, operand) if type(operation) in UNARY or isinstance(operation, ast.Not):
                yield operand
            case ast.BoolOp(_, values):
                yield from values
            case ast.Compare(left, operations, others) if all(type(each) in COMPARE for each in operations):
                yield from (left, *others)
            case ast.IfExp(test, body, orelse):
                yield from (test, body, orelse)
            case ast.Tuple(items) | ast.List(items):
                for item in items:
                    yield item.value if isinstance(item, ast.Starred) else item
            case _:
                raise self._refuse(node, REFUSED.get(type(node), OTHER))

    def _constant(self, node: ast.Constant, text: bool) -> None:
        value = node.value
        if isinstance(value, bytes) or (isinstance(value, str) and not text):
            raise self._refuse(node, N_("Text in quotes can only be an argument of a function here."))
        if isinstance(value, str) and len(value) > TEXT:
            raise self._refuse(node, N_("A text can have at most {most} characters."), most=TEXT)
        if isinstance(value, int) and value.bit_length() > BITS:
            raise self._refuse(node, N_("This number has more than {most} bits."), most=BITS)
        if isinstance(value, int) and abs(value) > self.limits.literal:
            self.oversize = self.oversize or Message(
                N_("The number in line {line} is out of reach: PyTorch's whole numbers have 64 bits, up to {most}."),
                {"line": node.lineno, "most": f"{self.limits.literal:,}"},
            )

    def _variable(self, node: ast.Name) -> None:
        self._plain(node, node.id)
        self.used.append(node)

    def _unknown(self, node: ast.Name) -> ProgramError:
        name = node.id
        if name in ROOTS:
            return self._refuse(
                node, N_("{name} is a module: call one of its functions, as in torch.zeros(2, 3)."), name=name
            )
        if name in BUILTINS or name == "print":
            return self._refuse(node, N_("{name} is a function: call it with brackets, {name}(…)."), name=name)
        return self._refuse(
            node,
            N_("There is no variable {name}.{hint}"),
            name=name,
            hint=_hint(name, self.bound | {f"torch.{row.short}" for row in FUNCTIONS.values()}),
        )

    def _plain(self, node: ast.AST, name: str) -> None:
        if "__" in name:
            raise self._refuse(node, N_("Names with two underscores are closed here."))

    def _name(self, node: ast.expr) -> str:
        """Return the full name that a chain such as `torch.nn.functional.relu` stands for, else nothing."""
        if isinstance(node, ast.Name) and node.id in ROOTS:
            return node.id
        if isinstance(node, ast.Attribute):
            parent = self._name(node.value)
            if parent in MODULES:
                name = f"{parent}.{node.attr}"
                if name in MODULES or name in CALLABLES or name in CONSTANTS or name in CONTEXTS:
                    return name
                self._plain(node, node.attr)
                raise self._refuse(
                    node,
                    N_("{name} is not in this playground's catalogue.{hint}"),
                    name=name,
                    hint=_hint(name, [*CALLABLES, *CONSTANTS]),
                )
        return ""

    def _attribute(self, node: ast.Attribute, depth: int) -> None:
        name = self._name(node)
        if name in CONSTANTS:
            self.dotted[node] = name
        elif name:
            raise self._refuse(node, N_("{name} is a function: call it with brackets, {name}(…)."), name=name)
        else:
            self._member(
                node, ATTRIBUTE_NAMES, METHOD_NAMES, N_("{name} is a method: call it with brackets, .{name}(…).")
            )
            self._expression(node.value, depth + 1)

    def _member(self, node: ast.Attribute, allowed: set[str], others: set[str], advice: str) -> None:
        name = node.attr
        self._plain(node, name)
        if name in allowed:
            return
        if name in others:
            raise self._refuse(node, advice, name=name)
        raise self._refuse(
            node,
            N_("{name} is not in this playground's catalogue.{hint}"),
            name=f".{name}",
            hint=_hint(f".{name}", [f".{each}" for each in (*ATTRIBUTE_NAMES, *METHOD_NAMES)]),
        )

    def _call(self, node: ast.Call, depth: int) -> None:
        function = node.func
        name = self._name(function)
        if name in CALLABLES:
            self.dotted[node] = name
        elif name:
            raise self._refuse(function, N_("{name} cannot be called here."), name=name)
        elif isinstance(function, ast.Attribute):
            self._member(function, METHOD_NAMES, ATTRIBUTE_NAMES, N_("{name} is read without brackets: .{name}"))
            self._expression(function.value, depth + 1)
        elif not (isinstance(function, ast.Name) and (function.id in BUILTINS or function.id == "print")):
            if isinstance(function, ast.Name):
                self._plain(function, function.id)
                raise self._refuse(
                    function,
                    N_("{name} is not in this playground's catalogue.{hint}"),
                    name=function.id,
                    hint=_hint(f"torch.{function.id}", [*CALLABLES, *BUILTINS]),
                )
            raise self._refuse(function, N_("Only functions and methods can be called."))
        self._arguments(node, depth)

    def _arguments(self, node: ast.Call, depth: int) -> None:
        for argument in node.args:
            inner = argument.value if isinstance(argument, ast.Starred) else argument
            self._expression(inner, depth + 1, text=True)
        given: set[str] = set()
        for keyword in node.keywords:
            if keyword.arg in given:
                raise self._refuse(keyword.value, N_("The argument {name} is given twice."), name=keyword.arg)
            if keyword.arg is None:
                raise self._refuse(keyword.value, N_("Arguments by name are written out here: dim=0, not **settings."))
            if keyword.arg not in KEYWORDS:
                raise self._refuse(keyword.value, N_("The argument {name} cannot be given here."), name=keyword.arg)
            given.add(keyword.arg)
            self._expression(keyword.value, depth + 1, text=True)

    def _index(self, node: ast.expr, depth: int) -> None:
        for part in node.elts if isinstance(node, ast.Tuple) else [node]:
            if isinstance(part, ast.Slice):
                for bound in (part.lower, part.upper, part.step):
                    if bound is not None:
                        self._expression(bound, depth + 1)
            else:
                self._expression(part, depth + 1)

    def _comprehension(self, node: ast.ListComp, depth: int) -> None:
        if len(node.generators) != 1 or node.generators[0].is_async:
            raise self._refuse(node, N_("A list can have one for: [… for … in …]."))
        [generator] = node.generators
        self._target(generator.target, depth)
        self._expression(generator.iter, depth + 1)
        for condition in generator.ifs:
            self._expression(condition, depth + 1)
        self._expression(node.elt, depth + 1)


def _hint(name: str, known: "set[str] | list[str]") -> str:
    """Return the closest name there is, as a remark, or nothing."""
    if len(name) > LONGEST:
        return ""
    close = difflib.get_close_matches(name, known, 1, cutoff=0.75)
    return f" → {close[0]}" if close else ""
