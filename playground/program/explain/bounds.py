"""Numbers that are too large or too small for a function."""

import re

from playground.program.explain.edits import SWAP, argument, around, called, replaced, several
from playground.program.explain.indices import LEGAL
from playground.program.explain.joining import operands_text
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Candidate, Clash, Finding
from playground.translations import N_, Message


def too_many_wanted(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """topk and kthvalue of more elements than there are."""
    setting = m.setting("1", "k")
    if not m.operands or setting is None or not m.shapes[0]:
        return None
    dim = m.setting("2", "dim")
    axis = int(dim[1]) % len(m.shapes[0]) if dim else len(m.shapes[0]) - 1
    length = m.shapes[0][axis]
    template = N_("{name} has shape {shape}. Along axis {axis} there are {n} elements, so k cannot be {k}.")
    values = {"name": m.name(0), "shape": m.shapes[0], "axis": axis, "n": length, "k": setting[1]}
    others = [argument(m, "dim", str(k)) for k in range(len(m.shapes[0])) if k != axis]
    candidates = [argument(m, setting[0], str(length), LEGAL), *others]
    return Finding("argument", Message(template, values), (Clash(0, axis),), candidates)


def bounds(m: Mistake, _match: re.Match[str]) -> Finding:
    """A range whose end comes before its start."""
    template = N_("{code}: the start must come before the end.")
    first, second = m.parts.get("0"), m.parts.get("1")
    candidates: list[Candidate | None] = []
    if first is not None and second is not None:
        one, other = m.code.source(first), m.code.source(second)
        candidates.append(several(SWAP, replaced(m, first, other), replaced(m, second, one)))
        if m.row == "torch.arange" and len(m.parts) == 2:
            candidates.insert(0, argument(m, "step", "-1", N_("Count downwards: {code}")))
    return Finding("argument", Message(template, {"code": m.said}), (), candidates)


def piece(m: Mistake, match: re.Match[str]) -> Finding | None:
    """narrow beyond the end of an axis."""
    if not m.operands:
        return None
    start, length, size = (int(number) for number in match.groups())
    setting = m.setting("1", "dim")
    axis = int(setting[1]) % len(m.shapes[0]) if setting and m.shapes[0] else 0
    template = N_(
        "{name} has shape {shape}. Axis {axis} is {n} long; a piece that starts at {start} and is {length} long would "
        "end beyond it."
    )
    values = {"name": m.name(0), "shape": m.shapes[0], "axis": axis, "n": size, "start": start, "length": length}
    name = "3" if "3" in m.parts else "length"
    candidates = [argument(m, name, str(max(size - start, 0)), N_("Take a shorter piece: {code}"))]
    candidates += [
        argument(m, "2" if "2" in m.parts else "start", str(max(size - length, 0)), N_("Start earlier: {code}"))
    ]
    return Finding("index", Message(template, values), (Clash(0, axis),), candidates)


def probability(m: Mistake, match: re.Match[str]) -> Finding:
    """A probability or a fraction outside 0 to 1."""
    template = N_("{code}: a probability lies between 0 and 1, but {got} was given.")
    got = match["got"]
    name = next((name for name, text in (m.call.settings if m.call else {}).items() if _equal(text, got)), None)
    candidates = [argument(m, name, "0.5")] if name else []
    if not got:
        template = N_("{operands}: the values must lie between 0 and 1. sigmoid brings any numbers there.")
        values = {"operands": operands_text(m)}
        node = m.operand_node(0) if m.operands else None
        inner = around(m, node, "torch.sigmoid(", ")", N_("Bring them between 0 and 1: {code}"))
        with_logits = called(m, "torch.nn.functional.binary_cross_entropy_with_logits")
        return Finding("argument", Message(template, values), (), [inner, with_logits])
    return Finding("argument", Message(template, {"code": m.said, "got": got}), (), candidates)


def _equal(text: str, got: str) -> bool:
    try:
        return float(text) == float(got)
    except ValueError:
        return False


def positive(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """split and chunk into pieces of 0."""
    setting = m.setting("1", "split_size_or_sections", "split_size", "chunks")
    if not m.operands or setting is None:
        return None
    template = N_("{name} has shape {shape}. {function} wants a number above 0 there, not {got}.")
    values = {"name": m.name(0), "shape": m.shapes[0], "function": m.function, "got": setting[1]}
    candidates = [argument(m, setting[0], number) for number in ("1", "2")]
    return Finding("argument", Message(template, values), (), candidates)


def nothing_to_join(m: Mistake, _match: re.Match[str]) -> Finding:
    """cat and stack of an empty list."""
    template = N_("{code}: the list is empty. {function} wants at least one tensor in it.")
    return Finding("argument", Message(template, {"code": m.said, "function": m.function}))
