"""How an output cell was worked out, in symbols and numbers: ``4×2 + 5×5 + 6×8 = 81``."""

import ast
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from playground.program.functions import FUNCTIONS
from playground.program.origins.choosers import choosing
from playground.program.origins.formulas import FORMULAS
from playground.program.origins.repeating import again
from playground.program.origins.sources import Sources, origin
from playground.program.origins.terms import Terms, number, signed
from playground.program.records import Call, Operand, Shape, tensors
from playground.program.running import alone

__all__ = ["arithmetic", "number"]

Write = Callable[[int], str]  # the text of an output cell, empty where symbols would not be honest

# What a template fills in besides the places of arguments: arguments that are given by name
PLACES: Mapping[str, str] = {
    "input": "0",
    "other": "1",
    "exponent": "1",
    "end": "1",
    "min": "1",
    "max": "2",
    "weight": "2",
    "negative_slope": "1",
}
# Templates for settings, beside that of the row
TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "add": ("{0} + {alpha} × {1}",),
    "add_": ("{0} + {alpha} × {1}",),
    "sub": ("{0} − {alpha} × {1}",),
    "sub_": ("{0} − {alpha} × {1}",),
    "addcmul": ("{0} + {value} × {1} × {2}",),
    "clamp": ("min(max({0}, {1}), {2})", "max({0}, {1})", "min({0}, {2})"),
    "clamp_": ("min(max({0}, {1}), {2})", "max({0}, {1})", "min({0}, {2})"),
    "leaky_relu": ("max(0, {0}) + {1} × min(0, {0})",),
    "elu": ("max(0, {0}) + {alpha} × min(0, exp({0}) − 1)",),
    "isclose": ("|{0} − {1}| ≤ 1e−08 + 1e−05 × |{1}|",),
    "heaviside": ("heaviside({0}, {1})",),
}
ROUNDING = 1e-4  # by which part a number may differ from PyTorch's
CANCELLING = 1e-6  # by which part of all that was added up
LONG = 24  # characters of an expression
EXACT = 2.0**53  # whole numbers up to here are exact in float64
NOT_WHOLE = (torch.bool, torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128)
FIELD = re.compile(r"\{(\w+)\}")
# Brackets around a number that has brackets, bars or commas around it anyway
NEEDLESS = re.compile(r"(?:(?<=[(|{])|(?<=, ))\(([^()|,\s]+)\)(?=[),|}])")


def arithmetic(call: Call, found: Sources) -> tuple[str, ...]:
    """Return for each output cell how it was worked out; empty where symbols would not be honest."""
    result = tensors(call.output)[found.output]
    if result.data is None or any(operand.value.data is None for operand in call.operands):
        return ()
    values = result.data.flatten().tolist()
    write = _WRITERS[origin(call)](call, found, values)
    texts = (NEEDLESS.sub(r"\1", write(cell)) for cell in range(len(values)))
    return tuple(f"{text} = {number(value)}" if text else "" for text, value in zip(texts, values, strict=True))


def _numbers(operand: Operand) -> list[Any]:
    assert operand.value.data is not None
    values: list[Any] = operand.value.data.flatten().tolist()
    return values


# What stands where it was moved to: the name of its cell, ``A[1, 2]``


def _by_name(call: Call, found: Sources, values: Sequence[Any]) -> Write:
    row = FUNCTIONS.get(call.row)
    if row is not None and row.category == "comparison" and found.output > 0:  # the places where the values were
        return _nothing
    sources = [
        (_in_front_of_brackets(operand.source), operand.value.shape, _numbers(operand), cells)
        for operand, cells, chooses in zip(call.operands, found.cells, choosing(call), strict=True)
        if not chooses
    ]

    def write(cell: int) -> str:
        for name, shape, numbers, cells in sources:
            if cells[cell] and _close(numbers[cells[cell][0]], values[cell]):
                return f"{name}{_place(cells[cell][0], shape)}"
        return ""

    return write


def _nothing(cell: int) -> str:
    return ""


def _in_front_of_brackets(source: str) -> str:
    """Return an expression so that square brackets can stand behind it, a long one shortened."""
    try:
        node = ast.parse(f"({source})", mode="eval").body
    except SyntaxError:
        return f"({source})"
    if isinstance(node, ast.Call) and len(source) > LONG:
        return f"{ast.unparse(node.func)}(…)"
    return source if isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript) else f"({source})"


def _place(flat: int, shape: Shape) -> str:
    index = []
    for size in reversed(shape):
        flat, here = divmod(flat, size)
        index.append(f"{here}")
    return f"[{', '.join(reversed(index))}]" if index else ""


# What is worked out from the cells in one place: a template


def _by_template(call: Call, found: Sources, values: Sequence[Any]) -> Write:
    row = FUNCTIONS[call.row]
    templates = (*filter(None, [row.arithmetic]), *TEMPLATES.get(row.short, ()))
    if not templates or any(len(each) != 1 for cells in found.cells for each in cells):
        return _by_name(call, found, values)
    given: dict[str, Sequence[str]] = {}
    for operand, cells in zip(call.operands, found.cells, strict=True):
        texts = [signed(value) for value in _numbers(operand)]
        given[PLACES.get(operand.name, operand.name)] = [texts[each[0]] for each in cells]
    for name, text in call.settings.items():
        if name != "inplace" and text != "None":
            given[PLACES.get(name, name)] = [_setting(text)] * len(values)
    template = next((each for each in templates if set(FIELD.findall(each)) == set(given)), "")
    if not template:
        return _nothing
    expected = _in_float64(call, found.output) or values
    dtype = tensors(call.output)[found.output].dtype

    def write(cell: int) -> str:
        text = FIELD.sub(lambda field: given[field[1]][cell], template)
        if _close(values[cell], expected[cell], relative=1e-9):
            return text
        turns = _turns(expected[cell], values[cell], dtype)
        return f"{text} = {number(expected[cell])}; {_name(dtype)}: {number(expected[cell])} {turns}" if turns else ""

    return write


def _turns(expected: float, value: int, dtype: torch.dtype) -> str:
    """Return what a whole number that its dtype cannot hold was wrapped around by: ``− 256``, ``+ 2 × 256``; or ""."""
    if dtype in NOT_WHOLE or not float(expected).is_integer() or abs(expected) >= EXACT:
        return ""
    period = 2 ** (8 * dtype.itemsize)
    turns, rest = divmod(int(expected) - value, period)
    times = f"{abs(turns)} × " if abs(turns) > 1 else ""
    return "" if rest or not turns else f"{'−' if turns > 0 else '+'} {times}{period}"


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _in_float64(call: Call, output: int) -> list[Any] | None:
    """Return whole numbers as they would be if they could not overflow; None where there is nothing to compare."""
    dtype = tensors(call.output)[output].dtype
    if dtype.is_floating_point or dtype.is_complex:
        return None
    data = [operand.value.data for operand in call.operands]
    try:
        with alone(0), torch.no_grad():
            return again(call, [each.double() for each in data if each is not None])[output].flatten().tolist()
    except Exception:  # noqa: BLE001 - what works on bits does not take fractions
        return None


def _setting(text: str) -> str:
    """Return a setting as it is written in arithmetic; a word as it is."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return signed(value) if isinstance(value, int | float | complex) else text


# What is worked out from several numbers: a formula


def _by_formula(call: Call, found: Sources, values: Sequence[Any]) -> Write:
    row, result = FUNCTIONS[call.row], tensors(call.output)[found.output]
    outputs = FORMULAS.get(row.arithmetic or row.short, ())
    if found.output >= len(outputs):
        return _nothing
    formulas = outputs[found.output]
    sources = []
    for operand, cells, chooses in zip(call.operands, found.cells, choosing(call), strict=True):
        if not chooses:
            numbers = _numbers(operand)
            sources.append((numbers, [signed(value) for value in numbers], cells))
    has_own = call.operands[0].value.shape == result.shape
    exact = not (result.dtype.is_floating_point or result.dtype.is_complex)
    rounding = 0.0 if exact else max(ROUNDING, 4 * torch.finfo(result.dtype).eps)

    def write(cell: int) -> str:
        behind = [(numbers, texts, cells[cell]) for numbers, texts, cells in sources if cells[cell]]
        if not behind:
            return ""
        terms = Terms(
            [[numbers[one] for one in cells] for numbers, _, cells in behind],
            [[texts[one] for one in cells] for _, texts, cells in behind],
            (sources[0][0][cell], sources[0][1][cell]) if has_own else (math.nan, ""),
            call.settings,
        )
        size = sum(abs(each) for column in terms.values for each in column)
        for formula in formulas:
            try:
                text, value = formula(terms)
            except (ArithmeticError, TypeError, ValueError, IndexError):  # not this many numbers, or too large ones
                continue
            if _close(value, values[cell], rounding, 0.0 if exact else CANCELLING * size):
                return text
        return ""

    return write


def _close(found: Any, expected: Any, relative: float = 0.0, absolute: float = 0.0) -> bool:
    """Tell whether a number is PyTorch's up to rounding; NaN is NaN."""
    if found == expected or (found != found and expected != expected):
        return True
    return bool(abs(found - expected) <= max(relative * abs(expected), absolute))


_WRITERS: Mapping[str, Callable[[Call, Sources, Sequence[Any]], Write]] = {
    "aligned": _by_template,
    "moved": _by_name,
    "indexed": _by_name,
    "mixed": _by_formula,
}
