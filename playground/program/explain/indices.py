"""Indices and axes that do not exist, masks and index tensors that do not fit."""

import ast
import re
from collections.abc import Iterator

from playground.program.explain.edits import after, argument, replaced, whole
from playground.program.explain.mistake import Mistake, number_in, whole_numbers
from playground.program.explain.records import Candidate, Clash, Finding
from playground.program.explain.statements import literal
from playground.program.records import PlainValue, TensorValue
from playground.translations import N_, Message

INSTEAD = N_("Take axis {axis}: {code}")
LEGAL = N_("Take an index that exists: {code}")
WHOLE = N_("Convert {name} to whole numbers: {code}")


def out_of_bounds(m: Mistake, match: re.Match[str]) -> Finding | None:
    """An index beyond the end of an axis."""
    if not m.operands:
        return None
    place = _indexed(m)
    shape = m.shapes[place]
    if not shape:
        return of_a_number(m, match)
    got, axis = _index_of(m, match, place)
    if got is None or not axis < len(shape):
        return None
    length = shape[axis]
    values = {"name": m.name(place), "shape": shape, "index": got, "axis": axis, "n": length, "last": length - 1}
    template = N_(
        "{name} has shape {shape}. Axis {axis} is {n} long, so indices along it go from 0 to {last}, not to {index}."
    )
    if not length:
        template = N_("{name} has shape {shape}: its axis {axis} is empty, there is nothing to take from it.")
    elif m.call is not None and m.call.form in ("index", "assignment"):
        template = N_(
            "{name} has shape {shape}. Axis {axis} is {n} long, so indices along it go from 0 to {last}, or from -{n} "
            "to -1 counted from the end; {index} is not there."
        )
    candidates = _other_index(m, got, axis, length) if length else ()
    return Finding("index", Message(template, values), (Clash(place, axis),), candidates)


def flat_index(m: Mistake, match: re.Match[str]) -> Finding | None:
    """take, which counts through all elements."""
    if not m.operands:
        return None
    count, got = m.value(0).numel, int(match[1])
    template = N_(
        "{name} has shape {shape}, that is {n} elements. {function} counts through all of them, from 0 to {last}; "
        "{index} is not there."
    )
    values = {
        "name": m.name(0),
        "shape": m.shapes[0],
        "n": count,
        "last": count - 1,
        "index": got,
        "function": m.function,
    }
    return Finding("index", Message(template, values), (), _other_index(m, got, 0, count))


def _indexed(m: Mistake) -> int:
    """Return which operand is looked into."""
    place = m.place_of("1", "weight") if m.row == "torch.nn.functional.embedding" else 0
    return place or 0


def _index_of(m: Mistake, match: re.Match[str], place: int) -> tuple[int | None, int]:
    """Return the bad index and the axis, from PyTorch's words or else from the values."""
    words = match.groupdict()
    if words.get("index") is not None:
        return int(words["index"]), int(words["axis"])
    setting, shape = m.setting("1", "dim"), m.shapes[place]
    axis = int(setting[1]) % len(shape) if setting and shape and not place else 0
    bad = [number for number in _numbers(m, place) if axis < len(shape) and not 0 <= number < shape[axis]]
    return (bad[0] if bad else None), axis


def _numbers(m: Mistake, place: int) -> list[int]:
    """Return the numbers in the index tensor of a call."""
    others = [operand.value for k, operand in enumerate(m.operands) if k != place]
    whole = [each.data for each in others if each.data is not None and not each.dtype.is_floating_point]
    return [int(number) for number in whole[0].flatten().tolist()] if whole else []


def _other_index(m: Mistake, got: int, axis: int, length: int) -> Iterator[Candidate | None]:
    node = m.parts.get("1") if m.call and m.call.form in ("index", "assignment") else None
    nearest = length - 1 if got > 0 else -length
    for part in parts_of(node) if node is not None else []:
        if number_in(part) == got:
            yield replaced(m, part, str(nearest), LEGAL)
            yield replaced(m, part, "-1", N_("Take the last one: {code}"))
        elif isinstance(part, ast.Name):
            value = m.known(part)
            shorter = _shorter_loop(m, part, axis, length)
            yield shorter
            if shorter is None and isinstance(value, PlainValue) and value.text == str(got):
                yield replaced(m, part, str(nearest), LEGAL)
    for place in range(len(m.operands)):
        if place != _indexed(m):
            yield literal(m, m.operand_node(place), got, length - 1 if got > 0 else 0, LEGAL)
            limits = N_("Keep the indices within the axis: {code}")
            yield after(m, place, f".clamp(0, {length - 1})", limits)
    if m.call and m.row and (setting := next((n for n, text in m.call.settings.items() if text == str(got)), None)):
        yield argument(m, setting, str(length - 1), LEGAL)


def _shorter_loop(m: Mistake, name: ast.Name, axis: int, length: int) -> Candidate | None:
    """Let the loop that counts an index end where the axis does."""
    for loop in m.code.walk(ast.For):
        match loop:
            case ast.For(ast.Name(counter), ast.Call(ast.Name("range"), [end])) if counter == name.id:
                owner = m.operand_node(0)
                text = f"{m.code.wrapped(owner)}.shape[{axis}]" if owner is not None else str(length)
                return replaced(m, end, text, N_("Count only as far as the axis goes: {code}"))
    return None


def too_many(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """More indices than axes."""
    if not m.operands:
        return None
    shape, index = m.shapes[0], m.parts.get("1")
    template = N_("{name} has shape {shape}: it takes at most {count} indices, one for each axis. {code} has more.")
    values = {"name": m.name(0), "shape": shape, "count": len(shape), "code": m.said}
    candidates = []
    if isinstance(index, ast.Tuple) and shape:
        parts = [m.code.source(part) for part in index.elts]
        candidates.append(replaced(m, index, ", ".join(parts[: len(shape)]), N_("Leave out the last index: {code}")))
        candidates.append(replaced(m, index, ", ".join(parts[-len(shape) :]), N_("Leave out the first index: {code}")))
    return Finding("index", Message(template, values), (), candidates)


def of_a_number(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A tensor without axes is indexed, counted or gone through."""
    node = m.operand_node(0) if m.operands else None
    if node is None:
        template = N_("{code}: a tensor without axes is a single number; it has no parts.")
        return Finding("index", Message(template, {"code": m.said}))
    template = N_("{name} has shape (): it is a single number without axes, so it has no parts to take.")
    text = m.code.wrapped(node)
    label = N_("Take the number itself: {code}")
    candidates = (
        [] if m.call and m.call.form == "assignment" else [whole(m, f"{text}.item()", label), whole(m, text, label)]
    )
    if m.function == "len":
        candidates = [whole(m, f"{text}.numel()", N_("Count its elements: {code}"))]
    return Finding("index", Message(template, {"name": m.name(0)}), (), candidates)


def backwards(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A slice with a negative step."""
    index = m.parts.get("1")
    if index is None or not m.operands or (node := m.operand_node(0)) is None:
        return None
    template = N_("{name} has shape {shape}. A slice of a tensor only goes forwards; flip turns an axis around.")
    axis = next((k for k, part in enumerate(parts_of(index)) if "-" in m.code.source(part)), 0)
    flipped = whole(m, f"{m.code.wrapped(node)}.flip({axis})", N_("Turn axis {axis} around: {code}"), axis=axis)
    return Finding("index", Message(template, {"name": m.name(0), "shape": m.shapes[0]}), (), [flipped])


def of_a_sequence(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """An index beyond the end of a list or a shape."""
    if not isinstance(m.node, ast.Subscript):
        return None
    owner, index = m.code.source(m.node.value), m.code.source(m.node.slice)
    template = N_("{name} does not have so many items: {index} is not there.")
    values: dict[str, object] = {"name": owner, "index": index}
    if isinstance(m.node.value, ast.Attribute) and m.node.value.attr == "shape":
        known = m.known(m.node.value.value)
        if isinstance(known, TensorValue):
            template = N_("{name} has shape {shape}, so its number of axes is {count}: there is no axis {index}.")
            values |= {"name": m.code.source(m.node.value.value), "shape": known.shape, "count": len(known.shape)}
    numbers = whole_numbers(index)
    candidates = [replaced(m, m.node.slice, str(k), LEGAL) for k in (*(n - 1 for n in numbers if n > 0), -1, 0)]
    return Finding("index", Message(template, values), (), candidates)


def parts_of(index: ast.expr) -> list[ast.expr]:
    """Return what stands between the commas of an index."""
    return list(index.elts) if isinstance(index, ast.Tuple) else [index]
