"""Operations cell by cell, whose shapes are compared from the right."""

import re
from collections.abc import Iterator
from itertools import combinations

from playground.program.explain.edits import AXIS, CUT, RESHAPE, after, operator, turned
from playground.program.explain.matrices import fits, transposed
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Candidate, Clash, Finding
from playground.program.explain.statements import out_of_place
from playground.program.records import Shape
from playground.translations import N_, Message

PAIR = N_(
    "{a} has shape {a_shape} and {b} has shape {b_shape}. Compared from the right, axes must be equally long, or one "
    "of them 1. But axis {i} of {a} is {n} long and axis {j} of {b} is {m}."
)
SAME = N_("{a} has shape {a_shape} and {b} has shape {b_shape}. {function} wants both to have the same shape.")
OUTPUT = N_(
    "{a} has shape {a_shape} and {b} has shape {b_shape}: the result has shape {shape}. It would have to be written "
    "into {a}, which cannot change its shape."
)


def cell_by_cell(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Shapes that do not broadcast."""
    pairs = [(a, b) for a, b in combinations(range(len(m.operands)), 2) if unfit(m.shapes[a], m.shapes[b])]
    if not pairs:
        return None
    a, b = pairs[0]
    places = unfit(m.shapes[a], m.shapes[b])
    i, j = places[0]
    message = Message(PAIR, both(m, a, b) | {"i": i, "j": j, "n": m.shapes[a][i], "m": m.shapes[b][j]})
    clashes = {Clash(at, axis): None for a, b in pairs for pair in unfit(m.shapes[a], m.shapes[b])
               for at, axis in zip((a, b), pair, strict=True)}  # fmt: skip
    return Finding("shape", message, tuple(clashes), mended(m, a, b))


def same_shape(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Two shapes that must be equal and are not."""
    if len(m.operands) < 2 or m.shapes[0] == m.shapes[1]:
        return None
    a, b = m.shapes[:2]
    clashes = [Clash(0, len(a) - k) for k in range(1, len(a) + 1) if k > len(b) or a[-k] != b[-k]]
    clashes += [Clash(1, len(b) - k) for k in range(1, len(b) + 1) if k > len(a) or a[-k] != b[-k]]
    message = Message(SAME, both(m, 0, 1) | {"function": m.function})
    return Finding("shape", message, tuple(clashes), (*_made_equal(m, 0, 1), *_cut(m, 0, 1)))


def into_smaller(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """An in-place operation whose result is larger than what it is written into."""
    if len(m.operands) < 2:
        return None
    a, b = m.shapes[:2]
    wider = [axis for axis in range(len(b)) if axis + len(a) < len(b) or (a[axis - len(b)] == 1 != b[axis])]
    result = (*b[: max(len(b) - len(a), 0)], *map(max, zip(a, b[-len(a) :], strict=False)))
    message = Message(OUTPUT, both(m, 0, 1) | {"shape": result})
    candidates = (out_of_place(m), *_reshaped(m, 1, a), *_first_part(m, a, b))
    return Finding("shape", message, tuple(Clash(1, axis) for axis in wider), candidates)


def _first_part(m: Mistake, a: Shape, b: Shape) -> list[Candidate | None]:
    cut = "[0]" * (len(b) - len(a))
    return [after(m, 1, cut, N_("Take only the first part of {name}: {code}"))] if cut else []


def both(m: Mistake, a: int, b: int) -> dict[str, object]:
    """Return the names and shapes of two operands, for a message."""
    return {"a": m.name(a), "b": m.name(b), "a_shape": m.shapes[a], "b_shape": m.shapes[b]}


def unfit(a: Shape, b: Shape) -> list[tuple[int, int]]:
    """Return the pairs of axes that do not broadcast, from the right."""
    places = range(1, min(len(a), len(b)) + 1)
    return [(len(a) - k, len(b) - k) for k in places if a[-k] != b[-k] and 1 not in (a[-k], b[-k])]


def mended(m: Mistake, a: int, b: int) -> Iterator[Candidate | None]:
    """Give edits after which two operands may broadcast."""
    left, right = m.shapes[a], m.shapes[b]
    if m.function == "*" and fits("torch.matmul", left, right):
        yield operator(m, "@", N_("Multiply as matrices: {code}"))
    small, large = (b, a) if len(right) <= len(left) else (a, b)
    yield from _made_equal(m, large, small)
    for place in range(len(m.shapes[small]) + 1):
        shape = (*m.shapes[small][:place], 1, *m.shapes[small][place:])
        if len(shape) == len(m.shapes[large]) and not unfit(shape, m.shapes[large]):
            yield after(m, small, f".unsqueeze({place})", AXIS)
    yield from _cut(m, a, b)
    if m.row.startswith("torch.nn.functional."):
        return
    for each, other in ((a, b), (b, a)):
        shape = (*m.shapes[each][:-1], 1, *m.shapes[each][-1:])
        if m.shapes[each] and not unfit((*m.shapes[each], 1), m.shapes[other]) and len(m.shapes[each]) == 1:
            yield after(m, each, ".unsqueeze(1)", N_("Combine every element with every other: {code}"))
        elif len(shape) == 3 and not unfit(shape, m.shapes[other]):
            yield after(m, each, ".unsqueeze(1)", N_("Combine every row with every other: {code}"))


def _made_equal(m: Mistake, a: int, b: int) -> Iterator[Candidate | None]:
    """Give edits that bring one of two operands into the shape of the other."""
    for each, other in ((b, a), (a, b)):
        shape, wanted = m.shapes[each], m.shapes[other]
        if len(shape) == 2 and transposed(shape) == wanted:
            yield turned(m, each)
    for each, other in ((b, a), (a, b)):
        squeezed = list(_squeezed(m, each, m.shapes[other]))
        yield from squeezed or _reshaped(m, each, m.shapes[other])


def _squeezed(m: Mistake, each: int, wanted: Shape) -> Iterator[Candidate | None]:
    shape = m.shapes[each]
    for axis, size in enumerate(shape):
        if size == 1 and (*shape[:axis], *shape[axis + 1 :]) == wanted:
            yield after(m, each, f".squeeze({axis})", N_("Remove the axis of length 1 of {name}: {code}"))


def _reshaped(m: Mistake, each: int, wanted: Shape) -> Iterator[Candidate | None]:
    value = m.value(each)
    count = 1
    for size in wanted:
        count *= size
    if value.numel == count and value.shape != wanted:
        yield after(m, each, f".reshape({listed(wanted)})", RESHAPE, shape=wanted)


def _cut(m: Mistake, a: int, b: int) -> Iterator[Candidate | None]:
    """Shorten the longer of two axes; a last resort."""
    places = unfit(m.shapes[a], m.shapes[b])
    if len(places) == 1:
        i, j = places[0]
        n, size = m.shapes[a][i], m.shapes[b][j]
        each, axis, count = (a, i, size) if n > size else (b, j, n)
        yield after(m, each, slice_of(axis, f":{count}"), CUT, count=count)


def slice_of(axis: int, piece: str) -> str:
    """Return an index that takes a piece along an axis: `[:, :2]`."""
    return "[" + ":, " * axis + piece + "]"


def listed(sizes: Shape) -> str:
    """Return sizes as arguments: `2, 3`."""
    return ", ".join(map(str, sizes)) or "()"
