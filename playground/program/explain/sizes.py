"""Sizes that are given: view, reshape, expand, repeat, permute, and those of new tensors."""

import ast
import math
import re
from collections.abc import Iterator, Sequence

from playground.program.explain.broadcasting import listed
from playground.program.explain.edits import USE, after, argument, called, replaced, several
from playground.program.explain.mistake import Mistake, whole_numbers
from playground.program.explain.records import Candidate, Change, Clash, Finding
from playground.program.records import Shape
from playground.translations import N_, Message

NAMES = ("size", "shape", "sizes", "dims", "repeats")


def reshaped(m: Mistake, match: re.Match[str]) -> Finding | None:
    """view and reshape to a number of elements that is not there."""
    if not m.operands:
        return None
    wanted = whole_numbers(match["wanted"]) if match["wanted"] else given_sizes(m)
    count = m.value(0).numel
    values = {"name": m.name(0), "shape": m.shapes[0], "count": count, "wanted": wanted}
    free, product = wanted.count(-1), math.prod(size for size in wanted if size >= 0)
    if free > 1:
        template = N_("Only one of the sizes {wanted} can be -1, the one that PyTorch is to work out itself.")
    elif any(size < -1 for size in wanted):
        template = N_("{wanted} are sizes: they cannot be negative. Only -1 means: work it out from the rest.")
    elif free:
        template = N_(
            "{name} has shape {shape}, that is {count} elements. For {wanted}, with -1 worked out from the rest, "
            "{count} would have to be a multiple of {product}."
        )
    else:
        template = N_(
            "{name} has shape {shape}, that is {count} elements. A tensor of shape {wanted} has {product}: the sizes "
            "must multiply to {count}."
        )
    return Finding("shape", Message(template, values | {"product": product}), (), _other_sizes(m, count, wanted))


def _other_sizes(m: Mistake, count: int, wanted: Shape) -> Iterator[Candidate | None]:
    for place, size in enumerate(wanted):
        rest = math.prod(each for k, each in enumerate(wanted) if k != place)
        if rest > 0 and count % rest == 0 and size != -1:
            sizes = (*wanted[:place], count // rest, *wanted[place + 1 :])
            yield with_sizes(m, sizes, N_("Let the sizes multiply to {count}: {code}"), count=count)
    for sizes in fitting(count, wanted):
        yield with_sizes(m, sizes, N_("Let the sizes multiply to {count}: {code}"), count=count)


def fitting(count: int, wanted: Shape) -> list[Shape]:
    """Return the nearest shapes with so many elements and as many axes; where -1 stands, the size is free."""
    if not wanted or count < 1 or len(wanted) > 6:
        return []
    shapes: list[Shape] = [()]
    for _ in wanted[:-1]:
        shapes = [(*shape, size) for shape in shapes for size in _divisors(count // math.prod(shape))]
    full = [(*shape, count // math.prod(shape)) for shape in shapes[:5000]]

    def distance(shape: Shape) -> float:
        return sum(abs(math.log(a / b)) for a, b in zip(shape, wanted, strict=True) if b > 0)

    best = sorted(full, key=distance)[:3]
    single = wanted.index(-1) if wanted.count(-1) == 1 else None
    return [shape if single is None else (*shape[:single], -1, *shape[single + 1 :]) for shape in best]


def _divisors(count: int) -> list[int]:
    small = [k for k in range(1, min(math.isqrt(count), 1000) + 1) if count % k == 0]
    return sorted({*small, *(count // k for k in small)})


def given_sizes(m: Mistake) -> Shape:
    """Return the sizes among the arguments."""
    if m.call is None:
        return ()
    texts = [text for name, text in m.call.settings.items() if name.isdecimal() or name in NAMES]
    return tuple(number for text in texts for number in whole_numbers(text))


def size_nodes(m: Mistake) -> list[ast.expr]:
    """Return where the sizes are written."""
    taken = {operand.name for operand in m.operands}
    nodes = [node for name, node in m.parts.items() if name not in taken and (name.isdecimal() or name in NAMES)]
    if len(nodes) == 1 and isinstance(nodes[0], ast.Tuple | ast.List):
        return nodes[0].elts
    return nodes


def with_sizes(m: Mistake, sizes: Sequence[int], label: str = USE, **values: object) -> Candidate | None:
    """Write other sizes."""
    nodes = size_nodes(m)
    if not nodes:
        return None
    if len(nodes) == len(sizes):
        old = [m.code.source(node) for node in nodes]
        pairs = [(node, str(size)) for node, size, text in zip(nodes, sizes, old, strict=True) if text != str(size)]
        return several(label, *(replaced(m, node, text) for node, text in pairs), **values) if pairs else None
    start, end = m.code.place(nodes[0])[0], m.code.place(nodes[-1])[1]
    return Candidate(label, (Change(start, end, listed(tuple(sizes))),), values)


def viewed(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A view of elements that do not lie in memory in that order."""
    if not m.operands:
        return None
    wanted = m.shapes[1] if len(m.operands) > 1 else given_sizes(m)
    template = N_(
        "{name} has shape {shape} and strides {strides}: its elements do not lie one after the other in memory in this "
        "order, as those of a transposed tensor. view never copies, so it cannot give them the shape {wanted}. reshape "
        "copies where it must."
    )
    values = {"name": m.name(0), "shape": m.shapes[0], "strides": m.value(0).strides, "wanted": wanted}
    candidates = (
        called(m, "torch.reshape" if m.function == "view" else "torch.reshape_as", N_("Copy where needed: {code}")),
        after(m, 0, ".contiguous()", N_("Lay {name} out in order first: {code}")),
    )
    return Finding("view", Message(template, values), (), candidates)


def permuted(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """permute that does not name every axis once."""
    if not m.operands:
        return None
    dims, count = given_sizes(m), len(m.shapes[0])
    template = N_("{name} has shape {shape}. permute wants each of its axes once, {axes}, but got {dims}.")
    values = {"name": m.name(0), "shape": m.shapes[0], "axes": tuple(range(count)), "dims": dims}
    kept = list(dict.fromkeys(dim % count for dim in dims if -count <= dim < count))
    full = [*kept, *(axis for axis in range(count) if axis not in kept)]
    orders = [order for order in (full, list(range(count))[::-1]) if order != list(range(count))]
    return Finding("dim", Message(template, values), (), [with_sizes(m, order) for order in orders])


def new_size(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Sizes of a new tensor that are negative or not whole."""
    settings = m.call.settings if m.call else {}
    wrong = [(name, text) for name, text in settings.items() if re.fullmatch(r"-\d+|-?\d+\.\d*", text)]
    if not wrong:
        return _inside_size(m)
    name, text = wrong[0]
    template = N_("{text} cannot be a size: sizes are whole numbers, 0 or more.")
    node = m.parts.get(name)
    candidates = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        left, right = m.code.source(node.left), m.code.source(node.right)
        candidates.append(replaced(m, node, f"{left} // {right}", N_("Divide into whole numbers: {code}")))
    candidates += [argument(m, name, str(abs(int(float(text)))))]
    return Finding("argument", Message(template, {"text": text}), (), candidates)


def _inside_size(m: Mistake) -> Finding | None:
    """The same, where the sizes stand in brackets."""
    for node in size_nodes(m):
        text = m.code.source(node).replace(" ", "")
        if re.fullmatch(r"-\d+|-?\d+\.\d*", text):
            template = N_("{text} cannot be a size: sizes are whole numbers, 0 or more.")
            return Finding(
                "argument", Message(template, {"text": text}), (), [replaced(m, node, str(abs(int(float(text)))))]
            )
    return None


def unflattened(m: Mistake, match: re.Match[str]) -> Finding | None:
    """One axis split into sizes that do not multiply to its length."""
    if not m.operands:
        return None
    sizes, axis, length = whole_numbers(match[1]), int(match[2]), int(match[3])
    template = N_("{name} has shape {shape}. Axis {axis} is {n} long; the sizes {sizes} must multiply to {n}.")
    values = {"name": m.name(0), "shape": m.shapes[0], "axis": axis, "n": length, "sizes": sizes}
    label = N_("Let the sizes multiply to {count}: {code}")
    name = "2" if "2" in m.parts else "sizes"
    if m.call is not None and m.call.form == "method" and name == "2":
        name = "2"
    candidates = [argument(m, name, str(shape), label, count=length) for shape in fitting(length, sizes)]
    return Finding("shape", Message(template, values), (Clash(0, axis % len(m.shapes[0])),), candidates)
