"""Products of matrices and vectors."""

import re
from collections.abc import Iterator, Mapping

from playground.program.explain.edits import AXIS, CUT, after, operator, several, swapped, turned
from playground.program.explain.mistake import Mistake, whole_numbers
from playground.program.explain.records import Candidate, Clash, Finding
from playground.program.records import Shape
from playground.translations import N_, Message

# Which operands are multiplied, and which axis of the second one meets the last axis of the first
FACTORS: Mapping[str, tuple[int, int]] = {
    "torch.mm": (0, 1),
    "torch.matmul": (0, 1),
    "torch.mv": (0, 1),
    "torch.bmm": (0, 1),
    "torch.dot": (0, 1),
    "torch.inner": (0, 1),
    "torch.linalg.vecdot": (0, 1),
    "torch.addmm": (1, 2),
    "torch.addmv": (1, 2),
    "torch.baddbmm": (1, 2),
    "torch.cdist": (0, 1),
    "torch.nn.functional.linear": (0, 1),
}
LAST_TO_LAST = {"torch.inner", "torch.linalg.vecdot", "torch.nn.functional.linear", "torch.cdist"}

FIRST = N_(
    "{a} has shape {a_shape} and {b} has shape {b_shape}. For {code} the last axis of {a} ({n}) must be as long as the "
    "first axis of {b} ({m})."
)
SECOND = N_(
    "{a} has shape {a_shape} and {b} has shape {b_shape}. For {code} the last axis of {a} ({n}) must be as long as the "
    "second-to-last axis of {b} ({m})."
)
LAST = N_(
    "{a} has shape {a_shape} and {b} has shape {b_shape}. For {code} the last axis of {a} ({n}) must be as long as the "
    "last axis of {b} ({m})."
)
BATCH = N_(
    "{a} has shape {a_shape} and {b} has shape {b_shape}. For {code} the axes before the last two say which matrices "
    "meet: axis {i} of {a} ({n}) and axis {j} of {b} ({m}) must be equally long."
)


def product(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Two factors whose axes do not fit."""
    if m.row not in FACTORS or max(FACTORS[m.row]) >= len(m.operands):
        return None
    a, b = FACTORS[m.row]
    left, right = m.shapes[a], m.shapes[b]
    if not left or not right:
        return None
    values = {"a": m.name(a), "b": m.name(b), "a_shape": left, "b_shape": right, "code": m.said}
    i, j = len(left) - 1, inner(m.row, right)
    if left[i] != right[j]:
        template = LAST if m.row in LAST_TO_LAST else FIRST if j == 0 else SECOND
        clashes: tuple[Clash, ...] = (Clash(a, i), Clash(b, j))
    else:
        places = [(-k, -k) for k in range(3, 1 + min(len(left), len(right)))]
        places = [(i, j) for i, j in places if left[i] != right[j] and (1 not in (left[i], right[j]) or "bmm" in m.row)]
        if not places:
            return None
        template, (i, j) = BATCH, (places[0][0] + len(left), places[0][1] + len(right))
        clashes = tuple(Clash(at, k + len(m.shapes[at])) for pair in places for at, k in zip((a, b), pair, strict=True))
    message = Message(template, values | {"n": left[i], "m": right[j], "i": i, "j": j})
    return Finding("shape", message, clashes, _mended(m, a, b))


def added(m: Mistake, match: re.Match[str]) -> Finding | None:
    """A bias that does not fit the product that it is added to."""
    place = {"torch.nn.functional.linear": 2}.get(
        m.row, 0 if m.row.startswith(("torch.addm", "torch.baddbmm")) else None
    )
    if place is None or place >= len(m.operands) or not match["target"]:
        return None
    shape, target = m.shapes[place], whole_numbers(match["target"])
    pairs = [(len(shape) - k, len(target) - k) for k in range(1, 1 + min(len(shape), len(target)))]
    wrong = [(i, j) for i, j in pairs if shape[i] not in (1, target[j])]
    if not wrong:
        return None
    template = N_(
        "{name} has shape {shape}. It is added to a product of shape {target}, so its axis {i} ({n}) would have to be "
        "{m} long, or 1."
    )
    i, j = wrong[0]
    values = {"name": m.name(place), "shape": shape, "target": target, "i": i, "n": shape[i], "m": target[j]}
    clashes = tuple(Clash(place, i) for i, _ in wrong)
    return Finding("shape", Message(template, values), clashes, _bias(m, place, shape, target))


def _bias(m: Mistake, place: int, shape: Shape, target: Shape) -> Iterator[Candidate | None]:
    if len(shape) == 1 and shape[0] == target[0]:
        yield after(m, place, ".unsqueeze(1)", AXIS)
    if len(shape) == 1 and shape[0] > target[-1]:
        yield after(m, place, f"[:{target[-1]}]", CUT, count=target[-1])
    if len(shape) == 2:
        yield turned(m, place)


def inner(row: str, right: Shape) -> int:
    """Return which axis of the second factor is summed over."""
    return len(right) - 1 if row in LAST_TO_LAST or len(right) == 1 else len(right) - 2


def fits(row: str, left: Shape, right: Shape) -> bool:
    """Tell whether two factors fit."""
    if not left or not right or left[-1] != right[inner(row, right)]:
        return False
    strict = "bmm" in row
    rest = zip(reversed(left[:-2]), reversed(right[:-2]), strict=False)
    return all(n == m or (not strict and 1 in (n, m)) for n, m in rest)


def transposed(shape: Shape) -> Shape:
    return (*shape[:-2], shape[-1], shape[-2]) if len(shape) > 1 else shape


def _mended(m: Mistake, a: int, b: int) -> Iterator[Candidate | None]:
    left, right = m.shapes[a], m.shapes[b]
    over, under = transposed(left), transposed(right)
    if under != right and fits(m.row, left, under):
        yield turned(m, b)
    if fits(m.row, right, left):
        yield swapped(m, a, b)
    if over != left and fits(m.row, over, right):
        yield turned(m, a)
    if over != left and under != right and fits(m.row, over, under):
        both = N_("Transpose both: {code}")
        yield several(both, turned(m, a), turned(m, b))
    if left == right and m.function == "@":
        yield operator(m, "*", N_("Multiply cell by cell: {code}"))
    yield from _cut(m, a, b)


def _cut(m: Mistake, a: int, b: int) -> Iterator[Candidate | None]:
    """Shorten the longer of two axes that meet; a last resort."""
    left, right = m.shapes[a], m.shapes[b]
    n, at = left[-1], inner(m.row, right)
    if n < right[at]:
        yield after(m, b, f"[{':, ' * at}:{n}]", CUT, count=n)
    elif n > right[at]:
        yield after(m, a, f"[..., :{right[at]}]" if len(left) > 1 else f"[:{right[at]}]", CUT, count=right[at])
    elif len(left) > 2 and len(right) > 2 and left[0] != right[0]:
        longer, count = (a, right[0]) if left[0] > right[0] else (b, left[0])
        yield after(m, longer, f"[:{count}]", CUT, count=count)
