"""The rule of broadcasting, against what PyTorch does."""

import itertools
import random
import subprocess
import sys

import pytest
import torch

from playground.program.listing import listing
from playground.program.outcomes import outcome
from playground.program.records import TensorValue
from playground.tensors.alignment import align, rule
from playground.tensors.alignment_presets import OPERATORS, PRESETS, TRAPS
from playground.tensors.entries import expression

SMALL = [shape for axes in range(4) for shape in itertools.product((0, 1, 2, 3), repeat=axes)]


def broadcast(*shapes):
    try:
        return tuple(torch.broadcast_tensors(*[torch.empty(shape) for shape in shapes])[0].shape)
    except RuntimeError:
        return None


def some(count, operands):
    """Return shapes of up to 4 axes, drawn with a fixed seed, most sizes such that they may fit."""
    draw = random.Random(0)
    for _ in range(count):
        full = [draw.choice((0, 2, 3)) for _ in range(4)]
        yield tuple(
            tuple(size if draw.random() < 0.55 else draw.choice((1, 1, 1, 2)) for size in full[draw.randrange(5) :])
            for _ in range(operands)
        )


def test_every_pair_of_small_shapes_is_aligned_as_pytorch_does_it():
    for shapes in itertools.product(SMALL[:30], SMALL):
        assert align(shapes).shape == broadcast(*shapes), shapes


@pytest.mark.parametrize("operands", [1, 2, 3])
def test_many_shapes_are_aligned_as_pytorch_does_it(operands):
    found = [(align(shapes).shape, broadcast(*shapes)) for shapes in some(500, operands)]
    assert all(ours == theirs for ours, theirs in found)
    assert {theirs is None for _, theirs in found} == ({False} if operands == 1 else {False, True})


def test_strides_and_bytes_are_those_of_the_expanded_tensor():
    for shapes in some(300, 3):
        dtypes = [torch.float32, torch.int64, torch.bool]
        alignment = align(shapes, dtypes)
        if alignment.shape is None:
            continue
        for stretch, shape, dtype in zip(alignment.operands, shapes, dtypes, strict=True):
            expanded = torch.zeros(shape, dtype=dtype).expand(alignment.shape)
            assert stretch.strides == expanded.stride()
            assert stretch.nbytes == expanded.untyped_storage().nbytes()
            assert stretch.copied == expanded.clone(memory_format=torch.contiguous_format).untyped_storage().nbytes()


def test_a_stretched_axis_has_stride_0_and_no_other_has():
    for shapes in some(300, 2):
        alignment = align(shapes)
        for place, stretch in enumerate(alignment.operands):
            if not alignment.shape or 0 in alignment.shape:
                continue
            for column in alignment.columns:
                moved = place in column.stretched or (place in column.missing and column.size != 1)
                if column.size != 1:
                    assert (stretch.strides[column.axis] == 0) == moved, shapes


def test_columns_come_from_the_right_and_none_is_left_out_after_a_clash():
    columns = align([(2, 5, 3), (4, 1)]).columns
    assert [column.axis for column in columns] == [-1, -2, -3]
    assert [column.verdict for column in columns] == ["stretched", "clash", "missing"]
    assert [column.sizes for column in columns] == [(3, 1), (5, 4), (2, None)]
    assert [column.size for column in columns] == [3, None, 2]
    assert columns[0].stretched == (1,)
    assert columns[1].clashing == (0, 1)
    assert columns[2].missing == (1,)


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ([(3,), (3,)], ["Equal: all have 3."]),
        ([(1,), (3,)], ["1 in A: it is stretched to 3."]),
        ([(), (3,)], ["No axis in A: it counts as 1 and is stretched to 3."]),
        ([(), (1,)], ["No axis in A: it counts as 1."]),
        (
            [(), (1,), (4,)],
            ["No axis in A: it counts as 1 and is stretched to 4.", "1 in B: it is stretched to 4."],
        ),
    ],
)
def test_the_rule_is_said_in_words(shapes, said):
    assert [str(message) for message in rule(align(shapes).columns[0], "ABC")] == said


def test_a_clash_names_the_two_sizes_and_two_ways_out():
    [message] = rule(align([(1,), (2,), (2,), (3,)]).columns[0], "ABCD")
    assert str(message).startswith("B has 2, D has 3: they differ, and neither is 1. Two ways out:")


def test_sizes_that_pytorch_cannot_count_have_no_strides():
    alignment = align([(10**9, 1, 1), (10**9,) * 3])
    assert alignment.shape == (10**9,) * 3
    assert [stretch.strides for stretch in alignment.operands] == [None, None]
    assert alignment.operands[0].copied == 4 * 10**27


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("shapes", [((2, 1), (3,)), ((2, 1), (3,), (4, 1, 1))])
def test_every_operator_gives_the_aligned_shape(name, shapes):
    lines = [f"{letter} = {expression(str(shape), letter)}" for letter, shape in zip("ABC", shapes, strict=False)]
    trace = outcome("\n".join([*lines, f"result = {OPERATORS[name].expression(len(shapes))}"])).trace
    assert trace.error is None
    assert trace.steps[-1].names["result"].shape == align(shapes).shape


def test_every_preset_shows_what_its_name_says():
    shapes = {preset.name: tuple(_shape(text) for text in preset.entries) for preset in PRESETS}
    assert align(shapes["Matrix + row"]).shape == (2, 3)
    assert align(shapes["A table of sums"]).shape == (3, 4)
    assert align(shapes["A clash"]).shape is None
    assert align(shapes["The (3, 1) trap"]).shape == (3, 3)
    assert len(shapes["Three at once"]) == 3


def _shape(text):
    return tuple(outcome(f"x = {expression(text, 'x')}").trace.steps[0].names["x"].shape)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_a_trap_gives_no_error_but_another_result(trap):
    ends = []
    for way in (trap.wrong, trap.right):
        program = trap.program(way)
        trace = outcome(program).trace
        assert trace.error is None
        value = trace.steps[-1].result
        ends.append(value.data.tolist() if isinstance(value, TensorValue) else value.text)
    assert ends[0] != ends[1]


def test_the_code_of_the_traps_runs_as_it_stands():
    programs = [listing(trap.program(way)) for trap in TRAPS for way in (trap.wrong, trap.right)]
    subprocess.run([sys.executable, "-W", "ignore", "-c", "\n".join(programs)], check=True)


def test_only_the_loss_is_warned_of():
    warned = {trap.name: [step.warnings for step in outcome(trap.program(trap.wrong)).trace.steps] for trap in TRAPS}
    assert [name for name, each in warned.items() if any(each)] == ["A loss on (N, 1) against (N,)"]
    assert any("Using a target size (torch.Size([3])) that is different" in text for step in
               warned["A loss on (N, 1) against (N,)"] for text in step)  # fmt: skip
