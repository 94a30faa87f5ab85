"""Gradients: leaves written in place, backward where it cannot go."""

import ast
import re
from collections.abc import Iterator

from playground.program.checking import ROOTS
from playground.program.explain.edits import (
    after,
    argument,
    before,
    replaced,
    several,
    statement,
    with_argument,
)
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Candidate, Change, Clash, Finding
from playground.program.explain.statements import out_of_place, within_no_grad
from playground.program.functions import FUNCTIONS
from playground.program.records import TensorValue
from playground.translations import N_, Message

SUM = N_("Add up to one number first: {code}")
MEAN = N_("Take the mean first: {code}")
KEEP = N_("Keep the graph after the first backward: {code}")


def leaf(m: Mistake, match: re.Match[str]) -> Finding:
    """A leaf that wants a gradient is written in place."""
    root = _root(m)
    template = N_(
        "{name} is a leaf that requires a gradient, and {code} would change it in place. Autograd would then no longer "
        "know the value that the gradient belongs to. Change it under torch.no_grad(), as an optimizer does, or make a "
        "new tensor."
    )
    if "view" in match.string:
        template = N_(
            "{code} would write into a part of a leaf that requires a gradient ({name}). Autograd would then no longer "
            "know the values that the gradient belongs to. Do it under torch.no_grad(), or work on a copy."
        )
    copy = before(m, f"{root} = {root}.clone()", N_("Work on a copy: {code}")) if root else None
    values = {"name": root or m.said, "code": m.said}
    return Finding("leaf", Message(template, values), (), (within_no_grad(m), out_of_place(m), copy))


def overlapping(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """An expanded tensor is written in place: several of its elements are one place in memory."""
    root = _root(m)
    if not root:
        return None
    template = N_(
        "Several elements of {name} are one and the same place in memory: expand sets a stride of 0 and copies "
        "nothing. What would stand there after {code} is not defined. Make a copy first."
    )
    copy = before(m, f"{root} = {root}.clone()", N_("Work on a copy: {code}"))
    return Finding("view", Message(template, {"name": root, "code": m.said}), (), (copy, out_of_place(m)))


def _root(m: Mistake) -> str:
    """Return the name of the tensor that is written into: `w` of `w[0]` and `w.view(2, 1)`."""
    node = m.operand_node(0) if m.operands else None
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) and node.id not in ROOTS else ""


def not_scalar(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """backward of several numbers."""
    if not m.operands:
        return None
    name, shape = m.name(0), m.shapes[0]
    template = N_(
        "{name} has shape {shape}. backward starts from a single number, the loss; from several it needs to be told "
        "how much each one counts."
    )
    candidates = [after(m, 0, ".sum()", SUM), after(m, 0, ".mean()", MEAN)]
    node = m.operand_node(0)
    if isinstance(node, ast.Name):
        text = f"torch.ones_like({node.id})"
        each = N_("Let every element count once: {code}")
        if m.function == "backward" and isinstance(m.node, ast.Call):
            candidates.append(with_argument(m, m.node, f"gradient={text}", each))
        else:
            candidates.append(argument(m, "grad_outputs", text, each))
    return Finding("gradient", Message(template, {"name": name, "shape": shape}), (), candidates)


def second_time(m: Mistake, _match: re.Match[str]) -> Finding:
    """backward through a graph that has been freed."""
    name = m.name(0) if m.operands else m.said
    template = N_(
        "The graph behind {name} was freed when backward first went through it. Compute {name} anew before each "
        "backward, or keep the graph the first time."
    )
    return Finding("gradient", Message(template, {"name": name}), (), _again(m))


def _again(m: Mistake) -> Iterator[Candidate | None]:
    calls = [
        node
        for node in m.code.walk(ast.Call)
        if m.code.source(node.func).endswith((".backward", "autograd.grad"))
        and not any(keyword.arg == "retain_graph" for keyword in node.keywords)
    ]
    keep = [with_argument(m, call, "retain_graph=True", KEEP) for call in calls]
    earlier = [candidate for call, candidate in zip(calls, keep, strict=True) if call is not m.node]
    yield from earlier[:1]
    name = m.operand_node(0) if m.operands else None
    if isinstance(name, ast.Name):
        made = m.origin(name)
        if made is not None:
            yield before(m, f"{name.id} = {m.code.source(made)}", N_("Compute {name} anew: {code}"), name=name.id)
    if not earlier:
        yield several(KEEP, *keep)


def without_graph(m: Mistake, _match: re.Match[str]) -> Finding:
    """backward of what nothing requires a gradient of."""
    name = m.name(0) if m.operands else m.said
    template = N_(
        "{name} was not made from any tensor with requires_grad=True, or was cut off from it (detach, no_grad), so "
        "there is nothing to work out gradients for."
    )
    return Finding("gradient", Message(template, {"name": name}), (), _followed(m))


def _followed(m: Mistake) -> Iterator[Candidate | None]:
    for node in m.code.walk(ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "detach" and not node.args:
            end, start = m.code.place(node)[1], m.code.place(node.func)[1] - len(".detach")
            yield Candidate(N_("Leave out detach: {code}"), (Change(start, end, ""),))
    for made in m.code.walk(ast.Assign):
        call = made.value
        if not isinstance(call, ast.Call) or any(keyword.arg == "requires_grad" for keyword in call.keywords):
            continue
        row = FUNCTIONS.get(m.code.source(call.func))
        if row and row.category in ("creation", "random"):
            label = N_("Ask for the gradient of {name}: {code}")
            yield with_argument(m, call, "requires_grad=True", label, name=m.code.source(made.targets[0]))


def to_numpy(m: Mistake, _match: re.Match[str]) -> Finding:
    """numpy() of a tensor that autograd follows."""
    name = m.name(0) if m.operands else m.said
    template = N_("{name} requires a gradient, and NumPy knows nothing of gradients. detach gives the values alone.")
    candidates = [after(m, 0, ".detach()", N_("Take the values alone: {code}"))] if m.operands else []
    return Finding("gradient", Message(template, {"name": name}), (), candidates)


def overwritten(m: Mistake, _match: re.Match[str]) -> Finding:
    """A value that backward needs was changed in place."""
    template = N_(
        "For the gradient of {name} backward needs a value that was changed in place after it had been used. Make a "
        "new tensor there instead."
    )
    name = m.name(0) if m.operands else m.said
    calls = [node for node in m.code.walk(ast.Call) if node is not m.node]
    found: list[ast.AugAssign | ast.Call] = sorted([*m.code.walk(ast.AugAssign), *calls], key=lambda node: -node.lineno)
    return Finding("gradient", Message(template, {"name": name}), (), [out_of_place(m, node) for node in found])


def flag(m: Mistake, _match: re.Match[str]) -> Finding:
    """requires_grad of what was computed."""
    name = m.name(0) if m.operands else m.said
    template = N_(
        "{name} is not a leaf: it was computed from other tensors, and whether it requires a gradient follows from "
        "them. detach gives a tensor that is cut off from them."
    )
    node = m.operand_node(0) if m.operands else None
    candidates = []
    if isinstance(node, ast.Name):
        candidates.append(statement(m, f"{node.id} = {node.id}.detach()", N_("Cut it off: {code}")))
    return Finding("gradient", Message(template, {"name": name}), (), candidates)


def wrong_gradient(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A gradient of another shape than the tensor that it is for."""
    if len(m.operands) < 2 or m.shapes[0] == m.shapes[1]:
        return None
    a, b = m.shapes[:2]
    template = N_(
        "{a} has shape {a_shape} and {b} has shape {b_shape}. A gradient has a number for every element, so its shape "
        "is that of the tensor."
    )
    values = {"a": m.name(0), "b": m.name(1), "a_shape": a, "b_shape": b}
    clashes = [Clash(1, k) for k in range(len(b)) if len(a) != len(b) or a[k] != b[k]]
    node = m.operand_node(0)
    like = N_("Give it the shape of {name}: {code}")
    ones = f"torch.ones_like({m.code.source(node)})" if node is not None else ""
    candidates = [replaced(m, m.operand_node(1), ones, like, name=m.name(0))]
    return Finding("shape", Message(template, values), tuple(clashes), candidates)


def unused(m: Mistake, _match: re.Match[str]) -> Finding:
    """A gradient for something that the result was not made from."""
    template = N_("{a} was not made from {b}, so its gradient with respect to {b} does not exist.")
    names = [m.name(place) for place in range(len(m.operands))] or [m.said]
    message = Message(template, {"a": names[0], "b": ", ".join(names[1:]) or "?"})
    allow = argument(m, "allow_unused", "True", N_("Accept None as the answer: {code}"))
    return Finding("gradient", message, (), [allow])


def none_yet(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """`w.grad` is None."""
    scope = m.code.statement(m.node) if m.node else None
    if scope is None:
        return None
    owner = _owner_of_gradient(m, scope)
    if owner is None:
        return None
    value = m.known(owner)
    name = m.code.source(owner)
    if isinstance(value, TensorValue) and not value.is_leaf:
        template = N_(
            "{name}.grad is None: {name} is not a leaf, and backward keeps gradients only of leaves. retain_grad, "
            "before backward, keeps this one."
        )
        return Finding("gradient", Message(template, {"name": name}), (), _kept(m, name))
    template = N_("{name}.grad is None: a gradient is there only after backward has reached {name}.")
    text = m.code.source(scope).replace("\n", "\n    ")
    guarded = f"if {name}.grad is not None:\n{m.code.indent(scope)}    {text}"
    candidates = [statement(m, guarded, N_("Do it only when there is one: {code}")), *_backward_first(m, name)]
    return Finding("gradient", Message(template, {"name": name}), (), candidates)


def _owner_of_gradient(m: Mistake, scope: ast.stmt) -> ast.expr | None:
    """Return whose grad is meant: `w` of `w.grad`, or of `g` where `g = w.grad` stands before."""
    for node in ast.walk(scope):
        made = m.origin(node) if isinstance(node, ast.Name) else node
        if isinstance(made, ast.Attribute) and made.attr == "grad":
            return made.value
    return None


def _kept(m: Mistake, name: str) -> Iterator[Candidate | None]:
    for node in m.code.walk(ast.Call):
        if m.code.source(node.func).endswith(".backward"):
            yield before(m, f"{name}.retain_grad()", N_("Keep its gradient: {code}"), node)
            return


def _backward_first(m: Mistake, name: str) -> Iterator[Candidate | None]:
    """Call backward before, on whatever was computed last."""
    made = [node for node in m.code.walk(ast.Assign) if m.node and node.lineno < getattr(m.node, "lineno", 0)]
    for node in sorted(made, key=lambda node: -node.lineno)[:2]:
        target = m.code.source(node.targets[0])
        value = m.known(node.targets[0])
        if isinstance(value, TensorValue) and value.grad_fn is not None:
            suffix = "" if value.numel == 1 else ".sum()"
            yield before(m, f"{target}{suffix}.backward()", N_("Work out the gradients first: {code}"))
