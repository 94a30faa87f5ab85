"""Truth values: masks, conditions, and what cannot be calculated with them."""

import ast
import itertools
import re
from collections.abc import Iterator

import torch

from playground.program.explain.dtypes import compared, converted
from playground.program.explain.edits import (
    operator,
    replaced,
    whole,
)
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Candidate, Finding
from playground.translations import N_, Message

ANY = N_("Ask whether any is true: {code}")
ALL = N_("Ask whether all are true: {code}")


def inverted(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """`~` of floating-point numbers."""
    if not m.operands or (node := m.operand_node(0)) is None:
        return None
    template = N_("{name} has dtype {dtype}. ~ inverts truth values (torch.bool) and the bits of whole numbers.")
    values = {"name": m.name(0), "dtype": m.value(0).dtype}
    candidates = [converted(m, 0, torch.bool), whole(m, f"-{m.code.wrapped(node)}")]
    return Finding("dtype", Message(template, values), (), candidates)


def bool_minus(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """`-` with truth values."""
    places = [place for place in range(len(m.operands)) if m.value(place).dtype == torch.bool]
    if not places or (node := m.operand_node(places[-1])) is None:
        return None
    template = N_(
        "{name} has dtype torch.bool: true and false cannot be subtracted. ~ turns them around, ^ tells where two "
        "differ; or count with .int()."
    )
    candidates: list[Candidate | None] = []
    if len(places) == 2:
        candidates.append(operator(m, "^", N_("Tell where they differ: {code}")))
    else:
        candidates.append(whole(m, f"~{m.code.wrapped(node)}", N_("Turn true and false around: {code}")))
    candidates.append(converted(m, places[-1], torch.int32))
    return Finding("dtype", Message(template, {"name": m.name(places[-1])}), (), candidates)


def truth_wanted(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A mask that does not hold truth values."""
    place = next((k for k in range(len(m.operands)) if m.named(k, "0" if m.function == "torch.where" else "1",
                                                               "mask", "condition")), None)  # fmt: skip
    if place is None:
        return None
    template = N_(
        "{name} has dtype {dtype}. {function} wants truth values there: dtype torch.bool, as a comparison gives."
    )
    values = {"name": m.name(place), "dtype": m.value(place).dtype, "function": m.function}
    return Finding("dtype", Message(template, values), (), [converted(m, place, torch.bool), compared(m, place)])


def truth(m: Mistake, _match: re.Match[str]) -> Finding:
    """A tensor of several elements as a condition."""
    template = N_(
        "{code} holds several truth values, one for each element; a condition needs a single one. Ask whether any or "
        "all are true; to combine masks write & and | in place of and and or."
    )
    return Finding("shape", Message(template, {"code": m.said}), (), _single_truth(m))


def _single_truth(m: Mistake) -> Iterator[Candidate | None]:
    node, parent = m.node, m.code.parents.get(m.node) if m.node else None
    if m.operands and (node := m.operand_node(0)) is not None:
        yield replaced(m, node, f"{m.code.wrapped(node)}.any()", ANY)
        yield replaced(m, node, f"{m.code.wrapped(node)}.all()", ALL)
        return
    if isinstance(node, ast.Compare) and len(node.ops) > 1:
        yield _pairs(m, node)
    if isinstance(parent, ast.BoolOp):
        symbol = "&" if isinstance(parent.op, ast.And) else "|"
        text = f" {symbol} ".join(m.code.wrapped(each) for each in parent.values)
        yield replaced(m, parent, m.code.enclosed(parent, text), N_("Combine element by element: {code}"))
    if isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not) and node is not None:
        yield replaced(m, parent, f"~{m.code.wrapped(node)}", N_("Turn true and false around: {code}"))
    if node is not None:
        yield replaced(m, node, f"{m.code.wrapped(node)}.any()", ANY)
        yield replaced(m, node, f"{m.code.wrapped(node)}.all()", ALL)


def _pairs(m: Mistake, node: ast.Compare) -> Candidate | None:
    """Turn `0 < a < 2` into `(0 < a) & (a < 2)`."""
    parts = [m.code.source(each) for each in (node.left, *node.comparators)]
    places = [m.code.place(each) for each in (node.left, *node.comparators)]
    symbols = [m.code.text[a[1] : b[0]].strip() for a, b in itertools.pairwise(places)]
    pairs = [f"({a} {symbol} {b})" for a, symbol, b in zip(parts, symbols, parts[1:], strict=False)]
    return replaced(m, node, m.code.enclosed(node, " & ".join(pairs)), N_("Combine element by element: {code}"))
