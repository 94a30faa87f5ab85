"""Masks and index tensors that do not fit what they choose from."""

import ast
import re
from collections.abc import Iterator

from playground.program.explain.broadcasting import cell_by_cell, slice_of
from playground.program.explain.dims import INSTEAD
from playground.program.explain.edits import AXIS, after, argument, replaced, turned
from playground.program.explain.indices import LEGAL, parts_of
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Candidate, Clash, Finding
from playground.translations import N_, Message

WHOLE = N_("Convert {name} to whole numbers: {code}")


def mask(m: Mistake, match: re.Match[str]) -> Finding | None:
    """A mask of another length than the axis."""
    place = next((k for k in range(1, len(m.operands)) if str(m.value(k).dtype) == "torch.bool"), None)
    if place is None:
        return None
    theirs = int(match[2])
    mask_shape, shape = m.shapes[place], m.shapes[0]
    axis = _first_axis(m, place) + theirs
    if not (theirs < len(mask_shape) and axis < len(shape)):
        return None
    template = N_(
        "{name} has shape {shape} and the mask {mask} has shape {mask_shape}. A mask must be as long as the axes that "
        "it goes along: axis {i} of {mask} ({m}) meets axis {j} of {name} ({n})."
    )
    values: dict[str, object] = {"name": m.name(0), "shape": shape, "mask": m.name(place), "mask_shape": mask_shape}
    values |= {"i": theirs, "j": axis, "m": mask_shape[theirs], "n": shape[axis]}
    index = m.parts.get("1")
    candidates = [
        replaced(m, index, f"{':, ' * k}{m.code.source(index)}", N_("Let it choose along axis {axis}: {code}"), axis=k)
        for k in range(1, len(shape))
        if index is not None and not isinstance(index, ast.Tuple) and shape[k : k + len(mask_shape)] == mask_shape
    ]
    if mask_shape[::-1] == shape:
        candidates.append(turned(m, place))
    if len(mask_shape) == 1 and mask_shape[0] > shape[axis]:
        candidates.append(after(m, place, f"[:{shape[axis]}]"))
    elif len(mask_shape) == 1 and len(shape) == 1:
        candidates.append(after(m, 0, f"[:{mask_shape[0]}]"))
    return Finding("index", Message(template, values), (Clash(0, axis), Clash(place, theirs)), candidates)


def _first_axis(m: Mistake, place: int) -> int:
    """Return the axis at which an index tensor begins: those before it have taken theirs."""
    name, index, axis = m.operands[place].name, m.parts.get("1"), 0
    if not name.startswith("1[") or not isinstance(index, ast.Tuple):
        return 0
    for k, part in enumerate(index.elts[: int(name[2:-1])]):
        masks = [len(m.shapes[j]) for j, each in enumerate(m.operands) if each.name == f"1[{k}]"
                 and str(each.value.dtype) == "torch.bool"]  # fmt: skip
        axis += masks[0] if masks else 0 if isinstance(part, ast.Constant) and part.value is None else 1
    return axis


def not_whole(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A tensor of floating-point numbers, or a float, as an index."""
    places = [k for k in range(1, len(m.operands)) if m.value(k).dtype.is_floating_point]
    if places:
        name = m.name(places[0])
        template = N_(
            "{name} has dtype {dtype}. An index counts, so its tensor must hold whole numbers (torch.int64) or be a "
            "mask (torch.bool)."
        )
        values = {"name": name, "dtype": m.value(places[0]).dtype}
        candidates = [after(m, k, ".long()", WHOLE) for k in places]
        return Finding("dtype", Message(template, values), (), candidates)
    index = m.parts.get("1")
    if index is None or not m.operands:
        return None
    template = N_(
        "{name} has shape {shape}. {index} is not an index: an index is a whole number, a slice, a list or a tensor."
    )
    values = {"name": m.name(0), "shape": m.shapes[0], "index": m.code.source(index)}
    return Finding("index", Message(template, values), (), [_as_whole(m, part) for part in parts_of(index)])


def _as_whole(m: Mistake, node: ast.expr) -> Candidate | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        text = f"{m.code.source(node.left)} // {m.code.source(node.right)}"
        return replaced(m, node, text, N_("Divide into whole numbers: {code}"))
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        return replaced(m, node, str(int(node.value)), LEGAL)
    return replaced(m, node, f"int({m.code.source(node)})", LEGAL) if isinstance(node, ast.Name | ast.BinOp) else None


def indices_together(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Several index tensors whose shapes do not broadcast."""
    places = [place for place in range(len(m.operands)) if m.operands[place].name.startswith("1[")]
    if len(places) < 2:
        return None
    found = cell_by_cell(m, _match)
    a, b = places[:2]
    template = N_(
        "{a} has shape {a_shape} and {b} has shape {b_shape}. Index tensors side by side are paired element by "
        "element, so their shapes must fit together."
    )
    values = {"a": m.name(a), "b": m.name(b), "a_shape": m.shapes[a], "b_shape": m.shapes[b]}
    clashes = tuple(clash for clash in (found.clashes if found else ()) if clash.operand in places)
    grid = after(m, a, ".unsqueeze(1)", N_("Combine every row with every column: {code}"))
    n, k = m.shapes[a][-1], m.shapes[b][-1]
    cut = after(m, a if n > k else b, f"[:{min(n, k)}]")
    return Finding("index", Message(template, values), clashes, [grid, cut])


def gathered(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """An index of gather or scatter with another shape than it may have."""
    place = m.place_of("1", "indices") if m.function.endswith("take_along_dim") else m.place_of("2", "index")
    if place is None or place == 0:
        return None
    index, shape = m.shapes[place], m.shapes[0]
    setting = m.setting("1", "dim")
    values: dict[str, object] = {
        "name": m.name(0),
        "shape": shape,
        "index": m.name(place),
        "index_shape": index,
        "function": m.function,
    }
    if len(index) != len(shape):
        template = N_(
            "{name} has shape {shape} and {index} has shape {index_shape}. For {function} both must have the same "
            "number of axes."
        )
        candidates = [after(m, place, f".unsqueeze({axis})", AXIS) for axis in range(len(index), -1, -1)]
        return Finding("shape", Message(template, values), (), candidates)
    axis = int(setting[1]) % len(shape) if setting and shape else 0
    clashes = [(k, 0) for k in range(len(shape)) if k != axis and index[k] > shape[k]]
    source = m.place_of("3", "src")
    if source is not None and len(m.shapes[source]) == len(index):
        clashes += [(k, source) for k in range(len(index)) if index[k] > m.shapes[source][k]]
    if not clashes:
        return None
    k, other = clashes[0]
    template = N_(
        "{name} has shape {shape} and {index} has shape {index_shape}. Along axis {k} {index} ({n}) must not be longer "
        "than {name} ({m})."
    )
    values |= {"name": m.name(other), "shape": m.shapes[other], "k": k, "n": index[k], "m": m.shapes[other][k]}
    marks = dict.fromkeys(Clash(at, k) for k, other in clashes for at in (other, place))
    return Finding("shape", Message(template, values), tuple(marks), _gatherable(m, place, axis, clashes))


def _gatherable(m: Mistake, place: int, axis: int, clashes: list[tuple[int, int]]) -> Iterator[Candidate | None]:
    index = m.shapes[place]
    for k, other in clashes:
        yield after(m, place, slice_of(k, f":{m.shapes[other][k]}"))
        if other != 0 and m.shapes[other][k] == 1:
            yield after(m, other, f".expand({', '.join(map(str, index))})")
    setting = "1" if "1" in m.parts else "dim"
    for dim in range(len(index)):
        if dim != axis:
            yield argument(m, setting, str(dim), INSTEAD, axis=dim)
    if len(index) == 2:
        yield turned(m, place)
