"""Arguments that a function does not take."""

import ast
import difflib
import re
from collections.abc import Iterator, Mapping

from playground.program.explain.edits import USE, around, called, replaced, whole
from playground.program.explain.mistake import Mistake, kind_of, short
from playground.program.explain.records import Candidate, Change, Finding
from playground.program.members import KEYWORDS
from playground.translations import N_, Message

# What learners write, and what it is called in PyTorch
ALIASES: Mapping[str, str] = {
    "dims": "dim",
    "dimension": "dim",
    "axes": "dim",
    "axis": "dim",
    "dim": "dims",
    "keepdims": "keepdim",
    "keep_dim": "keepdim",
    "type": "dtype",
    "shape": "size",
    "size": "shape",
    "value": "fill_value",
    "fill": "fill_value",
    "num": "steps",
    "n": "steps",
    "count": "steps",
    "probability": "p",
    "grad": "requires_grad",
    "order": "p",
    "kernel": "kernel_size",
    "classes": "num_classes",
}
TENSOR = N_("Make a tensor of it: {code}")


def keyword(m: Mistake, match: re.Match[str]) -> Finding | None:
    """An argument by a name that the function does not know."""
    if not isinstance(m.node, ast.Call) or not m.node.keywords:
        return None
    given = [each.arg for each in m.node.keywords if each.arg]
    known = set(re.findall(r"(\w+)(?: = \w+)?[,)]", match.string.partition("expected")[2]))
    name = match["name"] if "name" in match.groupdict() and match["name"] else None
    name = name or next((each for each in given if each not in known), "")
    if name not in given:
        return None
    template = N_("{function} has no argument {name}.")
    candidates = [_renamed(m, name, other) for other in _closest(name)]
    candidates.append(_without(m, name))
    return Finding("argument", Message(template, {"function": m.function, "name": name}), (), candidates)


def _closest(name: str) -> list[str]:
    close = difflib.get_close_matches(name, sorted(KEYWORDS - {name}), 3, cutoff=0.6)
    return list(dict.fromkeys([*([ALIASES[name]] if name in ALIASES else []), *close]))


def _renamed(m: Mistake, name: str, other: str) -> Candidate | None:
    assert isinstance(m.node, ast.Call)
    for each in m.node.keywords:
        if each.arg == name and other not in m.parts:
            start, _ = m.code.place(each)
            return Candidate(USE, (Change(start, start + len(name), other),))
    return None


def _without(m: Mistake, name: str) -> Candidate | None:
    assert isinstance(m.node, ast.Call)
    parts = [m.code.source(each) for each in (*m.node.args, *m.node.keywords)]
    kept = [part for part in parts if not part.startswith(f"{name}=")]
    function = m.code.source(m.node.func)
    return whole(m, f"{function}({', '.join(kept)})", N_("Leave it out: {code}"))


def numbers_without_list(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """`torch.tensor(1, 2, 3)` for `torch.tensor([1, 2, 3])`."""
    if not isinstance(m.node, ast.Call) or not m.node.args:
        return None
    function = short(m.code.source(m.node.func))
    template = N_("{function} takes all values together in one list: put them in square brackets.")
    start, end = m.code.place(m.node.args[0])[0], m.code.place(m.node.args[-1])[1]
    brackets = Candidate(N_("Put them in a list: {code}"), (Change(start, start, "["), Change(end, end, "]")))
    return Finding("argument", Message(template, {"function": function}), (), [brackets])


def not_a_tensor(m: Mistake, match: re.Match[str]) -> Finding | None:
    """A list, a number or an array where a tensor must be."""
    kind, place = match["kind"], match["place"]
    nodes = list(m.parts.values())
    number = int(place) - 1 if place else 0
    if m.call is not None and m.call.form == "method" and match["argument"] != "input":
        number += 1
    node = m.parts.get(match["argument"]) or (nodes[number] if number < len(nodes) else None)
    if node is None:
        return None
    name = short(m.code.source(node))
    template = N_("{name} is of type {kind}, but {function} wants a tensor there.")
    if m.row == "torch.from_numpy":
        template = N_("{name} is of type {kind}, but {function} wants a NumPy array. torch.tensor takes lists.")
    values = {"name": name, "kind": kind, "function": m.function}
    return Finding("argument", Message(template, values), (), _tensors(m, node, kind))


def _tensors(m: Mistake, node: ast.expr, kind: str) -> Iterator[Candidate | None]:
    if m.row == "torch.from_numpy":
        yield called(m, "torch.tensor")
    front = "torch.from_numpy(" if kind in ("ndarray", "numpy.ndarray") else "torch.tensor("
    yield around(m, node, front, ")", TENSOR)
    dtype = str(m.value(0).dtype) if m.operands else "torch.float32"
    yield around(m, node, "torch.tensor(", f", dtype={dtype})", TENSOR)
    if front == "torch.from_numpy(":
        yield around(m, node, front, ").float()", TENSOR)
    made = m.origin(node)
    if isinstance(node, ast.Name) and made is not None:
        yield around(m, made, "torch.tensor(", ")", TENSOR)


def given_to_function(m: Mistake, match: re.Match[str]) -> Finding | None:
    """The same, noticed only inside the function: `'int' object has no attribute 'size'`."""
    kind, settings = match[1], m.call.settings if m.call else {}
    names = [name for name in m.parts if name in settings and not settings[name].startswith(("'", "None"))]
    if not isinstance(m.node, ast.Call) or not names:
        return None
    node = m.parts[names[0]]
    template = N_("{name} is of type {kind}, but {function} wants a tensor there.")
    values = {"name": short(m.code.source(node)), "kind": kind, "function": m.function}
    return Finding("argument", Message(template, values), (), _tensors(m, node, kind))


def item_of_a_list(m: Mistake, match: re.Match[str]) -> Finding | None:
    """Something else among the tensors of a list."""
    place, kind = int(match["item"]), match["kind"]
    given = next((node for node in m.parts.values() if isinstance(node, ast.List | ast.Tuple)), None)
    nodes = given.elts if given is not None else list(m.parts.values())
    if place >= len(nodes):
        return None
    template = N_("{name} is of type {kind}, but {function} wants a tensor there.")
    values = {"name": short(m.code.source(nodes[place])), "kind": kind, "function": m.function}
    return Finding("argument", Message(template, values), (), _tensors(m, nodes[place], kind))


def not_a_size(m: Mistake, match: re.Match[str]) -> Finding:
    """A tensor or a list among sizes."""
    template = N_("{code}: sizes are whole numbers, but one of them is of type {kind}.")
    return Finding("argument", Message(template, {"code": m.said, "kind": match["kind"]}))


def wanted_number(m: Mistake, match: re.Match[str]) -> Finding | None:
    """An argument of another type than a number: a float for a count, a tensor for sizes."""
    nodes = list(m.parts.values())
    number = int(match["place"]) - 1 if match["place"] else 0
    if m.call is not None and m.call.form == "method":
        number += 1
    node = m.parts.get(match["argument"]) or (nodes[number] if number < len(nodes) else None)
    if node is None:
        return None
    name, wanted = short(m.code.source(node)), match["wanted"]
    template = N_("{name} is of type {kind}, but {function} wants {wanted} there.")
    values = {"name": name, "kind": match["kind"], "function": m.function, "wanted": wanted}
    return Finding("argument", Message(template, values), (), _numbers(m, node))


def _numbers(m: Mistake, node: ast.expr) -> Iterator[Candidate | None]:
    text = m.code.source(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        left, right = m.code.source(node.left), m.code.source(node.right)
        yield replaced(m, node, f"{left} // {right}", N_("Divide into whole numbers: {code}"))
    if re.fullmatch(r"-?\d+\.\d*", text):
        yield replaced(m, node, str(int(float(text))))
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.lstrip("-").isdecimal():
        yield replaced(m, node, node.value)
    if isinstance(node, ast.Name | ast.Call):
        yield replaced(m, node, f"{text}.tolist()", N_("Make a list of numbers of it: {code}"))
        yield replaced(m, node, f"int({text})")
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield replaced(m, node, str(bool(node.value)))


def operator_types(m: Mistake, match: re.Match[str]) -> Finding | None:
    """`A + [1, 2]`, `A @ 2.0`."""
    left, right = match["left"], match["right"]
    if "Tensor" not in (left, right) or not isinstance(m.node, ast.BinOp):
        return None
    node = m.node.right if left == "Tensor" else m.node.left
    kind = right if left == "Tensor" else left
    template = N_("{code}: {name} is of type {kind}. A tensor can be combined with a tensor or with a number.")
    values = {"code": m.said, "name": short(m.code.source(node)), "kind": kind}
    if kind in ("int", "float") and m.function == "@":
        template = N_(
            "{code}: @ multiplies matrices and vectors; {name} is a single number. * multiplies every element."
        )
        return Finding("argument", Message(template, values), (), [_times(m)])
    return Finding("argument", Message(template, values), (), list(_tensors(m, node, kind)) if kind == "list" else ())


def _times(m: Mistake) -> Candidate | None:
    assert isinstance(m.node, ast.BinOp)
    start, end = m.code.place(m.node.left)[1], m.code.place(m.node.right)[0]
    return Candidate(USE, (Change(start, end, m.code.text[start:end].replace("@", "*", 1)),))


def unlike(m: Mistake, _match: re.Match[str]) -> Finding:
    """Arguments that fit none of a function's forms."""
    settings = m.call.settings if m.call else {}
    given = [f"{m.name(place)} {m.shapes[place]}" for place in range(len(m.operands))]
    given += [text if name.isdecimal() else f"{name}={text}" for name, text in settings.items()]
    template = N_(
        "{function} does not take these arguments: {given}. One is missing, or has another type or name. PyTorch's "
        "message lists what it takes."
    )
    return Finding("argument", Message(template, {"function": m.function, "given": ", ".join(given) or "()"}))


def sequence(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A list times a fraction."""
    side = next((each for each in m.parts.values() if kind_of(m.known(each)) in ("list", "tuple")
                 or isinstance(each, ast.List)), None)  # fmt: skip
    if side is None:
        return None
    template = N_("{name} is a list, and a list does not calculate: make a tensor of it.")
    return Finding("argument", Message(template, {"name": short(m.code.source(side))}), (), _tensors(m, side, "list"))
