"""Nodes and rules as a learner reads them: names, and formulas with the names or the numbers put in."""

import ast
import contextlib
import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from playground.autograd.records import Graph, Node, Shape
from playground.autograd.rules import RULES

INNER = {"TBackward0": "{}.T", "CloneBackward0": "{}", "UnsafeViewBackward0": "{}"}
_LETTERS = "abcdef"
_NUMBERED = re.compile(r"Backward\d*(_copy)?$")
_GRADIENT = "g__"  # stands for the gradient until the rest is tidied
_ONE = re.compile(r" (/|\*|\*\*) 1(?![\d.])$| \*\* 1(?![\d.])")
_ATOMS = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.Constant)


def short(operation: str) -> str:
    """Return the operation of a node's class: `mul` of `MulBackward0`."""
    return _NUMBERED.sub("", operation).lower()


def label(graph: Graph, number: int) -> str:
    """Return how the program names what a node made: `y`, `w**2`; a step inside an operation by its own name."""
    node = graph.nodes[number]
    if node.name or node.symbol or node.kind != "operation":
        return node.name or node.source or "?"
    inputs = graph.inputs(number)
    if node.operation in INNER and inputs:
        return INNER[node.operation].format(_atom(label(graph, inputs[0].source)))
    return f"{short(node.operation)}(…)"


def arguments(graph: Graph, number: int) -> list[str]:
    """Return the texts of a node's inputs, by place: `w**2`, `x`, `2`."""
    node = graph.nodes[number]
    named = {edge.place: label(graph, edge.source) for edge in graph.inputs(number)}
    constants = [label(graph, edge.source) for edge in graph.edges if edge.target == number and edge.place < 0]
    numbers = [text for _, text in node.settings if is_number(text)]
    rest = iter([*constants, *numbers])
    count = max(len(named), len(_needed(node.operation)), max(named, default=-1) + 1)
    return [named[place] if place in named else next(rest, "…") for place in range(count)]


def formula(graph: Graph, number: int, place: int, texts: Mapping[str, str] | Sequence[str], g: str, out: str) -> str:
    """Return what goes to one input of a node, as PyTorch code; empty where there is no formula.

    Args:
        texts: The inputs by place, as they shall stand in the formula.
        g: The gradient that came in, as it shall stand there.
        out: The output, as it shall stand there.
    """
    node = graph.nodes[number]
    template = template_of(node.operation, place)
    if not template:
        return ""
    known = {letter: _atom(text) for letter, text in zip(_LETTERS, texts, strict=False)}
    shapes = _shapes(graph, number)
    known |= {"g": _GRADIENT, "out": _atom(out), "place": str(place)} | _derived(node, shapes, _GRADIENT, _atom(out))
    try:
        text = template.format_map(known)
    except KeyError:
        return ""
    text = _ONE.sub("", text)
    row = RULES[node.operation]
    given = shapes.get(place)
    if row.stretches and given is not None and node.shapes and given != node.shapes[0]:
        text = f"{_atom(text)}.sum_to_size({_size(given)})"
    return _tidy(text, g)


def _tidy(text: str, g: str) -> str:
    """Put the gradient in, and leave out brackets that are not needed."""
    try:
        ast.parse(g, mode="eval")
        return ast.unparse(ast.parse(text.replace(_GRADIENT, f"({g})"), mode="eval"))
    except SyntaxError:  # ∂y/∂w is no code
        pass
    with contextlib.suppress(SyntaxError):
        text = ast.unparse(ast.parse(text, mode="eval"))
    return text.replace(_GRADIENT, g)


def template_of(operation: str, place: int) -> str:
    """Return the formula of a kind of node for one of its inputs, as it stands in the table; empty without one."""
    row = RULES.get(operation)
    if row is None or not row.formulas:
        return ""
    if len(row.formulas) == 1:
        return row.formulas[0]
    return row.formulas[place] if place < len(row.formulas) else ""


def _shapes(graph: Graph, number: int) -> dict[int, Shape]:
    return {
        edge.place: graph.nodes[edge.source].shapes[edge.output]
        for edge in graph.inputs(number)
        if edge.output < len(graph.nodes[edge.source].shapes)
    }


def _derived(node: Node, shapes: Mapping[int, Shape], g: str, out: str) -> dict[str, str]:
    """Return what a formula needs of what the node saved."""
    saved = {each.name: each.text or each.name for each in node.saved if not each.freed}
    shape = shapes.get(0, ())
    made = node.shapes[0] if node.shapes else ()
    total = math.prod(shape)
    found = {**saved, "total": str(total), "count": f"{total // max(math.prod(made), 1)}"}
    found |= _kept(saved, shape, g, out)
    if "exponent" in saved and is_number(saved["exponent"]):
        less = float(saved["exponent"]) - 1
        found["exponent_less"] = _atom(f"{less:g}")
        found["exponent"] = _atom(saved["exponent"])
    if "dims" in saved and node.operation == "PermuteBackward0":
        dims = [int(each) % max(len(shape), 1) for each in re.findall(r"-?\d+", saved["dims"])]
        found["inverse"] = ", ".join(str(dims.index(i)) for i in range(len(dims)))
    if "shifts" in saved:
        found["back"] = str(tuple(-int(each) for each in re.findall(r"-?\d+", saved["shifts"])))
    if "end" in saved and "dim" in saved and shape:
        found["end"] = str(min(int(saved["end"]), shape[int(saved["dim"])]))
    if "reduction" in saved:
        counted = total // shape[1] if node.operation == "NllLossBackward0" and len(shape) > 1 else total
        found["loss_count"] = str(counted) if saved["reduction"] == "1" else "1"
    return found


def _kept(saved: Mapping[str, str], shape: Shape, g: str, out: str) -> dict[str, str]:
    """Return gradient, output and indices with the reduced axes back."""
    axes = sorted(int(each) % max(len(shape), 1) for each in re.findall(r"-?\d+", saved.get("dim", "")))
    if saved.get("keepdim") != "False" or not axes:
        return {"kept": g, "kept_out": out, "kept_indices": "indices"}
    back = "".join(f".unsqueeze({axis})" for axis in axes)
    return {"kept": g + back, "kept_out": out + back, "kept_indices": "indices" + back}


def _needed(operation: str) -> set[str]:
    row = RULES.get(operation)
    return {letter for letter in _LETTERS for text in (row.formulas if row else ()) if f"{{{letter}}}" in text}


def _size(shape: Shape) -> str:
    return ", ".join(map(str, shape)) if shape else "()"


def is_number(text: str) -> bool:
    """Tell whether a text is a number in Python."""
    try:
        float(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4_096)
def _atom(text: str) -> str:
    """Return code so that it can stand inside other code: `(a + b)`."""
    try:
        parsed = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return text
    return text if isinstance(parsed, _ATOMS) else f"({text})"
