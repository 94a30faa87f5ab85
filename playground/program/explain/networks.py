"""Functions of networks: convolutions, pooling, losses, classes."""

import re
from collections.abc import Iterator

from playground.program.explain.broadcasting import both, listed
from playground.program.explain.edits import USE, after, argument, turned
from playground.program.explain.matrices import transposed
from playground.program.explain.mistake import Mistake, whole_numbers
from playground.program.explain.records import Candidate, Clash, Finding
from playground.program.explain.statements import literal
from playground.translations import N_, Message

PADDING = N_("Add a border of zeros: {code}")


def channels(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A picture with other channels than the filters."""
    if len(m.operands) < 2:
        return None
    x, w = m.shapes[:2]
    axis = len(x) - len(w) + 1
    if not 0 <= axis < len(x) or len(w) < 2 or x[axis] == w[1]:
        return None
    template = N_(
        "{a} has shape {a_shape} and {b} has shape {b_shape}. The numbers of channels must agree: axis {i} of {a} "
        "({n}) and axis 1 of {b} ({m})."
    )
    values = both(m, 0, 1) | {"i": axis, "n": x[axis], "m": w[1]}
    return Finding("shape", Message(template, values), (Clash(0, axis), Clash(1, 1)), _right_channels(m, axis))


def _right_channels(m: Mistake, axis: int) -> Iterator[Candidate | None]:
    x, w = m.shapes[:2]
    if x[-1] == w[1]:
        order = (*range(axis), len(x) - 1, *range(axis, len(x) - 1))
        yield after(m, 0, f".permute({listed(order)})", N_("Move the channels to the front: {code}"))
    if x[axis] == 1:
        sizes = (*(-1 for _ in range(axis)), w[1], *(-1 for _ in range(axis + 1, len(x))))
        yield after(m, 0, f".expand({listed(sizes)})", N_("Give every filter the same picture in each channel: {code}"))
    if w[1] > x[axis]:
        yield after(m, 1, f"[:, :{x[axis]}]", N_("Use filters with as many channels: {code}"))
    else:
        yield after(m, 0, f"[{':, ' * axis}:{w[1]}]", N_("Take only as many channels: {code}"))


def kernel(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Filters larger than the picture."""
    if len(m.operands) < 2:
        return None
    x, w = m.shapes[:2]
    sides = len(w) - 2
    pairs = [(len(x) - k, len(w) - k) for k in range(sides, 0, -1) if w[-k] > x[-k]]
    if not pairs:
        return None
    template = N_(
        "{a} has shape {a_shape} and {b} has shape {b_shape}. The filters {kernel} are larger than the pictures "
        "{picture}, so they fit nowhere. padding makes the pictures larger."
    )
    values = both(m, 0, 1) | {"kernel": w[-sides:], "picture": x[-sides:]}
    clashes = tuple(Clash(at, k) for pair in pairs for at, k in enumerate(pair))
    wanted = max((w[j] - x[i] + 1) // 2 for i, j in pairs)
    candidates = [argument(m, "padding", str(size), PADDING) for size in sorted({wanted, w[-1] // 2})]
    return Finding("shape", Message(template, values), clashes, candidates)


def pooled(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A window larger than the picture."""
    setting = m.setting("1", "kernel_size")
    if not m.operands or setting is None:
        return None
    shape, sizes = m.shapes[0], whole_numbers(setting[1])
    small = [axis for axis in (len(shape) - 2, len(shape) - 1) if shape[axis] < max(sizes)]
    template = N_(
        "{name} has shape {shape}: its pictures are {picture} large, smaller than the window of {size}. Nothing would "
        "be left."
    )
    values = {"name": m.name(0), "shape": shape, "picture": shape[-2:], "size": setting[1]}
    smaller = argument(m, setting[0], str(max(min(shape[-2:]), 1)), N_("Use a smaller window: {code}"))
    candidates = [smaller, argument(m, "padding", str(max(max(sizes) // 2, 1)), PADDING)]
    return Finding("shape", Message(template, values), tuple(Clash(0, axis) for axis in small), candidates)


def batch(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A loss of as many samples as there are not targets for."""
    if len(m.operands) < 2 or not m.shapes[0] or not m.shapes[1]:
        return None
    x, t = m.shapes[:2]
    template = N_(
        "{a} has shape {a_shape} and {b} has shape {b_shape}. The first axis counts the samples: {n} in {a}, but {m} "
        "in {b}."
    )
    message = Message(template, both(m, 0, 1) | {"n": x[0], "m": t[0]})
    return Finding("shape", message, (Clash(0, 0), Clash(1, 0)), _same_batch(m))


def _same_batch(m: Mistake) -> Iterator[Candidate | None]:
    x, t = m.shapes[:2]
    if len(x) == 2 and transposed(x)[0] == t[0]:
        yield turned(m, 0)
    longer, count = (0, t[0]) if x[0] > t[0] else (1, x[0])
    yield after(m, longer, f"[:{count}]", N_("Use only {count} samples of {name}: {code}"), count=count)


def targets(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Targets with an axis too many."""
    if len(m.operands) < 2:
        return None
    t = m.shapes[1]
    template = N_(
        "{a} has shape {a_shape} and {b} has shape {b_shape}. {function} wants one class number for each sample: a "
        "target of shape {wanted}."
    )
    values = both(m, 0, 1) | {"function": m.function, "wanted": m.shapes[0][:1]}
    candidates = [after(m, 1, f".squeeze({axis})") for axis in range(len(t) - 1, -1, -1) if t[axis] == 1]
    candidates.append(after(m, 1, ".argmax(dim=1)", N_("Give the number of the class: {code}")))
    return Finding("shape", Message(template, values), tuple(Clash(1, k) for k in range(1, len(t))), candidates)


def classes(m: Mistake, match: re.Match[str]) -> Finding | None:
    """A target that is no class."""
    if len(m.operands) < 2 or not m.shapes[0]:
        return None
    axis = 1 if len(m.shapes[0]) > 1 else 0
    count, got = m.shapes[0][axis], int(match[1])
    template = N_("{a} has shape {a_shape}: there are {count} classes, numbered 0 to {last}. {b} asks for class {got}.")
    values = both(m, 0, 1) | {"count": count, "last": count - 1, "got": got}
    label = N_("Take a class that exists: {code}")
    candidates = [literal(m, m.operand_node(1), got, count - 1, label), after(m, 1, f".clamp(0, {count - 1})", label)]
    return Finding("index", Message(template, values), (Clash(0, axis),), candidates)


def one_hot(m: Mistake, match: re.Match[str]) -> Finding | None:
    """Classes beyond num_classes, or negative ones."""
    if not m.operands:
        return None
    data = m.value(0).data
    numbers = [int(number) for number in data.flatten().tolist()] if data is not None else []
    low, high = min(numbers, default=0), max(numbers, default=0)
    values = {"name": m.name(0), "high": high, "low": low, "count": high + 1}
    if "negative" in match.string:
        template = N_("{name} contains {low}. one_hot counts classes from 0; there are no negative ones.")
        candidates = [literal(m, m.operand_node(0), low, 0, USE), after(m, 0, ".clamp(min=0)")]
    else:
        template = N_(
            "{name} contains class {high}, so num_classes must be at least {count}: classes are counted from 0."
        )
        candidates = [argument(m, name, str(high + 1)) for name in ("1", "num_classes") if name in m.parts]
    return Finding("index", Message(template, values), (), candidates)


def normalized(m: Mistake, match: re.Match[str]) -> Finding | None:
    """layer_norm over axes of other lengths."""
    setting = m.setting("1", "normalized_shape")
    if not m.operands or setting is None:
        return None
    wanted, shape = whole_numbers(match[1]), m.shapes[0]
    template = N_("{name} has shape {shape}. normalized_shape {wanted} must be how the shape of {name} ends: {end}.")
    end = shape[len(shape) - len(wanted) :]
    values = {"name": m.name(0), "shape": shape, "wanted": wanted, "end": end}
    clashes = [Clash(0, len(shape) - k) for k in range(1, 1 + min(len(wanted), len(shape))) if wanted[-k] != shape[-k]]
    return Finding("shape", Message(template, values), tuple(clashes), [argument(m, setting[0], str(end))])


def one_sample(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """batch_norm of a single sample."""
    if not m.operands:
        return None
    template = N_(
        "{name} has shape {shape}: one value for each channel. batch_norm in training subtracts the mean of the batch; "
        "with a single sample nothing would be left. Give it at least two samples."
    )
    candidates = [after(m, 0, ".repeat(2, 1)")] if len(m.shapes[0]) == 2 else []
    return Finding("shape", Message(template, {"name": m.name(0), "shape": m.shapes[0]}), (Clash(0, 0),), candidates)


def paired(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """More padding than axes."""
    setting = m.setting("1", "pad")
    if not m.operands or setting is None:
        return None
    pad, shape = whole_numbers(setting[1]), m.shapes[0]
    template = N_(
        "{name} has shape {shape}. pad takes two numbers for each axis, from the last axis on; {count} numbers are too "
        "many for {axes} axes."
    )
    values = {"name": m.name(0), "shape": shape, "count": len(pad), "axes": len(shape)}
    return Finding("shape", Message(template, values), (), [argument(m, setting[0], str(pad[: 2 * len(shape)]))])
