"""Axes that do not exist, or are named twice."""

import ast
import re
from collections.abc import Iterator

from playground.program.explain.edits import (
    SWAP,
    argument,
    replaced,
    several,
)
from playground.program.explain.joining import operands_text
from playground.program.explain.mistake import Mistake, number_in, whole_numbers
from playground.program.explain.records import Candidate, Finding
from playground.translations import N_, Message

INSTEAD = N_("Take axis {axis}: {code}")


def dim(m: Mistake, match: re.Match[str]) -> Finding | None:
    """An axis that the tensor does not have."""
    if not m.operands:
        return None
    low, high, got = (int(number) for number in match.groups())
    shape = m.shapes[0]
    if high == 0 and not shape:
        template = N_("{name} has shape {shape}: it is a single number without axes, so there is no axis {dim}.")
    else:
        template = N_(
            "{name} has shape {shape}. {function} can take its axes {first} to {last}, or {low} to -1 counted from the "
            "end; there is no axis {dim}."
        )
    values = {"name": m.name(0), "shape": shape, "function": m.function, "dim": got}
    values |= {"first": 0, "last": high, "low": low}
    return Finding("dim", Message(template, values), (), _other_dims(m, got, low, high))


def _other_dims(m: Mistake, got: int, low: int, high: int) -> Iterator[Candidate | None]:
    nodes = dim_nodes(m, got)
    taken = {number for name, text in (m.call.settings if m.call else {}).items() for number in whole_numbers(text)}
    for axis in dict.fromkeys([got - 1, high, *range(high, -1, -1)]):
        if low <= axis <= high and axis not in taken:
            yield several(INSTEAD, *(replaced(m, node, str(axis)) for node in nodes[:1]), axis=axis) if nodes else None
    if not m.shapes[0] and m.node is not None and (node := m.operand_node(0)) is not None:
        yield replaced(m, m.node, m.code.source(node), N_("Leave it out: {code}"))


def dim_nodes(m: Mistake, got: int) -> list[ast.expr]:
    """Return where an axis is written: an argument with that value, or the number within brackets."""
    settings = m.call.settings if m.call else {}
    found = []
    for name, node in m.parts.items():
        if settings.get(name) == str(got):
            found.append(node)
        elif isinstance(node, ast.Tuple | ast.List) and name in settings:
            found += [each for each in node.elts if number_in(each) == got]
    return sorted(found, key=lambda node: m.code.place(node)[0], reverse=True)


def none(m: Mistake, match: re.Match[str]) -> Finding | None:
    """An axis of a single number."""
    if not m.operands:
        return None
    template = N_("{name} has shape {shape}: it is a single number without axes, so there is no axis {dim}.")
    values = {"name": m.name(0), "shape": m.shapes[0], "dim": int(match[1])}
    return Finding("dim", Message(template, values))


def repeated_dim(m: Mistake, match: re.Match[str]) -> Finding | None:
    """The same axis twice."""
    if not m.operands:
        return None
    axis = int(match[1])
    template = N_("{name} has shape {shape}. {code} names axis {axis} twice; every axis can be named once.")
    values = {"name": m.name(0), "shape": m.shapes[0], "code": m.said, "axis": axis}
    others = [k for k in range(len(m.shapes[0])) if k != axis]
    candidates: list[Candidate | None] = []
    for name, node in m.parts.items():
        if isinstance(node, ast.Tuple | ast.List) and len(node.elts) == 2:
            candidates += [replaced(m, node.elts[1], str(k), INSTEAD, axis=k) for k in others]
            candidates += [argument(m, name, str(axis), INSTEAD, axis=axis)]
    return Finding("dim", Message(template, values), (), candidates)


def order(m: Mistake, _match: re.Match[str]) -> Finding:
    """flatten from a later axis to an earlier one."""
    template = N_("{operands}: start_dim must not come after end_dim.")
    names = [name for name in m.parts if name in ("1", "2", "start_dim", "end_dim")]
    candidates: list[Candidate | None] = []
    if len(names) == 2:
        first, second = m.parts[names[0]], m.parts[names[1]]
        one, other = m.code.source(first), m.code.source(second)
        candidates.append(several(SWAP, replaced(m, first, other), replaced(m, second, one)))
    return Finding("dim", Message(template, {"operands": operands_text(m)}), (), candidates)
