"""Tensors stretched, repeated, or written into a place of another shape."""

import ast
import math
import re
from collections.abc import Iterator

from playground.program.explain.broadcasting import listed, unfit
from playground.program.explain.edits import AXIS, after, called, replaced, whole
from playground.program.explain.mistake import Mistake, whole_numbers
from playground.program.explain.records import Candidate, Clash, Finding
from playground.program.explain.sizes import given_sizes, with_sizes
from playground.program.records import Shape
from playground.translations import N_, Message


def expanded(m: Mistake, match: re.Match[str]) -> Finding | None:
    """expand of an axis that is not 1 long."""
    if m.row not in ("torch.Tensor.expand", "torch.Tensor.expand_as", "torch.broadcast_to") or not m.operands:
        return None
    target = m.shapes[1] if len(m.operands) > 1 else given_sizes(m)
    shape = m.shapes[0]
    values = {"name": m.name(0), "shape": shape, "target": target}
    if len(target) < len(shape):
        template = N_("{name} has shape {shape}; {target} has fewer sizes than that. expand wants one for every axis.")
        return Finding("shape", Message(template, values), (), [with_sizes(m, (*target, *shape)[-len(shape) :])])
    pairs = [(i, j) for i, j in ((k, k + len(target) - len(shape)) for k in range(len(shape)))
             if target[j] not in (shape[i], -1) and shape[i] != 1]  # fmt: skip
    if not pairs:
        template = N_("{name} has shape {shape}. In {target}, -1 can only stand for an axis that {name} has already.")
        sizes = [1 if size == -1 and k < len(target) - len(shape) else size for k, size in enumerate(target)]
        return Finding("shape", Message(template, values), (), [with_sizes(m, sizes)])
    i, j = pairs[-1]
    template = N_(
        "{name} has shape {shape}. Compared with {target} from the right, axis {i} ({n}) would have to become {m} "
        "long, but expand stretches only axes of length 1."
    )
    message = Message(template, values | {"i": i, "n": shape[i], "m": target[j]})
    return Finding("shape", message, tuple(Clash(0, i) for i, _ in pairs), _expandable(m, target, pairs))


def _expandable(m: Mistake, target: Shape, pairs: list[tuple[int, int]]) -> Iterator[Candidate | None]:
    shape = m.shapes[0]
    for axis in range(len(shape) + 1):
        longer = (*shape[:axis], 1, *shape[axis:])
        if len(longer) == len(target) and all(a in (1, b) for a, b in zip(longer, target, strict=True)):
            yield after(m, 0, f".unsqueeze({axis})", AXIS)
    sizes = list(target)
    for i, j in pairs:
        sizes[j] = shape[i]
    yield with_sizes(m, sizes, N_("Keep the axis as long as it is: {code}"))
    lead = len(target) - len(shape)
    if all(a and b % a == 0 for a, b in zip(shape, target[lead:], strict=True)) and m.operand_node(0) is not None:
        times = (*target[:lead], *(b // a for a, b in zip(shape, target[lead:], strict=True)))
        text = f"{m.code.wrapped(m.operand_node(0) or m.code.tree)}.repeat({listed(times)})"
        yield whole(m, text, N_("Repeat the elements: {code}"))


def put(m: Mistake, match: re.Match[str]) -> Finding | None:
    """A value written into a place of another shape."""
    if m.call is None or m.call.form != "assignment" or (place := m.place_of("2")) is None:
        return None
    target = whole_numbers(match["target"] or match["other"] or "")
    shape = m.shapes[place]
    template = N_("{place} has shape {target}; {name}, with shape {shape}, cannot be put there.")
    values = {"place": m.said, "target": target, "name": m.name(place), "shape": shape}
    places = unfit(target, shape)
    clashes = [Clash(place, j) for _, j in places]
    clashes += [Clash(place, axis) for axis in range(len(shape) - len(target))]
    trailing = [Clash(0, i + len(m.shapes[0]) - len(target)) for i, _ in places]
    same = m.shapes[0][len(m.shapes[0]) - len(target) :] == target
    found = (*(trailing if same else []), *clashes)
    return Finding("shape", Message(template, values), found, _placed(m, place, target, shape))


def _placed(m: Mistake, place: int, target: Shape, shape: Shape) -> Iterator[Candidate | None]:
    index, owner = m.parts.get("1"), m.shapes[0]
    if isinstance(index, ast.Constant) and len(owner) == 2 and shape == owner[:1]:
        yield replaced(m, index, f":, {m.code.source(index)}", N_("Fill a column instead: {code}"))
    if len(shape) == 2 and shape[::-1] == target:
        yield after(m, place, ".T")
    if math.prod(shape) == math.prod(target):
        yield after(m, place, f".reshape({listed(target)})")
    if len(shape) == len(target) == 1 and shape[0] > target[0]:
        yield after(m, place, f"[:{target[0]}]")
    if len(shape) == len(target) == 1 and shape[0] < target[0] and isinstance(index, ast.Constant) and len(owner) == 2:
        yield replaced(m, index, f"{m.code.source(index)}, :{shape[0]}", N_("Fill only a part: {code}"))
    if len(shape) > len(target):
        yield after(m, place, "[0]" * (len(shape) - len(target)))


def repeated(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """repeat with fewer numbers than axes."""
    if not m.operands:
        return None
    sizes, shape = given_sizes(m), m.shapes[0]
    template = N_("{name} has shape {shape}. repeat wants a number for each of its {count} axes, but got {sizes}.")
    values = {"name": m.name(0), "shape": shape, "count": len(shape), "sizes": sizes}
    missing = (1,) * (len(shape) - len(sizes))
    candidates = (with_sizes(m, (*missing, *sizes)), with_sizes(m, (*sizes, *missing)), called(m, "torch.tile"))
    return Finding("shape", Message(template, values), (), candidates)
