"""Tensors joined and taken apart: cat, stack, split, unpacking."""

import ast
import re
from collections.abc import Iterator, Mapping

from playground.program.explain.broadcasting import slice_of
from playground.program.explain.edits import AXIS, CUT, USE, after, argument, called, replaced, turned
from playground.program.explain.matrices import transposed
from playground.program.explain.mistake import Mistake, whole_numbers
from playground.program.explain.records import Candidate, Change, Clash, Finding
from playground.program.records import TensorValue
from playground.translations import N_, Message

ALONG: Mapping[str, int] = {"torch.vstack": 0, "torch.hstack": 1, "torch.dstack": 2, "torch.column_stack": 1}


def joined(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Tensors whose other axes are not equally long."""
    if len(m.operands) < 2:
        return None
    dim = m.setting("dim", "1")
    axis = int(dim[1]) if dim else ALONG.get(m.row, 0)
    first = m.shapes[0]
    other = next((place for place, shape in enumerate(m.shapes) if len(shape) != len(first)), None)
    if other is not None:
        return _other_number_of_axes(m, other)
    if axis < len(first):
        axis %= len(first)
    elif m.row == "torch.hstack":
        axis = 0
    stack = m.row == "torch.stack"
    clashes = [
        (place, k)
        for place, shape in enumerate(m.shapes)
        for k in range(len(first))
        if (k != axis or stack) and shape[k] != first[k]
    ]
    if not clashes:
        return None
    place, k = clashes[0]
    values: dict[str, object] = {"a": m.name(0), "b": m.name(place), "a_shape": first, "b_shape": m.shapes[place]}
    values |= {"i": k, "n": first[k], "m": m.shapes[place][k], "axis": axis}
    template = N_(
        "{a} has shape {a_shape} and {b} has shape {b_shape}. stack puts tensors of one and the same shape on top of "
        "each other, but axis {i} is {n} long in {a} and {m} long in {b}."
    )
    if not stack:
        template = N_(
            "{a} has shape {a_shape} and {b} has shape {b_shape}. Joined along axis {axis}, all other axes must be "
            "equally long, but axis {i} is {n} long in {a} and {m} long in {b}."
        )
    marks = dict.fromkeys(Clash(each, k) for each, k in [*((0, k) for _, k in clashes), *clashes])
    return Finding("shape", Message(template, values), tuple(marks), _joinable(m, axis, place, k))


def _joinable(m: Mistake, axis: int, place: int, k: int) -> Iterator[Candidate | None]:
    first, shape = m.shapes[0], m.shapes[place]
    different = [j for j in range(len(first)) if first[j] != shape[j]]
    if len(different) == 1:
        label = N_("Join along axis {axis}: {code}")
        if m.row == "torch.stack":
            yield called(m, "torch.cat", N_("Join them with cat: {code}"))
        elif m.row in ("torch.vstack", "torch.hstack"):
            other = {0: "torch.vstack", 1: "torch.hstack"}.get(different[0], m.row)
            yield called(m, other, label, axis=different[0])
        else:
            name = "1" if "1" in m.parts else "dim"
            yield argument(m, name, str(different[0]), label, axis=different[0])
    if len(shape) == 2 and all(transposed(shape)[j] == first[j] for j in range(2) if j != axis):
        yield turned(m, place)
    if len(shape) == 2 and all(transposed(first)[j] == shape[j] for j in range(2) if j != axis):
        yield turned(m, 0)
    longer, count = (place, first[k]) if shape[k] > first[k] else (0, shape[k])
    yield after(m, longer, slice_of(k, f":{count}"), CUT, count=count)


def _other_number_of_axes(m: Mistake, other: int) -> Finding:
    a, b = m.shapes[0], m.shapes[other]
    template = N_(
        "{a} has shape {a_shape} and {b} has shape {b_shape}: their numbers of axes, {n} and {m}, differ. {function} "
        "joins tensors with the same number of axes."
    )
    values = {"a": m.name(0), "b": m.name(other), "a_shape": a, "b_shape": b, "n": len(a), "m": len(b)}
    small = other if len(b) < len(a) else 0
    candidates = [after(m, small, f".unsqueeze({axis})", AXIS) for axis in range(len(m.shapes[small]) + 1)]
    return Finding("shape", Message(template, values | {"function": m.function}), (), candidates)


def without_axes(m: Mistake, _match: re.Match[str]) -> Finding:
    """Single numbers, which cat cannot join."""
    template = N_("{operands}: a tensor without axes cannot be joined along one. stack makes a new axis of them.")
    return Finding("shape", Message(template, {"operands": operands_text(m)}), (), [called(m, "torch.stack")])


def without_brackets(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """`torch.cat(A, B)` for `torch.cat([A, B])`."""
    places = [m.operand_node(place) for place in range(len(m.operands)) if m.operands[place].name.isdecimal()]
    nodes = [node for node in places if node is not None]
    if not nodes or m.row not in ("torch.cat", "torch.stack", "torch.concat", *ALONG):
        return None
    start, end = m.code.place(nodes[0])[0], m.code.place(nodes[-1])[1]
    template = N_("{function} takes all tensors together in one list: put {operands} in square brackets.")
    changes = (Change(start, start, "["), Change(end, end, "]"))
    values = {"function": m.function, "operands": ", ".join(m.name(place) for place in range(len(m.operands)))}
    brackets = Candidate(N_("Put them in a list: {code}"), changes)
    return Finding("argument", Message(template, values), (), [brackets])


def split(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Sizes that do not add up to the length of the axis."""
    given, dim = m.setting("1", "split_size_or_sections", "split_size"), m.setting("2", "dim")
    shape = m.shapes[0] if m.operands else ()
    if given is None or not shape:
        return None
    axis = int(dim[1]) % len(shape) if dim else 0
    sizes, length = whole_numbers(given[1]), shape[axis]
    template = N_(
        "{name} has shape {shape}: axis {axis} is {n} long. The sizes {sizes} add up to {total}; they must add up to "
        "{n}."
    )
    values = {"name": m.name(0), "shape": shape, "axis": axis, "n": length, "sizes": list(sizes), "total": sum(sizes)}
    return Finding("shape", Message(template, values), (Clash(0, axis),), _other_sizes(m, given[0], sizes, length))


def _other_sizes(m: Mistake, name: str, sizes: tuple[int, ...], length: int) -> Iterator[Candidate | None]:
    missing = length - sum(sizes)
    if sizes and missing > 0:
        yield argument(m, name, str([*sizes, missing]), USE)
    if sizes and missing + sizes[-1] > 0:
        yield argument(m, name, str([*sizes[:-1], missing + sizes[-1]]), USE)
    yield argument(m, name, str(max(-(-length // max(len(sizes), 1)), 1)), N_("Cut into equal pieces: {code}"))


def unpacked(m: Mistake, match: re.Match[str]) -> Finding | None:
    """More or fewer names on the left than there are values on the right."""
    statement = m.code.statement(m.node) if m.node else None
    if not isinstance(statement, ast.Assign) or not isinstance(target := statement.targets[0], ast.Tuple | ast.List):
        return None
    value, wanted = m.known(statement.value), len(target.elts)
    shape = value.shape if isinstance(value, TensorValue) else ()
    given = next((int(number) for number in match.groups()[::-1] if number and int(number) != wanted), None)
    given = shape[0] if shape else given
    name = m.code.source(statement.value)
    values = {"name": name, "shape": shape, "given": given, "wanted": wanted, "names": m.code.source(target)}
    template = N_("{name} gives more values than there are names on the left ({wanted}): {names}.")
    if shape:
        template = N_(
            "{name} has shape {shape}: taken apart along its first axis it gives {given} values, but {names} are "
            "{wanted} names."
        )
    elif given is not None:
        template = N_("{name} gives {given} values, but {names} are {wanted} names.")
    return Finding("shape", Message(template, values), (), _taken_apart(m, statement, target, shape, given))


def _taken_apart(
    m: Mistake, statement: ast.Assign, target: ast.Tuple | ast.List, shape: tuple[int, ...], given: int | None
) -> Iterator[Candidate | None]:
    wanted, value = len(target.elts), m.code.wrapped(statement.value)
    if len(shape) == wanted:
        yield replaced(m, statement.value, f"{value}.shape", N_("Take the lengths of its axes: {code}"))
    if len(shape) > 1 and shape[1] == wanted and len(shape) == 2:
        yield replaced(m, statement.value, f"{value}.T", N_("Take the columns: {code}"))
    names = [m.code.source(each) for each in target.elts]
    if given is not None and given < wanted and given > 0:
        yield replaced(m, target, ", ".join(names[:given]), N_("Use as many names as there are values: {code}"))
    if given is None or given > wanted:
        yield replaced(
            m, statement.value, f"{value}[:{wanted}]", CUT, name=m.code.source(statement.value), count=wanted
        )


def operands_text(m: Mistake) -> str:
    """Return every operand with its shape: `A (2, 3), b (3,)`."""
    return ", ".join(f"{m.name(place)} {m.shapes[place]}" for place in range(len(m.operands)))
