"""Expressions: a walk over the syntax tree with table look-ups, nothing else."""

import ast
import functools
import io
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from torch import Tensor

from playground.program.careful import numeric
from playground.program.check import BITS, Program
from playground.program.functions import ATTRIBUTES, FUNCTIONS, METHODS
from playground.program.functions.rows import Growth
from playground.program.members import (
    BINARY,
    BUILTINS,
    CALLABLES,
    COMPARE,
    CONSTANTS,
    GROWTHS,
    METHOD_CALLS,
    PLAIN_ATTRIBUTES,
    PLAIN_METHODS,
    UNARY,
    Operator,
)
from playground.program.recording import Recording
from playground.program.records import Span
from playground.program.values import leaves, text_of
from playground.translations import N_

PRINTED = 4_000  # characters that one statement prints
TAKE_APART = {"enumerate", "list", "max", "min", "sum", "tuple", "zip"}  # builtins that go through a tensor's rows
ARRAYS = (Tensor, np.ndarray)
NUMPY = (np.ndarray, np.generic)
Maker = Callable[..., Any]


class Expressions:
    """Evaluates expressions over the names of a program."""

    def __init__(self, program: Program, recording: Recording, names: dict[str, Any]) -> None:
        self.program, self.recording, self.names = program, recording, names
        self.printed = ""
        self._by_node: dict[type[ast.expr], Callable[[Any], Any]] = {
            ast.Constant: lambda node: node.value,
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Call: self._call,
            ast.BinOp: self._binary,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._bool,
            ast.Compare: self._compare,
            ast.IfExp: lambda node: self.value(node.body if self.truth(node.test) else node.orelse),
            ast.Subscript: self._subscript,
            ast.List: lambda node: self._many(node, list),
            ast.Tuple: lambda node: self._many(node, tuple),
            ast.ListComp: self._comprehension,
        }

    def value(self, node: ast.expr) -> Any:
        """Return the value of an expression."""
        return self._by_node[type(node)](node)

    def span(self, node: ast.AST) -> Span:
        return self.program.spans(node)

    def text(self, node: ast.AST) -> str:
        """Return how the program writes a node."""
        return node.id if isinstance(node, ast.Name) else self.span(node).text

    def truth(self, node: ast.expr) -> bool:
        """Return whether an expression counts as true, as `if` sees it."""
        value = self.value(node)
        return bool(self.recording.plain(self.span(node), bool, value))

    def turns(self, node: ast.expr) -> Sequence[Any]:
        """Return what a loop goes through."""
        value, span = self.value(node), self.span(node)
        count = _length(value)
        if count > self.recording.limits.turns:
            self.recording.refuse(
                span, N_("A loop here can have at most {most} turns; this one has {count}."),
                most=f"{self.recording.limits.turns:,}", count=f"{count:,}",
            )  # fmt: skip
        items: Sequence[Any] = self.recording.plain(span, list, value)
        return items

    def bind(self, target: ast.expr, value: Any) -> list[str]:
        """Set names (one, or several taken apart); return them."""
        if isinstance(target, ast.Name):
            self.names[target.id] = value
            return [target.id]
        assert isinstance(target, ast.Tuple | ast.List)
        span = self.span(target)
        values = self.recording.plain(span, _take_apart, value, len(target.elts))
        return [name for item, each in zip(target.elts, values, strict=True) for name in self.bind(item, each)]

    def index(self, node: ast.expr) -> Any:
        """Return what stands in square brackets."""
        if isinstance(node, ast.Tuple):
            return tuple(self.index(part) for part in node.elts)
        if isinstance(node, ast.Slice):
            bounds = (node.lower, node.upper, node.step)
            return slice(*(None if bound is None else self.value(bound) for bound in bounds))
        return self.value(node)

    def operate(self, node: ast.AST, operator: Operator, parts: Sequence[ast.expr], *, augmented: bool = False) -> Any:
        """Apply an operator to the values of `parts`; on tensors and arrays it is written down."""
        return self.apply(node, operator, [self.value(part) for part in parts], parts, augmented=augmented)

    def apply(
        self, node: ast.AST, operator: Operator, values: list[Any], parts: Sequence[ast.AST], *, augmented: bool = False
    ) -> Any:
        """Apply an operator to values; `parts` are where they stand in the program."""
        symbol, function, row = operator
        span = self.span(node)
        kinds = {type(values[0]), type(values[-1])}
        if Tensor not in kinds or not kinds <= _WITH_TENSORS:
            self._within_reach(span, symbol, values)
            if any(isinstance(value, NUMPY) for value in values):
                function = numeric(function)
        if row and (isinstance(values[0], ARRAYS) or isinstance(values[-1], ARRAYS)):
            form = "augmented" if augmented else "operator"
            return self.recording.do(
                span, row, symbol, form, GROWTHS.get(row, "same"), function, values, {},
                lambda: [self.text(part) for part in parts], changes=augmented,
            )  # fmt: skip
        return self.recording.plain(span, function, *values)

    def _within_reach(self, span: Span, symbol: str, values: Sequence[Any]) -> None:
        """Refuse whole numbers, lists and texts that would grow without bound."""
        if any(isinstance(value, str) for value in values) and symbol not in ("==", "!="):
            self.recording.refuse(span, N_("Text in quotes can only be an argument of a function here."))
        symbol = symbol.removesuffix("=") if symbol not in ("==", "!=", "<=", ">=") else symbol
        lists = [value for value in values if isinstance(value, list | tuple)]
        if lists and symbol in ("+", "*"):
            times = max([_times(value) for value in values]) if symbol == "*" else 1
            if times * sum(map(_length, values if symbol == "+" else lists)) > self.recording.limits.leaves:
                self.recording.refuse(
                    span, N_("A list here can hold at most {most} values."), most=f"{self.recording.limits.leaves:,}"
                )
        if symbol in ("*", "**") and all(isinstance(value, int) for value in values):
            bits = [value.bit_length() for value in values]
            if (bits[0] * values[1] if symbol == "**" else sum(bits)) > BITS:
                self.recording.refuse(span, N_("This number has more than {most} bits."), most=BITS)

    # By kind of node

    def _name(self, node: ast.Name) -> Any:
        if node.id in self.names:
            return self.names[node.id]
        return self.recording.plain(self.span(node), _unbound, node.id)

    def _many(self, node: ast.List | ast.Tuple, kind: type) -> Any:
        values: list[Any] = []
        for item in node.elts:
            if isinstance(item, ast.Starred):
                values += self.turns(item.value)
            else:
                values.append(self.value(item))
        return self.recording.bounded(self.span(node), kind(values))

    def _attribute(self, node: ast.Attribute) -> Any:
        if node in self.program.dotted:
            return CONSTANTS[self.program.dotted[node]]
        value, span = self.value(node.value), self.span(node)
        if isinstance(value, Tensor):
            row = ATTRIBUTES.get(node.attr)
            if row is not None:
                return self.recording.do(
                    span, row.name, f".{node.attr}", "attribute", row.growth, row.make, [value], {},
                    lambda: [self.text(node.value)],
                )  # fmt: skip
        for kind, members in PLAIN_ATTRIBUTES:
            if isinstance(value, kind) and node.attr in members:
                return self.recording.plain(span, members[node.attr], value)
        return self.recording.plain(span, _no_member, value, node.attr)

    def _call(self, node: ast.Call) -> Any:
        name, function = self.program.dotted.get(node), node.func
        if name is not None:
            row = FUNCTIONS.get(name)
            symbol, growth = name.rpartition(".")[2], GROWTHS.get(name, "sizes")
            return self._made(node, row.name if row else "", symbol, "function", growth, CALLABLES[name])
        if isinstance(function, ast.Attribute):
            return self._method(node, function)
        assert isinstance(function, ast.Name)
        if function.id in self.names:
            return self.recording.plain(self.span(node), _not_callable, self.names[function.id])
        if function.id == "print":
            return self._print(node)
        growth = "parts" if function.id in TAKE_APART else "same"
        return self._made(node, "", function.id, "function", growth, BUILTINS[function.id])

    def _method(self, node: ast.Call, function: ast.Attribute) -> Any:
        owner, name = self.value(function.value), function.attr
        if isinstance(owner, Tensor):
            row = METHODS.get(name)
            if row is not None:
                return self._made(
                    node, row.name, name, "method", row.growth, METHOD_CALLS[name], owner, function.value,
                    changes=name.endswith("_"),
                )  # fmt: skip
        for kind, members in PLAIN_METHODS:
            if isinstance(owner, kind) and name in members:
                if isinstance(owner, list):
                    return self._append(node, owner)
                many: Growth = "parts" if name == "tolist" else "same"
                return self._made(node, "", name, "method", many, members[name], owner, function.value)
        return self.recording.plain(self.span(function), _no_member, owner, name)

    def _made(
        self, node: ast.Call, row: str, symbol: str, form: str, growth: Growth, function: Maker,
        owner: Any = None, owner_node: ast.expr | None = None, *, changes: bool = False,
    ) -> Any:  # fmt: skip
        """Call a function on the arguments written in `node`."""
        args: list[Any] = [] if owner_node is None else [owner]
        parts: list[ast.expr] = [] if owner_node is None else [owner_node]
        kwargs = self._arguments(node, args, parts)
        return self.recording.do(
            self.span(node), row, symbol, form, growth, function, args, kwargs,
            lambda: [self.text(part) for part in parts], changes=changes,
        )  # fmt: skip

    def _arguments(self, node: ast.Call, args: list[Any], parts: list[ast.expr]) -> dict[str, Any]:
        """Work out the arguments of a call into `args`, and where each stands into `parts`; return those by name."""
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                more = self.turns(argument.value)
                args += more
                parts += [argument.value] * len(more)
            else:
                args.append(self.value(argument))
                parts.append(argument)
        kwargs = {keyword.arg: self.value(keyword.value) for keyword in node.keywords if keyword.arg}
        parts += [keyword.value for keyword in node.keywords]
        return kwargs

    def _append(self, node: ast.Call, owner: list[Any]) -> None:
        span, args = self.span(node), [owner]
        kwargs = self._arguments(node, args, [])
        if any(isinstance(value, list) for value in args[1:]):
            self.recording.refuse(span, N_("Only tensors and numbers can be appended here."))
        self.recording.plain(span, functools.partial(list.append, *args, **kwargs))
        self.recording.changed = True
        self.recording.bounded(span, owner)

    def _print(self, node: ast.Call) -> None:
        shown: list[Any] = []
        ending = self._arguments(node, shown, [])
        self.printed = (self.printed + self.recording.plain(self.span(node), _printed, shown, ending))[:PRINTED]

    def _binary(self, node: ast.BinOp) -> Any:
        return self.operate(node, BINARY[type(node.op)], [node.left, node.right])

    def _unary(self, node: ast.UnaryOp) -> Any:
        if isinstance(node.op, ast.Not):
            return not self.truth(node.operand)
        return self.operate(node, UNARY[type(node.op)], [node.operand])

    def _bool(self, node: ast.BoolOp) -> Any:
        value: Any = None
        for part in node.values:
            value = self.value(part)
            true = self.recording.plain(self.span(part), bool, value)
            if true != isinstance(node.op, ast.And):
                break
        return value

    def _compare(self, node: ast.Compare) -> Any:
        left_node, left, result = node.left, self.value(node.left), None
        for place, (operation, right_node) in enumerate(zip(node.ops, node.comparators, strict=True)):
            right = self.value(right_node)
            result = self.apply(node, COMPARE[type(operation)], [left, right], [left_node, right_node])
            if place + 1 < len(node.ops) and not self.recording.plain(self.span(node), bool, result):
                break
            left_node, left = right_node, right
        return result

    def _subscript(self, node: ast.Subscript) -> Any:
        owner, index = self.value(node.value), self.index(node.slice)
        return self.item(node, owner, index)

    def item(self, node: ast.Subscript, owner: Any, index: Any, *, shown: bool = True) -> Any:
        """Return `owner[index]`; of a tensor or an array it is written down, if it is to be `shown`."""
        if isinstance(owner, ARRAYS):
            return self.recording.do(
                self.span(node), "", "[…]", "index", growth_of_index(index), _get, [owner, index], {},
                lambda: [self.text(node.value), self.text(node.slice)], shown=shown,
            )  # fmt: skip
        return self.recording.plain(self.span(node), _get, owner, index)

    def _comprehension(self, node: ast.ListComp) -> list[Any]:
        [generator] = node.generators
        outer, most = dict(self.names), self.recording.limits.leaves
        values: list[Any] = []
        count = 0
        for item in self.turns(generator.iter):
            self.recording.tick(node)
            self.bind(generator.target, item)
            if all(self.truth(condition) for condition in generator.ifs):
                values.append(self.value(node.elt))
                count += leaves(values[-1], most)
                if count > most:
                    break
        self.names.clear()
        self.names.update(outer)  # the variable of a list's for is the list's own
        return list(self.recording.bounded(self.span(node), values))


_WITH_TENSORS = {Tensor, bool, int, float, complex}
_BASIC = (int, slice, type(None), type(...))


def growth_of_index(index: Any) -> Growth:
    """Return how large `x[index]` can be: a view for numbers and slices."""
    basic = all(isinstance(each, _BASIC) for each in index) if isinstance(index, tuple) else isinstance(index, _BASIC)
    return "view" if basic else "index"


def _length(value: Any) -> int:
    """Return the length of a value, 1 where it has none."""
    try:
        return len(value)
    except TypeError:
        return 1


def _times(value: Any) -> int:
    """Return how often a value repeats a list that it is multiplied by."""
    try:
        return operator.index(value)
    except (TypeError, ValueError, RuntimeError):
        return 1


def _printed(shown: Sequence[Any], ending: Mapping[str, Any]) -> str:
    text = io.StringIO()
    print(*[text_of(value, str) for value in shown], file=text, **ending)
    return text.getvalue()


def _get(owner: Any, index: Any) -> Any:
    return owner[index]


def _unbound(name: str) -> Any:
    raise NameError(f"name '{name}' is not defined")


def _not_callable(value: Any) -> Any:
    raise TypeError(f"'{type(value).__name__}' object is not callable")


def _no_member(value: Any, name: str) -> Any:
    raise AttributeError(f"'{type(value).__name__}' object has no attribute '{name}'")


def _take_apart(value: Any, count: int) -> list[Any]:
    found = _length(value)
    thousands = isinstance(value, ARRAYS) and found > count  # of rows are not made for an error
    values = [None] * found if thousands else list(value)
    if len(values) > count:
        raise ValueError(f"too many values to unpack (expected {count})")
    if len(values) < count:
        raise ValueError(f"not enough values to unpack (expected {count}, got {len(values)})")
    return values
