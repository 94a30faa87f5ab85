"""What a program is told, and what tutorials write that a program may write, too."""

import pytest
import torch

from playground.program import ProgramError, check, run
from playground.program.explain import explain


def refusal(program: str) -> ProgramError:
    with pytest.raises(ProgramError) as raised:
        check(program)
    return raised.value


@pytest.mark.parametrize(
    "program",
    [
        'device = "cuda" if torch.cuda.is_available() else "cpu"\nx = torch.ones(2, device=device)\ny = x.to(device)\n',
        'device = torch.device("cuda" if torch.cuda.is_available() else "cpu")\nx = torch.ones(2).to(device)\n',
        'device = "cpu"\nif device == "cpu":\n    x = torch.ones(2).to(device)\n',
    ],
)
def test_a_device_is_chosen_as_every_tutorial_does(program):
    trace = run(program)
    assert trace.error is None
    assert trace.namespace["x"].tolist() == [1, 1]


@pytest.mark.parametrize("code", ["device * 10", "device + device", 'device < "cuda"', "torch.ones(2)[device]"])
def test_the_name_of_a_device_is_no_text_to_work_with(code):
    assert run(f'device = "cpu"\nx = {code}\n').error is not None
    assert "Text in quotes" in str(refusal('x = "tpu"\n'))


IMPORTS = """\
import torch
import torch.nn as nn
import torch.nn.functional as F
import numpy as np
from torch import nn

"""


def test_one_edit_leaves_out_every_import():
    program = IMPORTS + "x = torch.ones(2)\ny = F.relu(x) + nn.functional.relu(x)\n"
    error = refusal(program)
    assert "No import is needed" in str(error)
    [edit] = explain(error, source=program).edits
    assert edit.source.strip() == ("x = torch.ones(2)\ny = torch.nn.functional.relu(x) + torch.nn.functional.relu(x)")


def test_imports_can_be_left_out_also_where_something_else_is_refused_later():
    program = IMPORTS + "layer = nn.Linear(3, 2)\n"
    [edit] = explain(refusal(program), source=program).edits
    assert edit.source.strip() == "layer = torch.nn.Linear(3, 2)"
    assert "no layers" in str(refusal(edit.source))


@pytest.mark.parametrize(
    "code", ["2.5.real", "torch.ones(2).shape[0].real", "[1, 2].T", "(1, 2).T", "torch.ones(2).dtype.real"]
)
def test_members_of_other_values_are_refused_without_a_falsehood(code):
    error = run(f"x = {code}\n").error
    assert error is not None
    name = code.rpartition(".")[2]
    real = eval(code.rpartition(".")[0], {"torch": torch})  # what a program may not have, Python has
    assert (error.refusal is not None) is hasattr(real, name)


def test_manual_seed_takes_what_torchs_own_takes():
    names = run(
        "torch.manual_seed(2.5)\na = torch.rand(2)\ntorch.manual_seed(torch.tensor(2))\nb = torch.rand(2)\n"
    ).namespace
    assert torch.equal(names["a"], torch.rand(2, generator=torch.Generator().manual_seed(2)))
    assert torch.equal(names["a"], names["b"])


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("torch.onse(2)", "torch.ones"),
        ("torch.tensr([1])", "torch.tensor"),
        ("zeros(3)", "torch.zeros"),
        ("torch.ones(2).maen()", ".mean"),
        ("torch.float23", "torch.float32"),
        ("open('x')", ""),
        ("torch.utils", ""),
        ("torch.hub", ""),
    ],
)
def test_what_was_meant_is_suggested_only_where_it_is_close(code, hint):
    _, arrow, found = str(refusal(f"x = {code}\n")).partition(" → ")
    assert found == hint
    assert bool(arrow) is bool(hint)


def test_elements_are_taken_with_square_brackets():
    program = "A = torch.ones(2, 3)\nB = A(0)\n"
    error = refusal(program)
    assert "A[0]" in str(error)
    assert explain(error, source=program).edits[0].source == "A = torch.ones(2, 3)\nB = A[0]\n"


def test_operands_have_the_names_that_the_program_gives_them():
    trace = run(
        "A = torch.ones(2, 3)\ni = torch.tensor(1)\nj = torch.tensor([0, 2])\nB = A[i, j]\nL = [j, j]\n"
        "C = torch.cartesian_prod(*L)\nD = torch.cartesian_prod(*[i.reshape(1), j])\nE = torch.block_diag(*[i, j])\n"
    )
    called = {call.source: [operand.source for operand in call.operands] for call in trace.calls}
    assert called["A[i, j]"] == ["A", "i", "j"]
    assert called["torch.cartesian_prod(*L)"] == ["L[0]", "L[1]"]
    assert called["torch.block_diag(*[i, j])"] == ["i", "j"]


def test_what_pytorch_cannot_do_is_told_apart_from_what_is_not_known():
    huge = "x = torch.zeros(100_000, 100_000)\n"
    own = run(huge + "y = torch.linalg.inv(torch.zeros(3, 3, dtype=torch.float16))\n").error
    assert own.refusal is None
    assert "Low precision" in own.message
    unknown = run(huge + "y = x[0, 0].item()\n").error
    assert "depends on values" in unknown.message


@pytest.mark.parametrize(
    "code", ["len(torch.tensor(1.0))", "a, b = 5", "a, b = torch.tensor(1.0)", "a, b = torch.ones(3)"]
)
def test_what_has_no_length_is_told_in_pythons_own_words(code):
    with pytest.raises((TypeError, ValueError)) as raised:
        exec(code, {"torch": torch})
    assert run(code + "\n").error.message == str(raised.value)
