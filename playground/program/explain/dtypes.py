"""Numbers of the wrong kind: whole numbers, floating-point numbers, truth values."""

import ast
import re
from collections.abc import Iterator

import torch

from playground.program.explain.edits import (
    CONVERT,
    after,
    argument,
    instead,
    operator,
    several,
    whole,
    with_argument,
)
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Candidate, Finding
from playground.program.explain.statements import of_floats, out_of_place
from playground.translations import N_, Message

METHODS = {
    torch.float32: ".float()",
    torch.float64: ".double()",
    torch.float16: ".half()",
    torch.bfloat16: ".bfloat16()",
    torch.int64: ".long()",
    torch.int32: ".int()",
    torch.bool: ".bool()",
}


# Where functions want whole numbers, by the end of their names; elsewhere their first argument
WHOLE_AT = (
    (("gather", "index_select", "scatter", "scatter_"), ("2", "index")),
    (("cross_entropy", "nll_loss"), ("1", "target")),
    (("take", "take_along_dim"), ("1", "index", "indices")),
)


def converted(m: Mistake, place: int, dtype: torch.dtype) -> Candidate | None:
    """Convert an operand: `A` → `A.float()`."""
    return after(m, place, METHODS.get(dtype, f".to({dtype})"), CONVERT, dtype=dtype)


def compared(m: Mistake, place: int) -> Candidate | None:
    """Compare an operand with 0: `A` → `A > 0`."""
    node = m.operand_node(place)
    text = f"{m.code.wrapped(node)} > 0" if node is not None else ""
    return instead(m, place, text, N_("Turn {name} into truth values: {code}"))


def is_whole(dtype: torch.dtype) -> bool:
    """Tell whether numbers are whole: integers or truth values."""
    return not dtype.is_floating_point and not dtype.is_complex


def different(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Operands whose dtypes must be the same."""
    chooses = "gather" in m.row or "scatter" in m.row or "index" in m.row
    places = [place for place in range(len(m.operands)) if not (chooses and m.named(place, "2", "index"))]
    if m.call is not None and m.call.form == "assignment":
        places = [place for place in places if not m.named(place, "1")]
    kinds = {place: m.value(place).dtype for place in places}
    pairs = [(a, b) for a in places for b in places if a < b and kinds[a] != kinds[b]]
    if not pairs:
        return None
    a, b = pairs[0]
    template = N_("{a} has dtype {a_dtype} and {b} has dtype {b_dtype}. {code} wants both to have the same dtype.")
    values = {"a": m.name(a), "b": m.name(b), "a_dtype": kinds[a], "b_dtype": kinds[b], "code": m.said}
    return Finding("dtype", Message(template, values), (), _alike(m, a, b))


def _alike(m: Mistake, a: int, b: int) -> Iterator[Candidate | None]:
    kinds = {place: m.value(place).dtype for place in (a, b)}
    wanted = torch.promote_types(kinds[a], kinds[b])
    written = a == 0 and (m.function.endswith("_") or m.call is None or m.call.form in ("assignment", "augmented"))
    for place in (b,) if written else (a, b):
        if kinds[place] != wanted:
            yield converted(m, place, wanted)
            yield of_floats(m, m.operand_node(place), str(wanted))
    yield converted(m, b, kinds[a])
    if not written:
        yield converted(m, a, kinds[b])


def needs_floats(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A function of floating-point numbers that is given whole ones."""
    places = [place for place in range(len(m.operands)) if is_whole(m.value(place).dtype)]
    if not places:
        return _dtype_asked_for(m)
    template = N_("{name} has dtype {dtype}. {function} works on floating-point numbers, such as torch.float32.")
    values = {"name": m.name(places[0]), "dtype": m.value(places[0]).dtype, "function": m.function}
    return Finding("dtype", Message(template, values), (), _made_floats(m, places))


def _made_floats(m: Mistake, places: list[int]) -> Iterator[Candidate | None]:
    single = [converted(m, place, torch.float32) for place in places]
    if len(single) > 1:
        yield several(N_("Convert them to {dtype}: {code}"), *single, dtype=torch.float32)
    yield from single
    for place in places:
        yield of_floats(m, m.operand_node(place))


def _dtype_asked_for(m: Mistake) -> Finding | None:
    setting = m.setting("dtype")
    if setting is None:
        return None
    template = N_("{function} cannot make numbers of dtype {dtype}; torch.float32 is possible.")
    values = {"function": m.function, "dtype": setting[1]}
    return Finding("dtype", Message(template, values), (), [argument(m, "dtype", "torch.float32")])


def not_implemented(m: Mistake, match: re.Match[str]) -> Finding | None:
    """`"bitwise_and_cpu" not implemented for 'Float'`."""
    if match["dtype"] in ("Long", "Int", "Short", "Char", "Byte", "Bool"):
        return needs_floats(m, match)
    place = next((k for k in range(len(m.operands)) if not is_whole(m.value(k).dtype)), None)
    if place is None:
        return None
    dtype = m.value(place).dtype
    values = {"name": m.name(place), "dtype": dtype, "function": m.function}
    template = N_("{name} has dtype {dtype}; {function} does not exist for this dtype.")
    candidates = []
    if dtype.is_complex:
        candidates = [after(m, place, ".abs()"), after(m, place, ".real")]
    elif "bitwise" in match.string:
        template = N_(
            "{name} has dtype {dtype}. {function} works bit by bit: on truth values (torch.bool) and on whole numbers."
        )
        candidates = [compared(m, place), converted(m, place, torch.bool), converted(m, place, torch.int64)]
    elif dtype.is_floating_point:
        candidates = [converted(m, place, torch.float32), converted(m, place, torch.int64)]
    return Finding("dtype", Message(template, values), (), candidates)


def needs_gradient(m: Mistake, _match: re.Match[str]) -> Finding:
    """requires_grad for whole numbers."""
    template = N_(
        "{code}: these are whole numbers. Gradients exist only for floating-point numbers, such as 1.0 or dtype "
        "torch.float32."
    )
    name, node = m.said, m.node if isinstance(m.node, ast.expr) else None
    if m.operands:
        template = N_(
            "{name} has dtype {dtype}. Gradients exist only for floating-point numbers, such as torch.float32."
        )
        name, node = m.name(0), m.operand_node(0)
    values = {"name": name, "code": m.said, "dtype": m.value(0).dtype if m.operands else ""}
    candidates = [of_floats(m, node), _with_dtype(m, node)]
    if m.operands and m.row:
        candidates.append(converted(m, 0, torch.float32))
    return Finding("dtype", Message(template, values), (), candidates)


def _with_dtype(m: Mistake, node: ast.expr | None) -> Candidate | None:
    made = m.origin(node)
    if not isinstance(made, ast.Call) or any(keyword.arg == "dtype" for keyword in made.keywords):
        return None
    return with_argument(m, made, "dtype=torch.float32", N_("Name the dtype: {code}"))


def into_whole(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """A result that does not fit into the dtype of the tensor it is to be written into."""
    if not m.operands:
        return None
    template = N_(
        "{name} has dtype {dtype}, and {code} would write numbers of another dtype into its memory. A tensor cannot "
        "change its dtype in place."
    )
    values = {"name": m.name(0), "dtype": m.value(0).dtype, "code": m.said}
    return Finding("dtype", Message(template, values), (), _rounded(m))


def _rounded(m: Mistake) -> Iterator[Candidate | None]:
    yield out_of_place(m)
    yield of_floats(m, m.operand_node(0))
    if m.function == "/=" and isinstance(m.node, ast.AugAssign):
        text = f"{m.code.source(m.node.target)} //= {m.code.source(m.node.value)}"
        yield whole(m, text, N_("Divide into whole numbers: {code}"))
    for place in range(1, len(m.operands)):
        yield converted(m, place, m.value(0).dtype)


def negative_power(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Whole numbers to a negative power."""
    if not m.operands:
        return None
    template = N_(
        "{name} has dtype {dtype}. A negative power gives fractions, and a tensor of whole numbers has no room for "
        "them."
    )
    values = {"name": m.name(0), "dtype": m.value(0).dtype}
    return Finding("dtype", Message(template, values), (), _made_floats(m, [0]))


def whole_wanted(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """An index, a class or a target that must be whole numbers."""
    place = m.place_of(
        *next((names for ends, names in WHOLE_AT if m.function.endswith(ends)), ("0", "tensor", "input"))
    )
    if place is None:
        return None
    template = N_(
        "{name} has dtype {dtype}. {function} wants whole numbers there, dtype torch.int64: they say which one is "
        "meant."
    )
    values = {"name": m.name(place), "dtype": m.value(place).dtype, "function": m.function}
    return Finding("dtype", Message(template, values), (), [converted(m, place, torch.int64)])


def probabilities(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """Targets as large as the input: they are probabilities, which are floating-point numbers."""
    place = m.place_of("1", "target")
    if place is None:
        return None
    template = N_(
        "{name} has shape {shape} like the input, so {function} takes it for probabilities, but its dtype is {dtype}. "
        "Give one class number for each sample, or floating-point numbers."
    )
    values = {"name": m.name(place), "shape": m.shapes[place], "function": m.function, "dtype": m.value(place).dtype}
    number = after(m, place, ".argmax(dim=1)", N_("Give the number of the class: {code}"))
    return Finding("dtype", Message(template, values), (), [number, converted(m, place, torch.float32)])


def expected(m: Mistake, _match: re.Match[str]) -> Finding | None:
    """`Found dtype Long but expected Float`."""
    places = [place for place in range(len(m.operands)) if is_whole(m.value(place).dtype)]
    return different(m, _match) if len(m.operands) > 1 else needs_floats(m, _match) if places else None


def by_zero(m: Mistake, _match: re.Match[str]) -> Finding:
    """Whole numbers divided by 0."""
    template = N_("{code}: whole numbers cannot be divided by 0. Floating-point numbers can: the result is inf or nan.")
    candidates: list[Candidate | None] = [operator(m, "/"), after(m, 0, ".float()")] if m.operands else []
    if not m.operands:
        template = N_(
            "{code}: Python cannot divide by 0. A tensor of floating-point numbers can: the result is inf or nan."
        )
    return Finding("other", Message(template, {"code": m.said}), (), candidates)
