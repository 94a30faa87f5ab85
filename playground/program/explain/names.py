"""Attributes and methods that a value does not have."""

import ast
import difflib
import re
from collections.abc import Iterator

from playground.program.explain.arguments import TENSOR
from playground.program.explain.edits import around, replaced, whole
from playground.program.explain.mistake import Mistake, short
from playground.program.explain.records import Candidate, Change, Finding
from playground.program.members import ATTRIBUTE_NAMES, METHOD_NAMES
from playground.translations import N_, Message


def member(m: Mistake, match: re.Match[str]) -> Finding | None:
    """`[1, 2].shape`, `A.append`."""
    if not isinstance(m.node, ast.Attribute):
        return None
    kind, name, owner = match[1], match[2], short(m.code.source(m.node.value))
    if kind == "Tensor":
        template = N_("{owner} is a tensor, and a tensor has no {name}.")
    elif kind in ("list", "tuple", "int", "float", "bool", "Size"):
        template = N_("{owner} is of type {kind}, not a tensor, so it has no {name}.")
    else:
        template = N_("{owner} is of type {kind}; it has no {name}.")
    return Finding("name", Message(template, {"owner": owner, "kind": kind, "name": name}), (), _members(m, kind, name))


def _members(m: Mistake, kind: str, name: str) -> Iterator[Candidate | None]:
    node = m.node
    assert isinstance(node, ast.Attribute)
    if kind in ("list", "int", "float", "bool", "tuple"):
        made = m.origin(node.value)
        if isinstance(node.value, ast.Name) and isinstance(made, ast.List | ast.Constant):
            yield around(m, made, "torch.tensor(", ")", TENSOR)
        yield around(m, node.value, "torch.tensor(", ")", TENSOR)
        if name in ("shape", "size", "numel") and kind in ("list", "tuple"):
            called = isinstance(m.code.parents.get(node), ast.Call)
            target = m.code.parents[node] if called else node
            yield replaced(m, target, f"len({m.code.source(node.value)})", N_("Count the items: {code}"))
    if kind in ("ndarray", "float64", "float32"):
        yield around(m, node.value, "torch.from_numpy(" if kind == "ndarray" else "torch.tensor(", ")", TENSOR)
    called = isinstance(m.code.parents.get(node), ast.Call)
    end = m.code.place(node)[1]
    for close in difflib.get_close_matches(name, sorted(METHOD_NAMES if called else ATTRIBUTE_NAMES), 2, cutoff=0.6):
        yield Candidate(N_("Write {code}"), (Change(end - len(name), end, close),))


def not_callable(m: Mistake, match: re.Match[str]) -> Finding:
    """A value called like a function."""
    template = N_("{code}: {name} is of type {kind}, not a function. Elements are taken with square brackets.")
    name = short(m.code.source(m.node.func)) if isinstance(m.node, ast.Call) else m.said
    candidates: list[Candidate | None] = []
    if isinstance(m.node, ast.Call):
        inside = ", ".join(m.code.source(each) for each in m.node.args)
        candidates = [whole(m, f"{name}[{inside}]" if inside else name, N_("Take an element: {code}"))]
    return Finding("name", Message(template, {"code": m.said, "name": name, "kind": match[1]}), (), candidates)


def not_subscriptable(m: Mistake, match: re.Match[str]) -> Finding | None:
    """A number with square brackets."""
    if not isinstance(m.node, ast.Subscript):
        return None
    owner = m.code.source(m.node.value)
    template = N_("{name} is of type {kind}: it has no parts that could be taken with square brackets.")
    values = {"name": short(owner), "kind": match[1]}
    return Finding("index", Message(template, values), (), [whole(m, owner, N_("Leave out the index: {code}"))])


def fixed(m: Mistake, match: re.Match[str]) -> Finding | None:
    """An item of a tuple or a number is set."""
    if not isinstance(m.node, ast.Subscript):
        return None
    owner = m.node.value
    made = m.origin(owner)
    template = N_("{name} is of type {kind}: its items cannot be changed. Those of a list or a tensor can.")
    candidates: list[Candidate | None] = []
    if isinstance(made, ast.Tuple):
        items = ", ".join(m.code.source(each) for each in made.elts)
        candidates = [replaced(m, made, f"[{items}]", N_("Make a list of it: {code}")),
                      replaced(m, made, f"torch.tensor([{items}])", TENSOR)]  # fmt: skip
    values = {"name": short(m.code.source(owner)), "kind": match[1]}
    return Finding("other", Message(template, values), (), candidates)


def unbound(m: Mistake, match: re.Match[str]) -> Finding:
    """A name that was not reached before it is used."""
    template = N_("{name} has no value yet at this line: what sets it has not run.")
    close = difflib.get_close_matches(match[1], sorted(m.names), 2, cutoff=0.5)
    candidates = [replaced(m, m.node, each) for each in close if m.node is not None]
    return Finding("name", Message(template, {"name": match[1]}), (), candidates)
