"""One number is wanted, and there are several."""

import ast
import re

from playground.program.explain.edits import USE, after, replaced, whole
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Finding
from playground.translations import N_, Message


def single(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """item(), float() and int() of several elements."""
    if not m.operands or (node := m.operand_node(0)) is None:
        return None
    shape, text = m.shapes[0], m.code.wrapped(node)
    template = N_(
        "{name} has shape {shape}, that is {count} elements. {function} needs a single number, so a tensor with one "
        "element."
    )
    values = {"name": m.name(0), "shape": shape, "count": m.value(0).numel, "function": m.function}
    first = f"[{', '.join('0' for _ in shape)}]"
    candidates = [
        after(m, 0, ".sum()", N_("Add them up first: {code}")),
        whole(m, f"{text}.tolist()", N_("Get all of them as a list: {code}")) if m.row != "torch.tensor" else None,
        after(m, 0, first, N_("Take a single element: {code}")),
    ]
    return Finding("shape", Message(template, values), (), candidates)


def integer_wanted(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A tensor where Python wants a whole number."""
    if not m.operands or (node := m.operand_node(0)) is None:
        return None
    template = N_("{name} has shape {shape} and dtype {dtype}. {function} wants a whole number here.")
    values = {"name": m.name(0), "shape": m.shapes[0], "dtype": m.value(0).dtype, "function": m.function}
    text = m.code.source(node)
    candidates = [
        replaced(m, node, f"int({text})"),
        replaced(m, node, f"len({text})"),
        whole(m, f"{text}.tolist()", USE),
    ]
    return Finding("argument", Message(template, values), (), candidates)


def ragged(m: Mistake, _match: re.Match[str]) -> Finding:
    """Rows of different lengths."""
    template = N_("A tensor is a grid: its rows must all be equally long. These are {lengths} long.")
    made = next(
        (node for node in m.code.walk(ast.List, m.node) if any(isinstance(each, ast.List) for each in node.elts)), None
    )
    if made is None:
        text = N_("{code}: a tensor is a grid, so its rows must all be equally long.")
        return Finding("shape", Message(text, {"code": m.said}))
    rows = [each.elts if isinstance(each, ast.List) else [each] for each in made.elts]
    lengths = [len(row) for row in rows]
    message = Message(template, {"lengths": ", ".join(map(str, lengths))})
    padded = [_row(m, row, max(lengths), fill=True) for row in rows]
    cut = [_row(m, row, min(lengths), fill=False) for row in rows]
    candidates = [
        replaced(m, made, f"[{', '.join(padded)}]", N_("Fill the short rows with 0: {code}")),
        replaced(m, made, f"[{', '.join(cut)}]", N_("Cut the long rows: {code}")),
    ]
    return Finding("shape", message, (), candidates)


def _row(m: Mistake, row: list[ast.expr], length: int, *, fill: bool) -> str:
    texts = [m.code.source(each) for each in row][:length]
    zero = "0.0" if any("." in text for text in texts) else "0"
    return f"[{', '.join([*texts, *([zero] * (length - len(texts)) if fill else [])])}]"
