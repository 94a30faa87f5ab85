"""How candidates for edits are made: each function returns None where the piece of code cannot be found."""

import ast

from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Candidate, Change
from playground.translations import N_

USE = N_("Write {code}")
TRANSPOSE = N_("Transpose {name}: {code}")
CONVERT = N_("Convert {name} to {dtype}: {code}")
AXIS = N_("Give {name} an axis of length 1: {code}")
RESHAPE = N_("Give {name} the shape {shape}: {code}")
CUT = N_("Take only the first {count} of {name}: {code}")
SWAP = N_("Swap the two: {code}")
NOT_IN_PLACE = N_("Make a new tensor instead of changing the old one: {code}")


def replaced(m: Mistake, node: ast.AST | None, text: str, label: str = USE, **values: object) -> Candidate | None:
    """Put a text in place of a node."""
    return None if node is None else Candidate(label, (Change(*m.code.place(node), text),), values)


def after(m: Mistake, operand: int, suffix: str, label: str = USE, **values: object) -> Candidate | None:
    """Let something follow an operand: `A` → `A.T`."""
    node = m.operand_node(operand)
    if node is None:
        return None
    return replaced(m, node, m.code.wrapped(node) + suffix, label, **{"name": m.name(operand)} | values)


def turned(m: Mistake, operand: int, label: str = TRANSPOSE) -> Candidate | None:
    """Transpose an operand: `A` → `A.T`, `A.T` → `A`; of a batch each matrix."""
    node = m.operand_node(operand)
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        return replaced(m, node, m.code.source(node.value), label, name=m.name(operand))
    return after(m, operand, ".T" if len(m.shapes[operand]) == 2 else ".transpose(-2, -1)", label)


def instead(m: Mistake, operand: int, text: str, label: str = USE, **values: object) -> Candidate | None:
    """Put a text in place of an operand, in brackets where it is part of something larger."""
    node = m.operand_node(operand)
    if node is None:
        return None
    return replaced(m, node, m.code.enclosed(node, text), label, **{"name": m.name(operand)} | values)


def around(m: Mistake, node: ast.AST | None, front: str, back: str = ")", label: str = USE) -> Candidate | None:
    """Put a node in a call: `A` → `torch.tensor(A)`."""
    return None if node is None else replaced(m, node, f"{front}{m.code.source(node)}{back}", label)


def several(label: str, *candidates: Candidate | None, **values: object) -> Candidate | None:
    """Make several candidates one."""
    changes: list[Change] = []
    for candidate in candidates:
        if candidate is None:
            return None
        changes += candidate.changes
    return Candidate(label, tuple(changes), values)


def swapped(m: Mistake, a: int, b: int) -> Candidate | None:
    """Let two operands change places."""
    first, second = m.operand_node(a), m.operand_node(b)
    if first is None or second is None:
        return None
    one, other = m.code.wrapped(first), m.code.wrapped(second)
    return several(SWAP, replaced(m, first, other), replaced(m, second, one))


def operator(m: Mistake, symbol: str, label: str = USE) -> Candidate | None:
    """Write another operator between the two operands."""
    if not isinstance(m.node, ast.BinOp):
        return None
    left, right = m.code.source(m.node.left), m.code.source(m.node.right)
    if symbol in ("^", "&", "|"):  # these bind less
        left, right = m.code.wrapped(m.node.left), m.code.wrapped(m.node.right)
        return whole(m, f"{left} {symbol} {right}", label)
    start, end = m.code.place(m.node.left)[1], m.code.place(m.node.right)[0]
    old = m.call.symbol if m.call else ""
    between = m.code.text[start:end].replace(old, symbol, 1)
    return Candidate(label, (Change(start, end, between),))


def whole(m: Mistake, text: str, label: str = USE, **values: object) -> Candidate | None:
    """Put a text in place of all that failed."""
    return None if m.node is None else replaced(m, m.node, m.code.enclosed(m.node, text), label, **values)


def called(m: Mistake, name: str, label: str = USE, **values: object) -> Candidate | None:
    """Call another function: `torch.mm(` → `torch.matmul(`, `.view(` → `.reshape(`."""
    if not isinstance(m.node, ast.Call):
        return None
    function = m.node.func
    start, end = m.code.place(function)
    if m.call is not None and m.call.form == "method" and isinstance(function, ast.Attribute):
        name = name.removeprefix("torch.")
        start = end - len(function.attr)
    return Candidate(label, (Change(start, end, name),), values)


def argument(m: Mistake, name: str, text: str, label: str = USE, **values: object) -> Candidate | None:
    """Set an argument: the one that is written there, or a new one by name."""
    if name in m.parts:
        return replaced(m, m.parts[name], text, label, **values)
    if not isinstance(m.node, ast.Call) or name.isdecimal():
        return None
    return with_argument(m, m.node, f"{name}={text}", label, **values)


def with_argument(m: Mistake, call: ast.Call, text: str, label: str = USE, **values: object) -> Candidate | None:
    """Add an argument at the end of a call."""
    end = m.code.place(call)[1] - 1
    inside = [*call.args, *(keyword.value for keyword in call.keywords)]
    last = max((m.code.place(each)[1] for each in inside), default=end)
    comma = "" if not inside else " " if "," in m.code.text[last:end] else ", "
    return Candidate(label, (Change(end, end, comma + text),), values)


def statement(
    m: Mistake, text: str, label: str = USE, node: ast.AST | None = None, **values: object
) -> Candidate | None:
    """Put a text in place of a whole statement, which is the failing one unless `node` is given."""
    node = node or m.node
    found = m.code.statement(node) if node else None
    return replaced(m, found, text, label, **values)


def before(m: Mistake, text: str, label: str = USE, node: ast.AST | None = None, **values: object) -> Candidate | None:
    """Put a line in front of a statement."""
    node = node or m.node
    found = m.code.statement(node) if node else None
    if found is None:
        return None
    place = m.code.place(found)[0]
    return Candidate(label, (Change(place, place, f"{text}\n{m.code.indent(found)}"),), values)
