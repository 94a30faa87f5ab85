"""A chain of transforms as text: what links carry, what is typed, and what the controls write.

``ToImage(),~RandomRotation(degrees=30.0),Resize(size=(32, 48))``: a step with ~ before it is left out for now.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from torch import nn

from playground.datasets.transforms.arguments import Given, code, real
from playground.datasets.transforms.table import TRANSFORMS, TransformRow
from playground.parameters import find
from playground.translations import N_, PlaygroundError

MOST = 12  # steps
LONGEST = 2_500  # characters


@dataclass(frozen=True)
class Step:
    """A transform and its arguments: those that differ from the signature's defaults, in the signature's order."""

    name: str
    arguments: tuple[tuple[str, Given], ...] = ()
    on: bool = True

    @property
    def row(self) -> TransformRow:
        return TRANSFORMS[self.name]

    def values(self) -> dict[str, Given]:
        """Return every argument that can be set, with its value."""
        return {each.name: each.default for each in self.row.arguments} | dict(self.arguments)

    def settings(self) -> str:
        """Return the arguments as they are written in brackets, short."""
        return ", ".join(f"{name}={_text(value)}" for name, value in self.arguments)

    def call(self) -> str:
        """Return the code that makes it."""
        given = ", ".join(f"{name}={code(value)}" for name, value in self.arguments)
        return f"v2.{self.name}({given})"

    def make(self) -> nn.Module:
        """Return the transform; raise whatever its class raises."""
        made: nn.Module = self.row.make(**{name: real(value) for name, value in self.arguments})
        return made

    def __str__(self) -> str:
        given = ",".join(f"{name}={_text(value)}" for name, value in self.arguments)
        return f"{'' if self.on else '~'}{self.name}({given})"


def _text(value: Given) -> str:
    if isinstance(value, str):
        return value if value.startswith("torch.") else f"'{value}'"
    return repr(value).replace(" ", "")


def step(name: str, given: Mapping[str, object], *, on: bool = True) -> Step:
    """Return a checked step; raise `PlaygroundError` for a name or a value that the table does not allow."""
    row = find(TRANSFORMS, name, "transform")
    known = {each.name: each for each in row.arguments}
    for each in given:
        if each not in known:
            raise PlaygroundError(
                N_("{field} has no setting {name}; it has: {allowed}."),
                field=name,
                name=each[:60],
                allowed=", ".join(known) or "–",
            )
    checked: list[tuple[str, Given]] = []
    for argument in row.arguments:
        if argument.name not in given:
            if argument.required:
                raise PlaygroundError(N_("{name} needs {argument}."), name=name, argument=argument.name)
            continue
        value = argument.check(given[argument.name], f"{name}.{argument.name}")
        if argument.required or value != argument.default:
            checked.append((argument.name, value))
    return Step(name, tuple(checked), on)


def fresh(name: str) -> Step:
    """Return a new step with the values that the table starts with."""
    return step(name, {each.name: each.start for each in TRANSFORMS[name].arguments})


def text_of(steps: Sequence[Step]) -> str:
    """Return a chain as text; `parse` reads it."""
    return ",".join(map(str, steps))


def parse(text: str) -> tuple[Step, ...]:
    """Return the steps of a chain, or raise `PlaygroundError` that says what cannot be read. Nothing is evaluated."""
    if len(text) > LONGEST:
        raise PlaygroundError(
            N_("The chain has {count} characters; {most} are the most."), count=len(text), most=LONGEST
        )
    try:
        tree = ast.parse(f"[{text}\n]", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise PlaygroundError(_UNREADABLE, text=text[:80]) from None
    if not isinstance(tree, ast.List):
        raise PlaygroundError(_UNREADABLE, text=text[:80])
    if len(tree.elts) > MOST:
        raise PlaygroundError(N_("The chain has {count} steps; {most} are the most."), count=len(tree.elts), most=MOST)
    return tuple(map(_step, tree.elts))


_UNREADABLE = N_(
    "The chain cannot be read at: {text}. It is written like Resize(size=64),RandomHorizontalFlip(p=0.5): names of "
    "transforms, and their settings in round brackets."
)


def _step(node: ast.expr) -> Step:
    off = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert)
    call = node.operand if isinstance(node, ast.UnaryOp) and off else node
    if (
        not isinstance(call, ast.Call)
        or not isinstance(call.func, ast.Name)
        or call.args
        or any(each.arg is None for each in call.keywords)
    ):
        raise PlaygroundError(_UNREADABLE, text=ast.unparse(node)[:80])
    return step(call.func.id, {str(each.arg): _value(each.value) for each in call.keywords}, on=not off)


def _value(node: ast.expr) -> Any:
    """Return a number, truth value, text, None or tuple of numbers that is written out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float | str | None):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        if isinstance(value, int | float):
            return -value
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(map(_value, node.elts))
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "torch":
        return f"torch.{node.attr}"
    raise PlaygroundError(_UNREADABLE, text=ast.unparse(node)[:80])
