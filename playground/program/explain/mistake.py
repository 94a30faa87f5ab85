"""One failing operation, as the rules look at it."""

import ast
import re
from collections.abc import Mapping
from functools import cached_property

from playground.program.explain.code import Code
from playground.program.records import Call, ManyValue, Operand, PlainValue, RunError, Shape, TensorValue, Trace, Value
from playground.program.running import run

LONG = 60  # characters of a name; a longer one is cut


class Mistake:
    """A failing operation and the program that it stands in.

    Attributes:
        error: What PyTorch or Python raised.
        call: The failing operation; None where no operation on tensors failed.
        code: The program.
        node: What stands where it failed.
        parts: The arguments as they are written: by their place as a number, or by name.
    """

    def __init__(self, error: RunError, call: Call | None, seed: int) -> None:
        self.error, self.call, self.seed = error, call, seed
        self.code = Code(error.program)
        self.node = self.code.node(error.span)
        self.parts = _parts(self.node, call.form if call else "", self.code)
        self.operands: tuple[Operand, ...] = call.operands if call else ()
        self.row = call.row if call else ""

    @property
    def said(self) -> str:
        """What failed, as the program says it."""
        return short(self.error.span.text)

    @property
    def function(self) -> str:
        """The name of what failed: `torch.mm`, `view`, `cross_entropy`, `@`."""
        if self.call is None:
            return self.said
        if self.call.form == "function" and not self.row.startswith("torch.nn.functional."):
            return self.row or self.call.symbol
        return self.call.symbol

    @property
    def shapes(self) -> list[Shape]:
        """The shapes of the operands."""
        return [operand.value.shape for operand in self.operands]

    def value(self, operand: int) -> TensorValue:
        """Return an operand as it was when the call received it."""
        return self.operands[operand].value

    def name(self, operand: int) -> str:
        """Return how the program names an operand."""
        node = self.operand_node(operand)
        return short(self.code.source(node) if node else self.operands[operand].source)

    def named(self, operand: int, *names: str) -> bool:
        """Tell whether a call receives an operand at one of these places or names."""
        return self.operands[operand].name.partition("[")[0] in names

    def place_of(self, *names: str) -> int | None:
        """Return which operand a call receives at one of these places or names."""
        return next((place for place in range(len(self.operands)) if self.named(place, *names)), None)

    def operand_node(self, operand: int) -> ast.expr | None:
        """Return where the program writes an operand."""
        name, *path = re.split(r"[\[\]]+", self.operands[operand].name.removesuffix("]"))
        node = self.parts.get(name)
        for step in path:
            if not isinstance(node, ast.List | ast.Tuple) or any(isinstance(each, ast.Starred) for each in node.elts):
                return None
            node = node.elts[int(step)]
        return node

    def origin(self, node: ast.expr | None) -> ast.expr | None:
        """Return what made a value: the call assigned to its name before, or the expression itself."""
        if isinstance(node, ast.Name):
            return next(iter(self.code.bindings(node.id, node)), None)
        return node

    def setting(self, *names: str) -> tuple[str, str] | None:
        """Return the first argument given that is not a tensor: its name, and its value as Python shows it."""
        settings = self.call.settings if self.call else {}
        return next(((name, settings[name]) for name in names if name in settings), None)

    @cached_property
    def trace(self) -> Trace:
        """The program, run once more up to its failure."""
        return run(self.error.program, seed=self.seed)

    @property
    def names(self) -> Mapping[str, Value]:
        """Every name of the program where it failed."""
        return self.trace.steps[-1].names if self.trace.steps else {}

    @property
    def warnings(self) -> set[str]:
        """What PyTorch warned of up to the failure."""
        return {warning for step in self.trace.steps for warning in step.warnings}

    def known(self, node: ast.AST | None) -> Value | None:
        """Return the value of a name, as far as one was bound before the failure."""
        return self.names.get(node.id) if isinstance(node, ast.Name) else None


def _parts(node: ast.AST | None, form: str, code: Code) -> dict[str, ast.expr]:
    """Return the arguments written in a node, by place or name as a `Call` names its operands."""
    match node:
        case ast.BinOp(left, _, right) | ast.Compare(left, [_], [right]):
            given = [left, right]
        case ast.AugAssign(target, _, value):
            given = [target, value]
        case ast.UnaryOp(_, operand):
            given = [operand]
        case ast.Attribute(value):
            given = [value, *_assigned(node, form, code)]
        case ast.Subscript(value, index):
            given = [value, index, *_assigned(node, form, code)]
        case ast.Call(function, arguments, keywords):
            given = [function.value] if form == "method" and isinstance(function, ast.Attribute) else []
            for argument in arguments:
                if isinstance(argument, ast.Starred):
                    break
                given.append(argument)
            named = {keyword.arg: keyword.value for keyword in keywords if keyword.arg}
            return {str(place): each for place, each in enumerate(given)} | named
        case _:
            given = []
    return {str(place): each for place, each in enumerate(given)}


def _assigned(node: ast.AST, form: str, code: Code) -> list[ast.expr]:
    statement = code.statement(node) if form == "assignment" else None
    return [statement.value] if isinstance(statement, ast.Assign) else []


def short(text: str) -> str:
    """Return a piece of code on one line, cut where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= LONG else text[: LONG - 2] + " …"


def whole_numbers(text: str) -> tuple[int, ...]:
    """Return the whole numbers in a text such as `[2, -1]` or `(2x3)`."""
    return tuple(int(number) for number in re.findall(r"-?\d+", text))


def number_in(node: ast.AST | None) -> int | None:
    """Return the whole number that is written somewhere, such as `3` or `-1`."""
    match node:
        case ast.Constant(int() as number) if not isinstance(number, bool):
            return number
        case ast.UnaryOp(ast.USub(), ast.Constant(int() as number)):
            return -number
    return None


def kind_of(value: Value | None) -> str:
    """Return what a value is: `Tensor`, `list`, `int`."""
    if isinstance(value, TensorValue):
        return "Tensor"
    return value.kind if isinstance(value, PlainValue | ManyValue) else ""
