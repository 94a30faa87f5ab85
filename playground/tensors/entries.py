"""What a learner types into a field for a tensor: a shape (``2, 3``) or values in brackets (``[[1, 2], [3, 4]]``)."""

import ast
import math
import re
from collections.abc import Sequence
from typing import Any

from playground.parameters import short
from playground.program.records import Shape
from playground.translations import N_, PlaygroundError

AXES = 6
SIZE = 1_000_000_000
VALUES = 4_096
SHAPE = re.compile(r"\s*\(?\s*(-?\d+(?:\s*[,x×]\s*-?\d+|\s+-?\d+)*)?\s*,?\s*\)?\s*")
WORDS = {"nan": math.nan, "inf": math.inf, "True": True, "False": False}


def shape_of(text: str, name: str) -> Shape:
    """Return a typed shape: ``2, 3``, ``(2, 3)``, ``2x3``; nothing, or ``()``, is the shape of a single number.

    Raises:
        PlaygroundError: it is no shape, has more than 6 axes, or a size below 0.
    """
    found = SHAPE.fullmatch(text.replace("，", ",").replace("、", ","))
    if found is None:
        raise PlaygroundError(
            N_("The shape of {name} is {value}; write whole numbers with commas: 2, 3."), name=name, value=short(text)
        )
    sizes = [_size(each, name) for each in re.findall(r"-?\d+", found[1] or "")]
    if len(sizes) > AXES:
        raise PlaygroundError(
            N_("The shape of {name} has {count} axes; at most {most} can be shown."),
            name=name,
            count=len(sizes),
            most=AXES,
        )
    return tuple(sizes)


def _size(digits: str, name: str) -> int:
    if digits.startswith("-"):
        raise PlaygroundError(
            N_("The shape of {name} has the size {value}; a size is 0 or more."), name=name, value=digits
        )
    if len(digits) > 10 or int(digits) > SIZE:
        raise PlaygroundError(
            N_("The shape of {name} has the size {value}; at most {most} is possible."),
            name=name,
            value=short(digits)[1:-1],
            most=f"{SIZE:,}",
        )
    return int(digits)


def values_of(text: str, name: str) -> Any:
    """Return typed values, a nested list of numbers as PyTorch takes it.

    Raises:
        PlaygroundError: it is not closed, ragged, empty, too long, or holds what is no number.
    """
    try:
        tree = ast.parse(text.strip()[:100_000], mode="eval").body
        return nested(_literal(tree), name)
    except (SyntaxError, RecursionError, MemoryError, ValueError, KeyError, TypeError):
        raise PlaygroundError(
            N_("The values of {name} cannot be read: {value}. Write numbers in brackets: [[1, 2], [3, 4]]."),
            name=name,
            value=short(text),
        ) from None


def number_of(text: str) -> bool | int | float:
    """Return a typed number.

    Raises:
        PlaygroundError: it is none.
    """
    try:
        value = _literal(ast.parse(text.strip()[:100], mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError, ValueError, KeyError, TypeError):
        value = None
    if isinstance(value, bool | int | float):
        return value
    raise PlaygroundError(N_("{value} is not a number. Write one: 3.7, -2, 1e23, inf, nan or True."), value=short(text))


def cells_of(rows: Sequence[Sequence[str | None]], name: str) -> list[list[bool | int | float]]:
    """Return the numbers of an edited grid.

    Raises:
        PlaygroundError: a cell is empty, or holds what is no number.
    """
    if not rows:
        raise PlaygroundError(N_("{name} has no rows left; add one."), name=name)
    return [[_cell(text, name, (i, j)) for j, text in enumerate(row)] for i, row in enumerate(rows)]


def _cell(text: str | None, name: str, place: Sequence[int]) -> bool | int | float:
    if text is None or not text.strip():
        raise PlaygroundError(N_("{name}{place} is empty; write a number."), name=name, place=_brackets(place))
    try:
        return number_of(text)
    except PlaygroundError:
        raise PlaygroundError(
            N_("{name}{place} is {value}; it must be a number."), name=name, place=_brackets(place), value=short(text)
        ) from None


def _literal(node: ast.expr) -> Any:
    match node:
        case ast.List(items) | ast.Tuple(items):
            return [_literal(item) for item in items]
        case ast.UnaryOp(ast.USub(), operand):
            return -_literal(operand)
        case ast.UnaryOp(ast.UAdd(), operand):
            return _literal(operand)
        case ast.Name(name):
            return WORDS[name]
        case ast.Constant(value) if isinstance(value, bool | int | float):
            return value
    raise ValueError


def nested(values: Any, name: str) -> Any:
    """Return `values` if they are a nested list of numbers with rows of equal length.

    Raises:
        PlaygroundError: says which row differs, or which cell is not a number.
    """
    count = 0
    shape: list[int] = []
    level: list[tuple[Any, tuple[int, ...]]] = [(values, ())]
    while any(isinstance(value, list) for value, _ in level):
        odd = next((place for value, place in level if not isinstance(value, list)), None)
        if odd is not None:
            raise PlaygroundError(
                N_("{name}{place} is a number, but its neighbours are lists."), name=name, place=_brackets(odd)
            )
        lengths = {len(value) for value, _ in level}
        if len(lengths) > 1:
            first = len(level[0][0])
            place = next(place for value, place in level if len(value) != first)
            raise PlaygroundError(
                N_("The rows of {name} differ in length: {first} in the first, {count} in {name}{place}."),
                name=name,
                place=_brackets(place),
                count=next(len(value) for value, where in level if where == place),
                first=first,
            )
        shape.append(lengths.pop())
        if len(shape) > AXES:
            raise PlaygroundError(
                N_("The shape of {name} has {count} axes; at most {most} can be shown."),
                name=name,
                count=len(shape),
                most=AXES,
            )
        level = [(item, (*place, index)) for value, place in level for index, item in enumerate(value)]
        count = len(level)
        if count > VALUES:
            raise PlaygroundError(
                N_("{name} has more than {most} values; give its shape instead."), name=name, most=f"{VALUES:,}"
            )
    for value, place in level:
        if isinstance(value, bool | int | float):
            continue
        raise PlaygroundError(
            N_("{name}{place} is {value}; it must be a number."), name=name, place=_brackets(place), value=short(value)
        )
    return values


def _brackets(place: Sequence[int]) -> str:
    return f"[{', '.join(map(str, place))}]" if place else ""


def text_of(values: Any) -> str:
    """Return nested values as they are written in a program."""
    if isinstance(values, list):
        return f"[{', '.join(text_of(value) for value in values)}]"
    if isinstance(values, float) and not math.isfinite(values):
        return "torch.nan" if math.isnan(values) else "torch.inf" if values > 0 else "-torch.inf"
    return repr(values)


def shape_text(shape: Shape) -> str:
    """Return a shape as arguments: ``2, 3``; ``()`` for a single number."""
    return ", ".join(map(str, shape)) if shape else "()"


def expression(text: str, name: str, *, dtype: str = "") -> str:
    """Return the PyTorch expression for what was typed: values as they are, a shape filled with 1, 2, 3, …

    Raises:
        PlaygroundError: see `shape_of` and `values_of`.
    """
    ending = f", dtype={dtype}" if dtype else ""
    if text.strip().startswith("["):
        return f"torch.tensor({text_of(values_of(text, name))}{ending})"
    shape = shape_of(text, name)
    count = math.prod(shape)
    if not shape:
        return f"torch.tensor(1.0{ending})" if not dtype else f"torch.tensor(1{ending})"
    numbers = f"torch.arange(1, {count + 1}{ending or ', dtype=torch.float32'})"
    return numbers if len(shape) == 1 else f"{numbers}.reshape({shape_text(shape)})"
