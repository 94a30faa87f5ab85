"""Expressions: a walk over the syntax tree with table look-ups, nothing else."""

import ast
import functools
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from torch import Tensor

from playground.program.arguments import piece
from playground.program.careful import Refusal, numeric
from playground.program.check import Program
from playground.program.functions import ATTRIBUTES, FUNCTIONS, METHODS
from playground.program.functions.rows import Growth
from playground.program.members import (
    BINARY,
    BUILTINS,
    CALLABLES,
    COMPARE,
    CONSTANTS,
    CONTEXTS,
    GROWTHS,
    METHOD_CALLS,
    PLAIN_ATTRIBUTES,
    PLAIN_METHODS,
    UNARY,
    Operator,
)
from playground.program.plain import (
    ARRAYS,
    get,
    length,
    no_member,
    not_callable,
    printed,
    take_apart,
    unbound,
    within_reach,
)
from playground.program.recording import Recording
from playground.program.values import leaves
from playground.translations import N_

PRINTED = 4_000  # characters that one statement prints
TAKE_APART = {"enumerate", "list", "max", "min", "sum", "tuple", "zip"}  # builtins that go through a tensor's rows
NUMPY = (np.ndarray, np.generic)
Maker = Callable[..., Any]


class Expressions:
    """Evaluates expressions over the names of a program."""

    def __init__(self, program: Program, recording: Recording, names: dict[str, Any]) -> None:
        self.program, self.recording, self.names = program, recording, names
        self.span = program.places.span
        self.printed = ""

    def value(self, node: ast.expr) -> Any:
        """Return the value of an expression."""
        return _BY_NODE[type(node)](self, node)

    def text(self, node: ast.AST | str) -> str:
        """Return how the program writes a node; of a list taken apart with `*`, that is a text already."""
        if isinstance(node, str):
            return node
        return node.id if isinstance(node, ast.Name) else self.span(node).text

    def truth(self, node: ast.expr) -> bool:
        """Return whether an expression counts as true, as `if` sees it."""
        value = self.value(node)
        return bool(self.recording.plain(self.span(node), bool, value))

    def turns(self, node: ast.expr) -> Sequence[Any]:
        """Return what a loop goes through."""
        value, span = self.value(node), self.span(node)
        count = length(value)
        if count > self.recording.limits.turns:
            self.recording.refuse(
                span, N_("A loop here can have at most {most} turns; this one has {count}."),
                most=f"{self.recording.limits.turns:,}", count=f"{count:,}",
            )  # fmt: skip
        items: Sequence[Any] = self.recording.plain(span, list, value)
        return items

    def context(self, node: ast.Call) -> AbstractContextManager[Any]:
        """Return what stands after `with`; it is to be entered at once."""
        args: list[Any] = []
        kwargs = self._arguments(node, args, [])
        context: AbstractContextManager[Any] = self.recording.plain(
            self.span(node), _context, self.program.dotted[node], args, kwargs
        )
        return context

    def bind(self, target: ast.expr, value: Any) -> list[str]:
        """Set names (one, or several taken apart); return them."""
        if isinstance(target, ast.Name):
            self.names[target.id] = value
            return [target.id]
        assert isinstance(target, ast.Tuple | ast.List)
        span = self.span(target)
        values = self.recording.plain(span, take_apart, value, len(target.elts))
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
            within_reach(self.recording, span, symbol, values)
            if any(isinstance(value, NUMPY) for value in values):
                function = numeric(function)
        if row and (isinstance(values[0], ARRAYS) or isinstance(values[-1], ARRAYS)):
            form = "augmented" if augmented else "operator"
            return self.recording.do(
                span, row, symbol, form, GROWTHS.get(row, "same"), function, values, {},
                lambda: [self.text(part) for part in parts], changes=augmented,
            )  # fmt: skip
        return self.recording.plain(span, function, *values)

    # By kind of node

    def _name(self, node: ast.Name) -> Any:
        if node.id in self.names:
            return self.names[node.id]
        return self.recording.plain(self.span(node), unbound, node.id)

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
        return self.recording.plain(span, no_member, value, node.attr)

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
            return self.recording.plain(self.span(node), not_callable, self.names[function.id])
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
        return self.recording.plain(self.span(function), no_member, owner, name)

    def _made(
        self, node: ast.Call, row: str, symbol: str, form: str, growth: Growth, function: Maker,
        owner: Any = None, owner_node: ast.expr | None = None, *, changes: bool = False,
    ) -> Any:  # fmt: skip
        """Call a function on the arguments written in `node`."""
        args: list[Any] = [] if owner_node is None else [owner]
        parts: list[ast.expr | str] = [] if owner_node is None else [owner_node]
        kwargs = self._arguments(node, args, parts)
        return self.recording.do(
            self.span(node), row, symbol, form, growth, function, args, kwargs,
            lambda: [self.text(part) for part in parts], changes=changes,
        )  # fmt: skip

    def _arguments(self, node: ast.Call, args: list[Any], parts: list[ast.expr | str]) -> dict[str, Any]:
        """Work out the arguments of a call into `args`, and where each stands into `parts`; return those by name."""
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                more = self.turns(argument.value)
                args += more
                parts += [piece(self.text(argument.value), f"[{place}]") for place in range(len(more))]
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
        self.printed = (self.printed + self.recording.plain(self.span(node), printed, shown, ending))[:PRINTED]

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
                self.span(node), "", "[…]", "index", growth_of_index(index), get, [owner, index], {},
                lambda: [self.text(node.value), self.text(node.slice)], shown=shown,
            )  # fmt: skip
        return self.recording.plain(self.span(node), get, owner, index)

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


_BY_NODE: Mapping[type[ast.expr], Callable[[Expressions, Any], Any]] = {
    ast.Constant: lambda _, node: node.value,
    ast.Name: Expressions._name,
    ast.Attribute: Expressions._attribute,
    ast.Call: Expressions._call,
    ast.BinOp: Expressions._binary,
    ast.UnaryOp: Expressions._unary,
    ast.BoolOp: Expressions._bool,
    ast.Compare: Expressions._compare,
    ast.IfExp: lambda self, node: self.value(node.body if self.truth(node.test) else node.orelse),
    ast.Subscript: Expressions._subscript,
    ast.List: lambda self, node: self._many(node, list),
    ast.Tuple: lambda self, node: self._many(node, tuple),
    ast.ListComp: Expressions._comprehension,
}


def _context(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> AbstractContextManager[Any]:
    if not all(isinstance(each, bool) for each in (*args, *kwargs.values())):  # inference_mode would wrap a function
        raise Refusal(N_("{name} is given True or False here."), name=name)
    made: AbstractContextManager[Any] = CONTEXTS[name](*args, **kwargs)
    return made


_WITH_TENSORS = {Tensor, bool, int, float, complex}
_BASIC = (int, slice, type(None), type(...))


def growth_of_index(index: Any) -> Growth:
    """Return how large `x[index]` can be: a view for numbers and slices."""
    basic = all(isinstance(each, _BASIC) for each in index) if isinstance(index, tuple) else isinstance(index, _BASIC)
    return "view" if basic else "index"
