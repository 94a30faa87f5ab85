"""The cells behind each output cell, against what is found without `sources`.

That is the pattern of a Jacobian, or numbers carried through the function. Where neither tells, since a gradient does
not show that a cell was looked at, the cells are written down: what can change the outcome counts, not just the winner.
"""

import ast
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from torch.autograd.functional import jacobian

from playground.program import run, sources, tensors
from playground.program.functions import FUNCTIONS, SAMPLES

Cells = list[tuple[int, ...]]  # for each output cell

# ---------------------------------------------------------------- the examples of the catalogue, in plain PyTorch

PREPARED = compile(SAMPLES, "samples", "exec")


@dataclass(frozen=True)
class Example:
    """A function and what its row gives to it, in plain Python."""

    make: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    @property
    def inputs(self) -> list[torch.Tensor]:
        return flat((*self.args, *self.kwargs.values()))

    def on(self, inputs: Sequence[torch.Tensor]) -> list[torch.Tensor]:
        """Return the output on other tensors."""
        torch.manual_seed(0)
        each = iter([tensor.clone() for tensor in inputs])
        args = filled(self.args, each)
        return flat([self.make(*args, **{name: filled(value, each) for name, value in self.kwargs.items()})])

    def setting(self, place: int, name: str) -> Any:
        return self.kwargs[name] if name in self.kwargs else self.args[place]


def flat(value: Any) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value]
    return [tensor for item in value for tensor in flat(item)] if isinstance(value, list | tuple) else []


def filled(value: Any, tensors: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return next(tensors)
    return type(value)(filled(item, tensors) for item in value) if type(value) in (list, tuple) else value


def example(name: str) -> Example:
    row = FUNCTIONS[name]
    outer = ast.parse(row.example, mode="eval").body
    if isinstance(outer, ast.Attribute):
        outer = ast.Call(outer, [], [])
    owner = [outer.func.value] if ast.unparse(outer.func) != name else []
    outer = ast.Call(ast.Name("given", ast.Load()), [*owner, *outer.args], outer.keywords)
    names: dict[str, Any] = {"torch": torch, "given": lambda *args, **kwargs: Example(row.make, args, kwargs)}
    exec(PREPARED, names)
    return eval(compile(ast.fix_missing_locations(ast.Expression(outer)), name, "eval"), names)


def found(program: str, output: int = 0) -> list[Cells]:
    """Return the cells that `sources` finds for the last call of a program."""
    trace = run(SAMPLES + program)
    assert trace.error is None, trace.error
    result = sources(trace.calls[-1], output)
    assert result is not None
    return [list(each) for each in result.cells]


# ---------------------------------------------------------------- derivations

RANGES = ((0.15, 0.85), (2.2, 4.8), (-0.85, -0.15))  # where functions are defined and do not stand still


def by_jacobian(case: Example, output: int, inputs: Sequence[int]) -> list[Cells]:
    """Return the cells with a gradient other than 0 at one of a few random places."""
    generator = torch.Generator().manual_seed(1)
    shapes = [case.inputs[place].shape for place in inputs]
    size = case.on(case.inputs)[output].numel()
    patterns = [torch.zeros(size, shape.numel(), dtype=torch.bool) for shape in shapes]

    def function(*given: torch.Tensor) -> torch.Tensor:
        mixed = [each.double() if each.is_floating_point() else each for each in case.inputs]
        for place, each in zip(inputs, given, strict=True):
            mixed[place] = each
        return case.on(mixed)[output]

    for low, high in RANGES:
        at = tuple(low + (high - low) * torch.rand(shape, generator=generator, dtype=torch.float64) for shape in shapes)
        try:
            slopes = jacobian(function, at)
        except RuntimeError:  # no probabilities, no positive definite matrix
            continue
        for pattern, slope in zip(patterns, slopes, strict=True):
            pattern |= (slope.abs() > 1e-9).reshape(pattern.shape)  # NaN is no gradient
    return [[tuple(row.nonzero().flatten().tolist()) for row in pattern] for pattern in patterns]


def by_carrying(case: Example, output: int, inputs: Sequence[int]) -> list[Cells]:
    """Return the cells whose numbers, 1000 and more, come out."""
    counter = itertools.count(1000)
    numbered = [
        torch.tensor([next(counter) for _ in range(each.numel())], dtype=torch.float64).reshape(each.shape)
        if place in inputs
        else each
        for place, each in enumerate(case.inputs)
    ]
    numbers = case.on(numbered)[output].flatten().tolist()
    return [
        [tuple((numbered[place].flatten() == number).nonzero().flatten().tolist()) for number in numbers]
        for place in inputs
    ]


def in_place(shape: torch.Size, output: torch.Size) -> Cells:
    """Return the cell in the same place as the output cell, as shapes are broadcast."""
    return ones(torch.arange(shape.numel()).reshape(shape).broadcast_to(output))


def ones(numbers: torch.Tensor) -> Cells:
    return [(number,) for number in numbers.flatten().tolist()]


def everything(shape: torch.Size, output: torch.Size) -> Cells:
    return [tuple(range(shape.numel()))] * output.numel()


def nothing(shape: torch.Size, output: torch.Size) -> Cells:
    return [()] * output.numel()


def rows(dim: int) -> Callable[[torch.Size, torch.Size], Cells]:
    """All cells that agree with the output cell in every axis but one."""

    def cells(shape: torch.Size, output: torch.Size) -> Cells:
        lines = torch.arange(shape.numel()).reshape(shape).movedim(dim, -1)
        if len(shape) == len(output):
            lines = lines.unsqueeze(dim).expand(*output, shape[dim])
        return [tuple(line) for line in lines.reshape(-1, shape[dim]).tolist()]

    return cells


def so_far(shape: torch.Size, output: torch.Size) -> Cells:
    """The cells of the row up to the output cell's own place."""
    return [tuple(cell for cell in row if cell <= own) for own, row in enumerate(rows(1)(shape, output))]


def before_the_last(shape: torch.Size, output: torch.Size) -> Cells:
    """The same, but the place of the largest of one cell is always 0."""
    return [cells if len(cells) > 1 else () for cells in so_far(shape, output)]


def windows(shape: torch.Size, output: torch.Size) -> Cells:
    """The 2 × 2 cells of each window of a 4 × 4 picture."""
    picture = torch.arange(16).reshape(4, 4)
    return [tuple(picture[y : y + 2, x : x + 2].flatten().tolist()) for y in (0, 2) for x in (0, 2)]


def exactly(*cells: tuple[int, ...]) -> Callable[[torch.Size, torch.Size], Cells]:
    return lambda shape, output: list(cells)


# ---------------------------------------------------------------- which derivation for which function

F = "torch.nn.functional."

# The cell in the same place. No gradient tells: numbers that jump, truth values, whole numbers, complex ones; or one
# of two cells wins, or cells are left out at random
JUMPING = """
    torch.maximum torch.minimum torch.nn.functional.dropout
    torch.sign torch.round torch.floor torch.ceil torch.trunc torch.floor_divide torch.remainder torch.fmod torch.gcd
    torch.lcm torch.logical_and torch.logical_or torch.logical_xor torch.logical_not torch.bitwise_and torch.bitwise_or
    torch.bitwise_xor torch.bitwise_not torch.isnan torch.isinf torch.isfinite torch.heaviside torch.eq torch.ne
    torch.lt torch.le torch.gt torch.ge torch.isclose torch.complex torch.Tensor.real torch.Tensor.imag
    torch.Tensor.type torch.Tensor.float torch.Tensor.half torch.Tensor.bfloat16 torch.Tensor.int torch.Tensor.long
    torch.Tensor.short torch.Tensor.byte torch.Tensor.bool torch.Tensor.requires_grad_ torch.Tensor.detach
    torch.Tensor.detach_ torch.Tensor.data
""".split()

# What stands in the output stood in the input: these values are all different in the examples
SORTING = "torch.sort torch.msort torch.topk torch.kthvalue torch.unique".split()

# Looked at, though the gradient does not tell: for each input
Expected = Callable[[torch.Size, torch.Size], Cells]
LOOKED_AT: dict[str, tuple[Expected, ...]] = {
    name: (rows(1),)
    for name in """
        torch.max torch.min torch.amax torch.amin torch.aminmax torch.argmax torch.argmin torch.median torch.quantile
        torch.all torch.any torch.count_nonzero torch.argsort
    """.split()
} | {
    "torch.mode": (everything,),
    "torch.isin": (in_place, everything),
    "torch.searchsorted": (everything, in_place),
    "torch.bucketize": (in_place, everything),
    "torch.nonzero": (everything,),
    "torch.argwhere": (everything,),
    "torch.histc": (everything,),
    "torch.histogram": (everything,),
    "torch.linalg.matrix_rank": (everything,),
    "torch.linalg.slogdet": (everything,),
    "torch.unique_consecutive": (exactly((0, 1), (2, 3), (4,)),),
    f"{F}max_pool2d": (windows,),
    f"{F}one_hot": (exactly(*[(0,)] * 3, *[(1,)] * 3, *[(2,)] * 3),),
}
FIRST_OUTPUT = {"torch.cummax": so_far, "torch.cummin": so_far}  # the second output tells the place of the first
SECOND_OUTPUT = {"torch.cummax": before_the_last, "torch.cummin": before_the_last}

# Only this triangle is read
LOWER = ("torch.linalg.eigh", "torch.linalg.eigvalsh", "torch.linalg.cholesky")


def picked(*cells: int | None) -> Cells:
    return [() if cell is None else (cell,) for cell in cells]


# Which cell of an index or a mask chose the output cell: of which input, and the cells in the row's example
CHOSEN: dict[str, tuple[int, Cells]] = {
    "torch.gather": (1, picked(0, 1, 2, 3, 4, 5)),
    "torch.take": (1, picked(0, 1)),
    "torch.take_along_dim": (1, picked(0, 1, 2, 3, 4, 5)),
    "torch.where": (0, picked(0, 1, 2, 3, 4, 5)),
    "torch.Tensor.masked_fill": (1, picked(0, 1, 2, 3, 4, 5)),
    "torch.Tensor.masked_fill_": (1, picked(0, 1, 2, 3, 4, 5)),
    "torch.masked_select": (1, picked(0, 2, 4)),
    "torch.index_select": (1, picked(0, 1, 0, 1)),
    f"{F}embedding": (0, picked(0, 0, 1, 1, 2, 2)),
    "torch.scatter": (1, picked(0, 2, 1, 4, 3, 5)),  # index [[0, 2, 1], [1, 0, 2]] along axis 1
    "torch.Tensor.scatter_": (1, picked(None, None, 0, 1, None, None)),  # index [[2], [0]]
    "torch.scatter_add": (1, [(0,), (1, 4), (5,), (3,), (), (2,)]),  # index [[0, 0, 1], [1, 0, 0]] along axis 0
    "torch.Tensor.scatter_add_": (1, [(0,), (1, 4), (5,), (3,), (), (2,)]),
    "torch.index_add": (1, [(0, 2), (0, 2), (), (), (1,), (1,)]),  # index [0, 2, 0]
    "torch.index_copy": (1, picked(1, 1, None, None, 0, 0)),  # index [2, 0]
    "torch.Tensor.index_fill": (1, picked(0, None, 1, 0, None, 1)),  # index [0, 2] along axis 1
    f"{F}cross_entropy": (1, [(0, 1)]),
    f"{F}nll_loss": (1, [(0, 1)]),
}


def expected(name: str, output: int) -> list[Cells]:
    """Return the cells behind each output cell of a row's example, for each input."""
    case, row = example(name), FUNCTIONS[name]
    shape = case.on(case.inputs)[output].shape
    shapes = [each.shape for each in case.inputs]
    places = range(len(shapes))
    if name in FIRST_OUTPUT:
        return [(SECOND_OUTPUT if output else FIRST_OUTPUT)[name](shapes[0], shape)]
    if name in LOOKED_AT:
        return [rule(each, shape) for rule, each in zip(LOOKED_AT[name], shapes, strict=True)]
    if name in JUMPING:
        return [in_place(each, shape) for each in shapes]
    if name in SORTING:
        values = case.on(case.inputs)[0].flatten()
        return [[tuple((case.inputs[0].flatten() == value).nonzero().flatten().tolist()) for value in values]]
    if name in LOWER:
        make = case.make
        case = Example(lambda m: make(m.tril() + m.tril(-1).mT + 3 * torch.eye(3)), case.args, case.kwargs)
    if name == f"{F}batch_norm":
        return [*by_jacobian(case, output, [0]), nothing(shapes[1], shape), nothing(shapes[2], shape)]
    derivation = by_carrying if row.origin == "moved" else by_jacobian
    if name not in CHOSEN:
        return derivation(case, output, places)
    chooser, chosen = CHOSEN[name]
    others = derivation(case, output, [place for place in places if place != chooser])
    return [*others[:chooser], chosen, *others[chooser:]]


@pytest.mark.parametrize("name", [name for name, row in FUNCTIONS.items() if row.origin != "none"])
def test_the_cells_behind_each_output_cell_are_those_that_it_is_made_of(name):
    trace = run(SAMPLES + "r = " + FUNCTIONS[name].example)
    call = trace.calls[-1]
    assert call.row == name
    outputs = tensors(call.output)
    assert outputs
    for output in range(len(outputs)):
        result = sources(call, output)
        assert result is not None
        assert result.output == output
        assert [list(each) for each in result.cells] == expected(name, output)


def test_no_expectation_is_left_over():
    made_of_cells = {name for name, row in FUNCTIONS.items() if row.origin != "none"}
    tables = [{*JUMPING}, {*SORTING}, {*LOOKED_AT}, {*FIRST_OUTPUT}, {*LOWER}]
    assert all(table <= made_of_cells for table in [*tables, {*CHOSEN}])
    assert sum(map(len, tables)) == len(set.union(*tables))


# ---------------------------------------------------------------- square brackets


@pytest.mark.parametrize(
    "index",
    [
        "1", "-1", "0, 2", "..., 1", ":, ::2", ":, 1:", "None", "1, None, :2", "mask", "mask[:, 0]", ":, mask[1]",
        "index[0] % 2", ":, index", "index[0] % 2, index[1]", "torch.tensor(1)", ":, [2, 0]",
    ],
)  # fmt: skip
def test_an_index_shows_the_cells_that_it_takes(index):
    names: dict[str, Any] = {"torch": torch}
    exec(PREPARED, names)
    names["A"] = torch.arange(6).reshape(2, 3)
    taken = eval(f"A[{index}]", names)
    assert found(f"A[{index}]")[0] == ones(taken)


@pytest.mark.parametrize(
    ("index", "cells"),
    [
        ("mask", picked(0, 2, 4)),  # the mask [[True, False, True], [False, True, False]]
        ("mask[:, 0]", picked(0, 0, 0)),
        (":, mask[0]", picked(0, 2, 0, 2)),
        ("torch.tensor([1, 0, 1])", picked(0, 0, 0, 1, 1, 1, 2, 2, 2)),
        (":, torch.tensor([[2, 0]])", picked(0, 1, 0, 1)),
        ("torch.tensor(1)", picked(0, 0, 0)),
    ],
)
def test_an_index_shows_which_cell_of_it_took_each(index, cells):
    assert found(f"A[{index}]")[1] == cells


def test_of_two_indices_each_shows_its_own_cell():
    _, rows, columns = found("X[:, torch.tensor([1, 0]), torch.tensor([2, 0])]")
    assert rows == columns == picked(0, 1, 0, 1)


@pytest.mark.parametrize(
    ("statement", "cells"),
    [
        ("A[-1, -1] = 100", [picked(0, 1, 2, 3, 4, None)]),
        ("A[:, 0] = torch.tensor([5.0, 6.0])", [picked(None, 1, 2, None, 4, 5), picked(0, None, None, 1, None, None)]),
        ("A[1] = v", [picked(0, 1, 2, None, None, None), picked(None, None, None, 0, 1, 2)]),
        ("A[:] = v", [picked(*[None] * 6), picked(0, 1, 2, 0, 1, 2)]),
        ("A[0] = v.unsqueeze(0)", [picked(None, None, None, 3, 4, 5), picked(0, 1, 2, None, None, None)]),
        ("A[mask] = 0.0", [picked(None, 1, None, 3, None, 5), picked(0, None, 2, None, 4, None)]),
        ("A[mask] = w", [picked(None, 1, None, 3, None, 5), picked(0, None, 2, None, 4, None),
                         picked(0, None, 1, None, 2, None)]),
        ("A[:, torch.tensor([2, 0])] = C[:2]", [picked(None, 1, None, None, 4, None), picked(1, None, 0, 1, None, 0),
                                                picked(1, None, 0, 3, None, 2)]),
    ],
)  # fmt: skip
def test_an_assignment_shows_what_is_left_and_what_was_written(statement, cells):
    assert found(statement) == cells


def test_of_a_cell_written_twice_the_last_is_shown_as_pytorch_has_it():
    source = torch.tensor([[1.0], [2.0], [3.0]])
    target = torch.zeros(2, 1)
    target[torch.tensor([0, 1, 0])] = source
    cells = found("T = torch.zeros(2, 1)\nT[torch.tensor([0, 1, 0])] = torch.tensor([[1.0], [2.0], [3.0]])")[2]
    assert [source.flatten()[cell].item() for (cell,) in cells] == target.flatten().tolist() == [3, 2]


# ---------------------------------------------------------------- operators, methods, settings


@pytest.mark.parametrize(
    ("program", "cells"),
    [
        ("A += B", [picked(0, 1, 2, 3, 4, 5), picked(0, 1, 2, 3, 4, 5)]),
        ("A *= v", [picked(0, 1, 2, 3, 4, 5), picked(0, 1, 2, 0, 1, 2)]),
        ("A + A", [picked(0, 1, 2, 3, 4, 5), picked(0, 1, 2, 3, 4, 5)]),
        ("2 - A", [picked(0, 1, 2, 3, 4, 5)]),
        ("-A", [picked(0, 1, 2, 3, 4, 5)]),
        ("A > v", [picked(0, 1, 2, 3, 4, 5), picked(0, 1, 2, 0, 1, 2)]),
        ("v + C[:, :1]", [picked(0, 1, 2, 0, 1, 2, 0, 1, 2), picked(0, 0, 0, 1, 1, 1, 2, 2, 2)]),
        ("A @ A.T", [[(0, 1, 2), (0, 1, 2), (3, 4, 5), (3, 4, 5)], [(0, 2, 4), (1, 3, 5), (0, 2, 4), (1, 3, 5)]]),
        ("A.where(mask, B)", [picked(0, None, 2, None, 4, None), picked(0, 1, 2, 3, 4, 5),
                              picked(None, 1, None, 3, None, 5)]),
        ("torch.where(mask, A, 0.0)", [picked(0, 1, 2, 3, 4, 5), picked(0, None, 2, None, 4, None)]),
        ("A.to(B)", [picked(0, 1, 2, 3, 4, 5), picked(*[None] * 6)]),  # only its dtype is taken
        ("A.to(torch.float16)", [picked(0, 1, 2, 3, 4, 5)]),
        ("A.to(n)", [picked(0, 1, 2, 3, 4, 5), picked(*[None] * 6)]),
        ("torch.max(A, B)", [picked(0, 1, 2, 3, 4, 5), picked(0, 1, 2, 3, 4, 5)]),
        ("A.max()", [[(0, 1, 2, 3, 4, 5)]]),
        ("A.sum(0, keepdim=True)", [[(0, 3), (1, 4), (2, 5)]]),
        ("torch.masked_select(v, mask)", [picked(0, 2, 1), picked(0, 2, 4)]),
        ("v.repeat_interleave(torch.tensor([1, 0, 2]))", [picked(0, 2, 2), picked(0, 2, 2)]),
        ("A.repeat_interleave(torch.tensor([1, 2]), dim=0)", [picked(0, 1, 2, 3, 4, 5, 3, 4, 5),
                                                             picked(0, 0, 0, 1, 1, 1, 1, 1, 1)]),
        ("torch.scatter(C, 0, torch.tensor([[0, 0]]), C[:1], reduce='add')",
         [picked(0, 1, 2, 3, 4, 5), picked(0, 1, None, None, None, None), picked(0, 1, None, None, None, None)]),
        ("torch.nn.functional.cross_entropy(A, torch.tensor([2, 1]), reduction='none')",
         [[(0, 1, 2), (3, 4, 5)], picked(0, 1)]),
    ],
)  # fmt: skip
def test_operators_methods_and_settings_are_seen(program, cells):
    assert found(program) == cells


def test_factors_of_zero_hide_nothing():
    assert found("torch.zeros(1, 2) @ torch.zeros(2, 1)") == [[(0, 1)], [(0, 1)]]
    assert found("torch.zeros(3).prod()") == [[(0, 1, 2)]]


def test_the_border_of_a_picture_is_no_cell():
    """With a border of one cell, the corners of the picture meet four cells of the 3 × 3 filter."""
    picture, weight = found(f"{F}conv2d(image, torch.ones(1, 1, 3, 3), padding=1)")
    assert (picture[0], weight[0]) == ((0, 1, 4, 5), (4, 5, 7, 8))
    assert (picture[15], weight[15]) == ((10, 11, 14, 15), (0, 1, 3, 4))


def test_equal_values_are_told_apart_as_sort_does():
    for descending in (False, True):
        program = f"torch.sort(torch.tensor([2, 1, 2, 1]), descending={descending}, stable=True)"
        order = torch.tensor([2, 1, 2, 1]).sort(descending=descending, stable=True).indices
        assert found(program) == [ones(order)]


def test_equal_rows_are_both_behind_a_unique_one():
    assert found("torch.unique(torch.tensor([[3, 4], [1, 2], [3, 4]]), dim=0)") == [[(2,), (3,), (0, 4), (1, 5)]]
    assert found("torch.unique(torch.tensor([3, 1, 3]), return_counts=True)", 1) == [[(1,), (0, 2)]]


def test_all_of_a_matrix_is_behind_each_cell_of_its_inverse():
    assert found("torch.linalg.inv(torch.rand(8, 8))") == [[tuple(range(64))] * 64]
    matrix, right = found("torch.linalg.solve(M, C)")
    assert matrix == [tuple(range(9))] * 6
    assert right == [(0, 2, 4), (1, 3, 5)] * 3


def test_in_sorted_rows_each_row_is_searched_for_itself():
    assert found("torch.searchsorted(A.sort().values, B)")[0] == [(0, 1, 2)] * 3 + [(3, 4, 5)] * 3


def test_empty_tensors_and_single_numbers_are_tensors_too():
    assert found("torch.zeros(0).sum()") == [[()]]
    assert found("torch.zeros(2, 0) @ torch.zeros(0, 1)") == [[(), ()], [(), ()]]
    assert found("torch.tensor(1.0) + torch.tensor(2.0)") == [[(0,)], [(0,)]]
    assert found("torch.isin(torch.tensor(1), torch.tensor([1, 2]))") == [[(0,)], [(0, 1)]]


def test_of_matrices_in_a_batch_each_keeps_to_itself():
    cells = found("torch.linalg.inv(torch.stack([M, M + 1]))")[0]
    assert cells == [tuple(range(9))] * 9 + [tuple(range(9, 18))] * 9


# ---------------------------------------------------------------- what must not happen


def test_large_tensors_and_outputs_made_of_nothing_have_no_sources():
    for program in (
        "torch.rand(50, 50).sum(0)",  # many cells
        "v.expand(1000, 3)",  # a large output
        "torch.linalg.inv(torch.rand(40, 40))",  # too many pairs of cells
        "torch.rand(1000, 1000) @ torch.rand(1000, 1000)",
        "torch.zeros_like(A)",
        "A.shape",
        "torch.ones(2, 3)",
    ):
        call = run(SAMPLES + program).calls[-1]
        assert sources(call) is None
        assert sources(call, 5) is None


def test_nothing_outside_changes():
    trace = run(SAMPLES + f"z.requires_grad_()\nA += B\n{F}dropout(A)\nA.max(dim=1)\nA[mask] = 0.0")
    before = [value.data.clone() for call in trace.calls for value in (*tensors(call.output), *of_inputs(call))]
    state, threads = torch.get_rng_state(), torch.get_num_threads()
    for call in trace.calls:
        assert sources(call) == sources(call)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.get_num_threads() == threads
    after = [value.data for call in trace.calls for value in (*tensors(call.output), *of_inputs(call))]
    assert all(torch.equal(*pair) for pair in zip(before, after, strict=True))


def of_inputs(call: Any) -> list[Any]:
    return [operand.value for operand in call.operands]
