"""Which expressions are accepted: a walk over the syntax tree that runs nothing."""

import ast
from collections.abc import Callable, Mapping, Sequence
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
from playground.program.places import Places
from playground.program.records import Limits, ProgramError
from playground.program.refusals import CALLED, CLOSED, OTHER, REFUSED, hint_of
from playground.translations import N_, Message

DEPTH = 60  # how deep a program may be nested
TEXT = 200  # characters of a text in a program
BITS = 4_096  # of a whole number
ROOTS = ("torch", "np")
DEVICES = {"cpu", "cuda", "mps", "cuda:0", "cuda:1"}  # texts that are values, too: device = "cpu"


class ExpressionChecker:
    """Accepts expressions and targets, or raises `ProgramError`.

    Attributes:
        dotted: For each attribute chain that is a name of PyTorch or NumPy, that name.
        oversize: Why the program is not to be run for real.
        bound: The names that are set.
        used: Where names are read.
    """

    def __init__(self, source: str, limits: Limits) -> None:
        self.source, self.limits = source, limits
        self.places = Places(source)
        self.dotted: dict[ast.AST, str] = {}
        self.oversize: Message | None = None
        self.bound: set[str] = set()
        self.used: list[ast.Name] = []

    def refuse(self, node: ast.AST, template: str, **values: object) -> ProgramError:
        span = self.places.span(node)
        error = ProgramError(template, span.line, span.column, **values)
        error.span = span
        return error

    def target(self, node: ast.expr, depth: int) -> None:
        if isinstance(node, ast.Name):
            if node.id in ROOTS:
                raise self.refuse(node, N_("{name} is a module: choose another name."), name=node.id)
            self._plain(node, node.id)
            self.bound.add(node.id)
            return
        match node:
            case ast.Tuple(items) | ast.List(items):
                for item in items:
                    if not isinstance(item, ast.Name):
                        raise self.refuse(item, N_("Several values are taken apart into plain names: a, b = …"))
                    self.target(item, depth)
            case ast.Subscript(value, index):
                self.expression(value, depth + 1)
                self._index(index, depth + 1)
            case ast.Attribute(value, name) if name in ASSIGNABLE:
                self.expression(value, depth + 1)
            case ast.Attribute(_, name):
                raise self.refuse(
                    node,
                    N_("The attribute {name} cannot be set here; {allowed} can."),
                    name=name,
                    allowed=", ".join(sorted(ASSIGNABLE)),
                )
            case _:
                raise self.refuse(node, OTHER)

    def expression(self, node: ast.expr, depth: int, *, text: bool = False) -> None:
        """Accept an expression; `text` where a text in quotes may stand."""
        if depth > DEPTH:
            raise self.refuse(node, N_("The program is nested too deeply."))
        if isinstance(node, ast.Name):
            self._plain(node, node.id)
            self.used.append(node)
        elif isinstance(node, ast.Constant):
            self._constant(node, text)
        elif isinstance(node, ast.Attribute):
            self._attribute(node, depth)
        elif isinstance(node, ast.Call):
            self._call(node, depth)
        elif isinstance(node, ast.Subscript):
            self.expression(node.value, depth + 1)
            self._index(node.slice, depth + 1)
        elif isinstance(node, ast.ListComp):
            self._comprehension(node, depth)
        else:
            parts = _PARTS.get(type(node), _none)(node)
            if parts is None:
                raise self.refuse(node, REFUSED.get(type(node), OTHER))
            for part in parts:
                self.expression(part, depth + 1)

    def _constant(self, node: ast.Constant, text: bool) -> None:
        value = node.value
        if isinstance(value, bytes) or (isinstance(value, str) and not text and value not in DEVICES):
            raise self.refuse(node, N_("Text in quotes can only be an argument of a function here."))
        if isinstance(value, str) and len(value) > TEXT:
            raise self.refuse(node, N_("A text can have at most {most} characters."), most=TEXT)
        if isinstance(value, int) and value.bit_length() > BITS:
            raise self.refuse(node, N_("This number has more than {most} bits."), most=BITS)
        if isinstance(value, int) and abs(value) > self.limits.literal:
            self.oversize = self.oversize or Message(
                N_("The number in line {line} is out of reach: PyTorch's whole numbers have 64 bits, up to {most}."),
                {"line": node.lineno, "most": f"{self.limits.literal:,}"},
            )

    def unknown(self, node: ast.Name) -> ProgramError:
        name = node.id
        if name in ROOTS:
            return self.refuse(
                node, N_("{name} is a module: call one of its functions, as in torch.zeros(2, 3)."), name=name
            )
        if name in BUILTINS or name == "print":
            return self.refuse(node, N_("{name} is a function: call it with brackets, {name}(…)."), name=name)
        return self.refuse(
            node,
            N_("There is no variable {name}.{hint}"),
            name=name,
            hint=hint_of(name, self.bound | {f"torch.{row.short}" for row in FUNCTIONS.values()}),
        )

    def _plain(self, node: ast.AST, name: str) -> None:
        if "__" in name:
            raise self.refuse(node, N_("Names with two underscores are closed here."))

    def name(self, node: ast.expr) -> str:
        """Return the full name that a chain such as `torch.nn.functional.relu` stands for, else nothing."""
        if isinstance(node, ast.Name) and node.id in ROOTS:
            return node.id
        if isinstance(node, ast.Attribute):
            parent = self.name(node.value)
            if parent in MODULES:
                name = f"{parent}.{node.attr}"
                if name in MODULES or name in CALLABLES or name in CONSTANTS or name in CONTEXTS:
                    return name
                self._plain(node, node.attr)
                if name in CLOSED:
                    raise self.refuse(node, CLOSED[name])
                raise self.refuse(
                    node,
                    N_("{name} is not in this playground's catalogue.{hint}"),
                    name=name,
                    hint=hint_of(name, [*CALLABLES, *CONSTANTS]),
                )
        return ""

    def _attribute(self, node: ast.Attribute, depth: int) -> None:
        name = self.name(node)
        if name in CONSTANTS:
            self.dotted[node] = name
        elif name:
            raise self.refuse(node, N_("{name} is a function: call it with brackets, {name}(…)."), name=name)
        else:
            self._member(
                node, ATTRIBUTE_NAMES, METHOD_NAMES, N_("{name} is a method: call it with brackets, .{name}(…).")
            )
            self.expression(node.value, depth + 1)

    def _member(self, node: ast.Attribute, allowed: set[str], others: set[str], advice: str) -> None:
        name = node.attr
        self._plain(node, name)
        if name in allowed:
            return
        if name in others:
            raise self.refuse(node, advice, name=name)
        if f".{name}" in CLOSED:
            raise self.refuse(node, CLOSED[f".{name}"])
        raise self.refuse(
            node,
            N_("{name} is not in this playground's catalogue.{hint}"),
            name=f".{name}",
            hint=hint_of(f".{name}", [f".{each}" for each in (*ATTRIBUTE_NAMES, *METHOD_NAMES)]),
        )

    def _call(self, node: ast.Call, depth: int) -> None:
        function = node.func
        name = self.name(function)
        if name in CALLABLES:
            self.dotted[node] = name
        elif name in CONTEXTS:
            raise self.refuse(function, N_("{name} is for with: with {name}(…):"), name=name)
        elif name:
            raise self.refuse(function, N_("{name} cannot be called here."), name=name)
        elif isinstance(function, ast.Attribute):
            self._member(function, METHOD_NAMES, ATTRIBUTE_NAMES, N_("{name} is read without brackets: .{name}"))
            self.expression(function.value, depth + 1)
        elif not (isinstance(function, ast.Name) and (function.id in BUILTINS or function.id == "print")):
            if isinstance(function, ast.Name):
                self._plain(function, function.id)
                if function.id in self.bound:
                    raise self.refuse(function, CALLED, name=function.id, code=self._as_index(node, function.id))
                raise self.refuse(
                    function,
                    N_("{name} is not in this playground's catalogue.{hint}"),
                    name=function.id,
                    hint=hint_of(f"torch.{function.id}", [*CALLABLES, *BUILTINS]),
                )
            raise self.refuse(function, N_("Only functions and methods can be called."))
        self.arguments(node, depth)

    def _as_index(self, node: ast.Call, name: str) -> str:
        """Return what was meant by `A(0)`: `A[0]`."""
        return f"{name}[{', '.join(map(self.places.text, node.args)) or '…'}]"

    def arguments(self, node: ast.Call, depth: int) -> None:
        for argument in node.args:
            inner = argument.value if isinstance(argument, ast.Starred) else argument
            self.expression(inner, depth + 1, text=True)
        given: set[str] = set()
        for keyword in node.keywords:
            if keyword.arg in given:
                raise self.refuse(keyword.value, N_("The argument {name} is given twice."), name=keyword.arg)
            if keyword.arg is None:
                raise self.refuse(keyword.value, N_("Arguments by name are written out here: dim=0, not **settings."))
            if keyword.arg not in KEYWORDS:
                raise self.refuse(keyword.value, N_("The argument {name} cannot be given here."), name=keyword.arg)
            given.add(keyword.arg)
            self.expression(keyword.value, depth + 1, text=True)

    def _index(self, node: ast.expr, depth: int) -> None:
        for part in node.elts if isinstance(node, ast.Tuple) else [node]:
            if isinstance(part, ast.Slice):
                for bound in (part.lower, part.upper, part.step):
                    if bound is not None:
                        self.expression(bound, depth + 1)
            else:
                self.expression(part, depth + 1)

    def _comprehension(self, node: ast.ListComp, depth: int) -> None:
        if len(node.generators) != 1 or node.generators[0].is_async:
            raise self.refuse(node, N_("A list can have one for: [… for … in …]."))
        [generator] = node.generators
        self.target(generator.target, depth)
        self.expression(generator.iter, depth + 1)
        for condition in generator.ifs:
            self.expression(condition, depth + 1)
        self.expression(node.elt, depth + 1)


def _of_operator(node: ast.BinOp) -> Sequence[ast.expr] | None:
    return (node.left, node.right) if type(node.op) in BINARY else None


def _of_sign(node: ast.UnaryOp) -> Sequence[ast.expr] | None:
    return (node.operand,) if type(node.op) in UNARY or isinstance(node.op, ast.Not) else None


def _of_comparison(node: ast.Compare) -> Sequence[ast.expr] | None:
    return (node.left, *node.comparators) if all(type(each) in COMPARE for each in node.ops) else None


def _of_items(node: ast.Tuple | ast.List) -> Sequence[ast.expr]:
    return [item.value if isinstance(item, ast.Starred) else item for item in node.elts]


def _none(_: ast.expr) -> None:
    return None


# The parts of an expression; None where it is not possible here
_PARTS: Mapping[type[ast.expr], Callable[[Any], Sequence[ast.expr] | None]] = {
    ast.BinOp: _of_operator,
    ast.UnaryOp: _of_sign,
    ast.BoolOp: lambda node: node.values,
    ast.Compare: _of_comparison,
    ast.IfExp: lambda node: (node.test, node.body, node.orelse),
    ast.Tuple: _of_items,
    ast.List: _of_items,
}
