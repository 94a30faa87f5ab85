"""A leaf that is written as numbers, run again with others: the program's text is what changes."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

LEAVES = 12  # numbers that can be slid
SPANS = (2.0, 4.0, 6.0, 10.0, 20.0, 40.0, 100.0, 200.0, 1_000.0)
FRAMES = 41
MAKERS = {"tensor", "Tensor"}


@dataclass(frozen=True, slots=True)
class Slide:
    """One number in the text of a program: an element of a leaf.

    Attributes:
        name: `w`, `x[0]`.
        value: As it stands there.
        line, column, end: Where it stands; the line from 1, columns in characters from 0.
    """

    name: str
    value: float
    line: int
    column: int
    end: int

    def values(self, count: int = FRAMES) -> list[float]:
        """Return what it can be slid to: `count` values around its own, in even steps."""
        span = next((each for each in SPANS if each >= 1.5 * abs(self.value)), 2 * abs(self.value))
        half = count // 2
        return [float(f"{self.value + span * place / half:.6g}") for place in range(-half, half + 1)]

    def put(self, source: str, value: float) -> str:
        """Return the program with another number in this place."""
        lines = source.split("\n")
        line = lines[self.line - 1]
        text = repr(float(f"{value:.6g}"))
        lines[self.line - 1] = line[: self.column] + text + line[self.end :]
        return "\n".join(lines)


def slides(source: str) -> tuple[Slide, ...]:
    """Return the numbers of leaves that a program writes as `name = torch.tensor(…, requires_grad=True)`."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return ()
    lines = source.split("\n")
    found: list[Slide] = []
    for statement in body:
        if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
            continue
        target, call = statement.targets[0], statement.value
        if isinstance(target, ast.Name) and isinstance(call, ast.Call) and _makes_leaf(call):
            for name, node in _numbers(call.args[0], target.id):
                text = lines[node.lineno - 1].encode()
                column = len(text[: node.col_offset].decode())
                end = len(text[: node.end_col_offset].decode())
                if node.end_lineno == node.lineno:
                    found.append(Slide(name, float(ast.literal_eval(node)), node.lineno, column, end))
    return tuple(found[:LEAVES])


def _makes_leaf(call: ast.Call) -> bool:
    function = call.func
    wants = any(
        each.arg == "requires_grad" and isinstance(each.value, ast.Constant) and each.value.value is True
        for each in call.keywords
    )
    return bool(wants and call.args and isinstance(function, ast.Attribute) and function.attr in MAKERS)


def _numbers(node: ast.expr, name: str) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.List | ast.Tuple):
        for place, each in enumerate(node.elts):
            yield from _numbers(each, f"{name[:-1]}, {place}]" if name.endswith("]") else f"{name}[{place}]")
        return
    inner = node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else node
    if isinstance(inner, ast.Constant) and type(inner.value) in (int, float):
        yield name, node
