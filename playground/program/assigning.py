"""Assignments: to names, into tensors and lists, and to what may be set of a tensor."""

import ast
from typing import Any

from torch import Tensor

from playground.program.careful import Refusal
from playground.program.check import Program
from playground.program.expressions import Expressions, growth_of_index
from playground.program.members import IN_PLACE
from playground.program.plain import ARRAYS
from playground.program.recording import Recording
from playground.translations import N_


class Assignments:
    """Carries out assignments; those that change a tensor are written down."""

    def __init__(self, program: Program, recording: Recording, names: dict[str, Any], expressions: Expressions) -> None:
        self.program, self.recording, self.names, self.expressions = program, recording, names, expressions

    def assign(self, target: ast.expr, value: Any, origin: ast.AST) -> list[str]:
        if isinstance(target, ast.Name):
            self.names[target.id] = value
            return [target.id]
        if isinstance(target, ast.Subscript):
            owner, index = self.expressions.value(target.value), self.expressions.index(target.slice)
            self._put(target, owner, index, value, origin)
            return []
        if isinstance(target, ast.Attribute):
            owner = self.expressions.value(target.value)
            self._set(target, owner, target.attr, value, origin)
            return []
        return self.expressions.bind(target, value)

    def augment(self, node: ast.AugAssign) -> list[str]:
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
            old = self.recording.plain(self.program.places.span(target), _READ[target.attr], owner)
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
        span = self.program.places.span(target)
        if isinstance(owner, list):
            if isinstance(value, list) or not isinstance(index, int):
                self.recording.refuse(span, N_("Only tensors and numbers can be put into a list here, one at a time."))
            self.recording.plain(span, list.__setitem__, owner, index, value)
            self.recording.changed = True
            return
        if not isinstance(owner, ARRAYS):
            self.recording.plain(span, _no_item_assignment, owner)
        texts = [self.program.places.text(part) for part in (target.value, target.slice, origin)]
        self.recording.do(
            span, "", "[…] =", "assignment", "view" if growth_of_index(index) == "view" else "assign", _put,
            [owner, index, value], {}, lambda: texts, changes=True,
        )  # fmt: skip

    def _set(self, target: ast.Attribute, owner: Any, name: str, value: Any, origin: ast.AST) -> None:
        span = self.program.places.span(target)
        if not isinstance(owner, Tensor):
            self.recording.plain(span, _no_member_assignment, owner, name)
        texts = [self.program.places.text(part) for part in (target.value, origin)]
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
