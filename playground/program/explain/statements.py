"""Edits of whole statements: of the one that fails, and of the one that made an operand."""

import ast

from playground.program.explain.edits import NOT_IN_PLACE, USE, replaced, several, statement, with_argument
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Candidate, Change
from playground.program.functions import METHODS
from playground.program.members import BINARY
from playground.translations import N_

FLOATS = N_("Make it of floating-point numbers: {code}")
LITERAL_MAKERS = ("torch.tensor", "torch.as_tensor")


def out_of_place(m: Mistake, node: ast.AST | None = None) -> Candidate | None:
    """Turn `a += b` and `a.add_(b)` into `a = a + b` and `a = a.add(b)`."""
    node = node or m.node
    match node:
        case ast.AugAssign(target, operation, value):
            symbol, _, _ = BINARY[type(operation)]
            name = m.code.source(target)
            return statement(m, f"{name} = {name} {symbol} {_operand(m, operation, value)}", NOT_IN_PLACE, node)
        case ast.Call(ast.Attribute(ast.Name(name) as owner, method) as function):
            if not method.endswith("_") or method.removesuffix("_") not in METHODS:
                return None
            end = m.code.place(function)[1]
            plain = Change(end - 1, end, "")
            alone = isinstance(m.code.parents.get(node), ast.Expr)
            start = m.code.place(owner)[0]
            return Candidate(NOT_IN_PLACE, (*((Change(start, start, f"{name} = "),) if alone else ()), plain))
    return None


def _operand(m: Mistake, operation: ast.operator, value: ast.expr) -> str:
    """Return the right side of an operator, in brackets where it would fall apart."""
    sum_of_products = (
        isinstance(operation, ast.Add | ast.Sub)
        and isinstance(value, ast.BinOp)
        and isinstance(value.op, ast.Mult | ast.Div | ast.MatMult | ast.Pow)
    )
    return m.code.source(value) if sum_of_products or isinstance(value, ast.Constant) else m.code.wrapped(value)


def within_no_grad(m: Mistake) -> Candidate | None:
    """Put the failing statement under `with torch.no_grad():`."""
    found = m.code.statement(m.node) if m.node else None
    if found is None:
        return None
    text = m.code.source(found).replace("\n", "\n    ")
    inside = f"with torch.no_grad():\n{m.code.indent(found)}    {text}"
    return statement(m, inside, N_("Do it where autograd does not look: {code}"))


def of_floats(m: Mistake, node: ast.expr | None, dtype: str = "torch.float32") -> Candidate | None:
    """Make what created a tensor of whole numbers create floating-point numbers."""
    made = m.origin(node)
    if not isinstance(made, ast.Call):
        return None
    given = next((keyword for keyword in made.keywords if keyword.arg == "dtype"), None)
    if given is not None:
        return replaced(m, given.value, dtype, FLOATS)
    name = m.code.source(made.func)
    if name in LITERAL_MAKERS and made.args and dtype == "torch.float32":
        return with_points(m, made.args[0]) or with_argument(m, made, f"dtype={dtype}", FLOATS)
    if name in (*LITERAL_MAKERS, "torch.arange", "torch.full"):
        return with_argument(m, made, f"dtype={dtype}", FLOATS)
    return None


def with_points(m: Mistake, node: ast.AST) -> Candidate | None:
    """Write every whole number of a list with a decimal point: `[1, 2]` → `[1.0, 2.0]`."""
    numbers = [(each, each.value) for each in m.code.walk(ast.Constant, node) if type(each.value) is int]
    names = any(not isinstance(each, ast.List | ast.Tuple | ast.Constant | ast.UnaryOp | ast.expr_context | ast.USub)
                for each in m.code.walk(ast.AST, node))  # fmt: skip
    if names or not numbers:
        return None
    return several(FLOATS, *(replaced(m, each, f"{value}.0") for each, value in numbers))


def literal(m: Mistake, node: ast.expr | None, old: int, new: int, label: str = USE) -> Candidate | None:
    """Replace a number in what created a tensor: `torch.tensor([0, 5])` → `torch.tensor([0, 2])`."""
    made = m.origin(node)
    if made is None:
        return None
    places = [each for each in m.code.walk(ast.Constant, made) if type(each.value) is int and each.value == abs(old)]
    if old < 0:
        signed = [m.code.parents[each] for each in places]
        return several(label, *(replaced(m, each, str(new)) for each in signed if isinstance(each, ast.UnaryOp)))
    return several(label, *(replaced(m, each, str(new)) for each in places)) if places else None
