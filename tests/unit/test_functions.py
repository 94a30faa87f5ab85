"""The catalogue of functions, held against plain PyTorch."""

import ast
import functools
import math
import re
from typing import Any

import numpy as np
import pytest
import torch

from playground.program.functions import (
    ATTRIBUTES,
    CATEGORIES,
    FUNCTIONS,
    METHOD_MAKERS,
    METHODS,
    SAMPLES,
    FunctionRow,
)

each_row = pytest.mark.parametrize("row", FUNCTIONS.values(), ids=FUNCTIONS)

PREPARED = compile(SAMPLES, "samples", "exec")
UNINITIALISED = {"torch.Tensor", "torch.empty", "torch.empty_like", "torch.Tensor.new_empty"}
ADDRESSES = {"torch.Tensor.data_ptr", "torch.Tensor.grad_fn"}  # these differ from one run to the next

CLOSED = """
    load save from_file from_buffer frombuffer from_dlpack compile vmap cond seed initial_seed get_rng_state
    set_rng_state Generator set_default_dtype set_default_device set_default_tensor_type set_printoptions
    set_num_threads set_num_interop_threads set_grad_enabled set_flush_denormal set_warn_always
    set_deterministic_debug_mode set_float32_matmul_precision use_deterministic_algorithms
    set_ resize_ resize_as_ resize as_strided as_strided_ as_strided_scatter apply_ map_ map2_ register_hook
    register_post_accumulate_grad_hook share_memory_ pin_memory storage untyped_storage as_subclass module_load
    record_stream cuda xpu bincount combinations stft istft
""".split()


def rows(**wanted: Any) -> list[Any]:
    """Return the rows that have these attributes, each with its name as id."""
    found = [row for row in FUNCTIONS.values() if all(getattr(row, key) == value for key, value in wanted.items())]
    return [pytest.param(row, id=row.name) for row in found]


def samples() -> dict[str, Any]:
    names: dict[str, Any] = {"torch": torch, "np": np}
    exec(PREPARED, names)
    return names


def ran(row: FunctionRow) -> Any:
    """Return what a row's example gives in plain Python."""
    return eval(row.example, samples())


def arguments(row: FunctionRow) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return what a row's example gives to the function (for a method: the tensor first)."""
    tree = ast.parse(row.example, mode="eval")
    outer = tree.body
    if isinstance(outer, ast.Attribute):
        assert outer.attr == row.short
        outer = ast.Call(outer, [], [])
    assert isinstance(outer, ast.Call)
    owner = []
    if ast.unparse(outer.func) != row.name:
        assert isinstance(outer.func, ast.Attribute)
        assert row.name == f"torch.Tensor.{outer.func.attr}"
        owner = [outer.func.value]
    tree.body = ast.Call(ast.Name("given", ast.Load()), [*owner, *outer.args], outer.keywords)
    code = compile(ast.fix_missing_locations(tree), row.name, "eval")
    return eval(code, samples() | {"given": lambda *args, **kwargs: (args, kwargs)})


def tensors(value: Any) -> list[torch.Tensor]:
    """Return all tensors in nested tuples, lists and dictionaries."""
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [tensor for item in value for tensor in tensors(item)] if isinstance(value, list | tuple) else []


def resolved(name: str) -> Any:
    return functools.reduce(getattr, name.split(".")[1:], torch)


def test_the_catalogue_is_large_and_every_category_has_rows():
    assert len(FUNCTIONS) >= 190
    assert {row.category for row in FUNCTIONS.values()} == set(CATEGORIES)


def test_every_row_is_named_summed_up_and_documented():
    pages = (
        r"tensors\.html(#torch\.Tensor\.\w+)?|tensor_attributes\.html#torch\.dtype|type_info\.html#torch\.torch\.\w+"
    )
    for name, row in FUNCTIONS.items():
        assert name == row.name
        assert re.fullmatch(r"[A-Z0-9a-z].{5,89}\.", row.summary), name
        if row.docs and not re.fullmatch(pages, row.docs):
            page = row.docs.removeprefix("generated/").removesuffix(".html")
            assert row.docs == f"generated/{page}.html", name
            assert page == name or callable(resolved(page)), name


@each_row
def test_an_example_runs_as_it_stands_and_is_small(row):
    assert row.short in row.example
    results = tensors(ran(row))
    assert sum(result.numel() for result in results) <= 36


def test_every_row_makes_what_its_name_says():
    for name, row in FUNCTIONS.items():
        if row.attribute:
            (owner,), _ = arguments(row)
            assert type(row.make(owner)) is type(resolved(name).__get__(owner)), name
        elif name != "torch.manual_seed":
            assert row.make is resolved(name), name


def test_methods_and_attributes_are_those_of_tensors():
    assert len(METHODS) + len(ATTRIBUTES) == sum(bool(row.method) for row in FUNCTIONS.values())
    assert set(METHOD_MAKERS) == set(METHODS)
    for name, row in METHODS.items():
        assert METHOD_MAKERS[name] is getattr(torch.Tensor, name)
        assert row.name in (f"torch.{name}", f"torch.Tensor.{name}")
    for name, row in ATTRIBUTES.items():
        assert row.name == f"torch.Tensor.{name}"
        assert not callable(getattr(torch.ones(2, 2, dtype=torch.complex64), name))
    for row in FUNCTIONS.values():
        if re.fullmatch(r"torch(\.Tensor)?\.\w+", row.name) and hasattr(torch.Tensor, row.short):
            assert row.method == row.short


@pytest.mark.parametrize("name", CLOSED)
def test_what_reaches_beyond_a_program_is_not_in_the_catalogue(name):
    assert name not in METHODS | ATTRIBUTES
    closed = [getattr(owner, name, None) for owner in (torch, torch.Tensor)]
    assert not [row.name for row in FUNCTIONS.values() if row.short == name or row.make in closed]


@pytest.mark.parametrize("row", rows(origin="aligned"))
def test_an_aligned_output_has_the_broadcast_shape_of_its_inputs(row):
    shapes = [tensor.shape for tensor in tensors(arguments(row))]
    assert [result.shape for result in tensors(ran(row))] == [torch.broadcast_shapes(*shapes)]


@pytest.mark.parametrize("row", rows(origin="aligned"))
def test_an_aligned_output_cell_depends_on_the_cells_in_its_own_place_alone(row):
    def first_changed(number: int | None) -> tuple[list[torch.Tensor], torch.Tensor]:
        args, kwargs = arguments(row)
        given = tensors((args, kwargs))
        if number is not None:
            with torch.no_grad():
                first = given[number][(0,) * given[number].dim()]
                first.copy_(~first if first.dtype == torch.bool else first + 1)
        torch.manual_seed(0)
        return given, row.make(*args, **kwargs).detach()

    given, before = first_changed(None)
    for number, tensor in enumerate(given):
        place = torch.arange(tensor.numel()).reshape(tensor.shape).broadcast_to(before.shape)
        _, after = first_changed(number)
        assert torch.equal(before[place > 0], after[place > 0])


@pytest.mark.parametrize("row", rows(origin="moved"))
def test_a_moved_output_holds_elements_of_its_inputs_or_a_constant(row):
    args, kwargs = arguments(row)
    numbers = [value for value in (*args, *kwargs.values()) if isinstance(value, int | float)]
    inputs = [number for tensor in tensors((args, kwargs)) for number in tensor.flatten().tolist()]
    for result in tensors(ran(row))[: None if row.category == "joining" else 1]:  # sort gives indices, too
        assert set(result.flatten().tolist()) <= {0, 1, *numbers, *inputs}


@pytest.mark.parametrize("row", [row for row in FUNCTIONS.values() if row.method.endswith("_")], ids=lambda r: r.name)
def test_an_in_place_method_returns_its_own_tensor(row):
    args, kwargs = arguments(row)
    memory = args[0].data_ptr()
    assert row.make(*args, **kwargs) is args[0]
    assert args[0].data_ptr() == memory


@pytest.mark.parametrize("row", rows(growth="view"))
def test_a_view_takes_no_new_memory(row):
    args, kwargs = arguments(row)
    memory = {tensor.untyped_storage().data_ptr() for tensor in tensors((args, kwargs))}
    memory |= {array.ctypes.data for array in args if isinstance(array, np.ndarray)}
    results = tensors(row.make(*args, **kwargs))
    assert {result.untyped_storage().data_ptr() for result in results} <= memory


@pytest.mark.parametrize(
    ("growth", "most"),
    [
        ("same", lambda inputs: torch.broadcast_shapes(*(tensor.shape for tensor in inputs)).numel()),
        ("less", lambda inputs: max(tensor.numel() for tensor in inputs)),
        ("sum", lambda inputs: sum(tensor.numel() for tensor in inputs)),
        ("matmul", lambda inputs: inputs[0].numel() * inputs[1].numel()),
    ],
)
def test_no_output_is_larger_than_its_row_says(growth, most):
    for row in FUNCTIONS.values():
        inputs = tensors(arguments(row))
        if row.growth == growth and inputs and row.method != "new_tensor":  # made of a list
            assert max((result.numel() for result in tensors(ran(row))), default=0) <= most(inputs), row.name


@pytest.mark.parametrize("row", rows(random=True))
def test_a_random_function_draws_anew_and_repeats_itself_by_seed(row):
    torch.manual_seed(0)
    first, second = tensors(ran(row)), tensors(ran(row))
    torch.manual_seed(0)
    again = tensors(ran(row))
    assert not torch.equal(first[0], second[0])
    assert torch.equal(first[0], again[0])


@pytest.mark.parametrize("row", rows(random=False))
def test_any_other_function_gives_the_same_twice_and_draws_nothing(row):
    state = torch.default_generator.get_state()
    first, second = ran(row), ran(row)
    if row.name not in UNINITIALISED:
        torch.testing.assert_close(tensors(first), tensors(second), rtol=0, atol=0, equal_nan=True)
    if not tensors(first) and row.name not in ADDRESSES | {"torch.manual_seed"}:
        assert repr(first) == repr(second)
    if row.name != "torch.manual_seed":
        assert torch.equal(torch.default_generator.get_state(), state)


def test_manual_seed_is_torchs_own_for_the_cpu():
    make = FUNCTIONS["torch.manual_seed"].make
    for seed in (0, 7, -1, -(2**63), 2**64 - 1, 2.5, torch.tensor(3)):
        torch.manual_seed(seed)
        expected = torch.rand(3)
        assert make(seed) is None
        assert torch.equal(torch.rand(3), expected)
    for seed in (2**64, -(2**63) - 1, "seven", torch.ones(2)):
        with pytest.raises((RuntimeError, TypeError, ValueError)):
            make(seed)


# What the signs of the arithmetic templates mean in plain Python
SIGNS = {
    "|{0}|": "abs({0})",
    "{1}i": "{1} * 1j",
    "^": "**",
    "xor": "^",
    "×": "*",
    "÷": "/",
    "−": "-",
    "√": "sqrt",
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "not {0}": "not({0})",
}
NAMES = {
    name: getattr(math, name) for name in "sqrt exp log log2 log10 sin cos tan asin acos atan atan2 tanh erf".split()
}
NAMES |= {name: getattr(math, name) for name in "floor ceil gcd lcm isnan isinf isfinite".split()}
NAMES |= {"trunc": np.trunc}
NAMES |= {"Φ": lambda x: (1 + math.erf(x / math.sqrt(2))) / 2, "sign": np.sign, "Re": np.real, "Im": np.imag}
NAMES |= {"double": float, "half": np.float16, "bfloat16": float, "long": int, "short": int, "byte": int}


@pytest.mark.parametrize(
    "row", [row for row in FUNCTIONS.values() if row.origin == "aligned" and row.arithmetic], ids=lambda row: row.name
)
def test_the_arithmetic_of_a_row_gives_pytorchs_numbers(row):
    args, kwargs = arguments(row)
    assert not kwargs, "arithmetic is shown only without settings"
    formula = row.arithmetic
    for sign, python in SIGNS.items():
        formula = formula.replace(sign, python)
    formula = re.sub(r"\{(\d)\}", r"(x\1)", formula)
    (result,) = tensors(ran(row))
    cells = np.broadcast_arrays(*(arg.detach().numpy() if isinstance(arg, torch.Tensor) else arg for arg in args))
    for place, expected in zip(np.ndindex(*result.shape), result.flatten().tolist(), strict=True):
        values = {f"x{number}": cell[place] for number, cell in enumerate(cells)}
        found = eval(formula, NAMES | values)
        assert found == pytest.approx(expected, rel=1e-3 if result.dtype.itemsize < 4 else 1e-5, abs=1e-7), values


@pytest.mark.parametrize(
    ("kind", "work_out"),
    [
        ("sum", sum),
        ("prod", math.prod),
        ("mean", lambda terms: sum(terms) / len(terms)),
        ("max", max),
        ("min", min),
        ("argmax", lambda terms: terms.index(max(terms))),
        ("argmin", lambda terms: terms.index(min(terms))),
        ("norm", lambda terms: math.hypot(*terms)),
        ("std", lambda terms: float(np.std(terms, ddof=1))),
        ("var", lambda terms: float(np.var(terms, ddof=1))),
        ("median", lambda terms: float(np.median(terms))),
        ("logsumexp", lambda terms: math.log(sum(map(math.exp, terms)))),
    ],
)
def test_a_reduction_of_a_row_is_worked_out_as_it_says(kind, work_out):
    terms = [4.0, 2.0, 7.0]
    found = [row for row in FUNCTIONS.values() if row.arithmetic == kind and row.category == "reduction"]
    assert found
    for row in found:
        result = row.make(torch.tensor([terms, terms]), dim=1)
        values = result if isinstance(result, torch.Tensor) else result.values
        assert values.flatten()[-1].item() == pytest.approx(work_out(terms)), row.name
