"""A program's trace: the same as plain Python, step by step, within its limits."""

import contextlib
import io
import threading

import numpy as np
import pytest
import torch

from benchmarks.program_cost import REFERENCE
from playground.program import Limits, ProgramError, TensorValue, outcomes, run
from playground.tensors.memory_presets import MEMORY
from playground.tensors.presets import PROGRAMS
from playground.translations import use

ORDINARY = [
    REFERENCE,
    *(preset.source for preset in (*PROGRAMS, *MEMORY) if "100_000" not in preset.source),
    "x = torch.arange(6)\ny = x.view(2, 3)\nx[0] = 9\nz = y[0, 0].item() + 1\n",
    "a = np.array([1.0, 2.0])\nt = torch.from_numpy(a)\na[0] = 7\nt += 1\n",
    "x = torch.rand(3)\ny = torch.randn(2, 2)\nz = torch.randint(0, 9, (4,))\np = torch.randperm(5)\n",
    "total = 0\nfor i in range(5):\n    if i == 3:\n        continue\n    total += i\n",
    "for i in range(9):\n    if i > 4:\n        break\n",
    "a, b = torch.ones(2, 3)\nc, d = 1, 2\n[e, f] = [c, d]\n",
    "v, i = torch.tensor([[3, 1], [2, 5]]).max(dim=1)\nm = torch.tensor([1.0, 4.0]).max(0).values\n",
    "L = [torch.full((2,), n) for n in range(4) if n != 2]\nS = torch.stack(L)\nn = 7\nM = [n for n in range(3)]\n",
    "x = torch.ones(3, requires_grad=True)\ny = (x ** 2).sum()\ny.backward()\nwith torch.no_grad():\n    x -= 0.1 * x.grad\n",
    "A = torch.zeros(3, 3)\nA[1] = 5\nA[:, 0] += 2\nA[A > 4] = -1\nA[-1, -1] = 100\nB = A.T\nB *= 2\n",
    "x = 1 < 2 < 3\ny = 3 > 2 > 5\nz = 0 or 7\nw = 1 and 0\nu = not 5\nt = 4 if y else 6\n",
    "a = torch.ones(2)\nb = a\nc = a is b\nd = a is not b\ne = a.data_ptr() == b.data_ptr()\n",
    "s = torch.ones(2, 3).shape\nn = s[0] * s[1]\nk = s.numel()\nt = torch.zeros(*s)\n",
    "x = torch.ones(4)\nfor row in torch.arange(6).reshape(3, 2):\n    x[row[0] // 2] = row[1]\n",
    "x = 7 // 2 + 7 % 3 - 2 ** 3 / 4\ny = -x\nz = abs(min(x, y)) + max(1, 2) + round(2.567, 1) + int('12') + float('1.5')\n",
    "q = list(zip([1, 2], [3, 4]))\nr = [i * j for i, j in q]\ne = enumerate([5, 6])\nn = len(q) + sum(r)\n",
]
FAILING = [
    "A = torch.ones(2, 3)\nB = A @ A\n",
    "x = torch.ones(3)[5]\n",
    "a = [1, 2]\nb = a[7]\n",
    "x = 1 / 0\n",
    "a, b = torch.ones(3)\n",
    "x = int('abc')\n",
    "if torch.ones(2) > 0:\n    pass\n",
    "x = torch.tensor([1, 2], requires_grad=True)\n",
]


def plainly(source: str) -> tuple[dict, str, tuple[str, str] | None]:
    """Return the names, what was printed and the error of a program run by Python itself."""
    names: dict = {"torch": torch, "np": np}
    printed, error = io.StringIO(), None
    state = torch.default_generator.get_state()
    torch.manual_seed(0)
    with contextlib.redirect_stdout(printed):
        try:
            exec(source, names)
        except Exception as raised:  # noqa: BLE001
            error = type(raised).__name__, str(raised)
    torch.default_generator.set_state(state)
    return {k: v for k, v in names.items() if k not in ("torch", "np", "__builtins__")}, printed.getvalue(), error


def same(mine, theirs) -> bool:
    if isinstance(theirs, torch.Tensor):
        return mine.dtype == theirs.dtype and mine.stride() == theirs.stride() and torch.equal(mine, theirs)
    if isinstance(theirs, np.ndarray):
        return bool((mine == theirs).all())
    if isinstance(theirs, list | tuple):
        return len(mine) == len(theirs) and all(map(same, mine, theirs))
    return isinstance(theirs, enumerate) or mine == theirs


@pytest.mark.parametrize("source", ORDINARY, ids=range(len(ORDINARY)))
def test_a_program_gives_what_python_gives(source):
    names, printed, error = plainly(source)
    trace = run(source)
    assert trace.shapes_only is None
    assert (trace.error and (trace.error.type, trace.error.message)) == error
    assert "".join(step.printed for step in trace.steps) == printed
    assert set(trace.namespace) == set(names)
    for name, value in names.items():
        if "data_ptr" not in source or not isinstance(value, int):
            assert same(trace.namespace[name], value), name


@pytest.mark.parametrize("source", FAILING)
def test_an_error_is_pytorchs_own_word_for_word_and_the_steps_before_it_stay(source):
    names, _printed, error = plainly(source)
    trace = run(source)
    assert (trace.error.type, trace.error.message) == error
    assert set(trace.namespace) == set(names)


def test_every_sub_expression_is_recorded_with_its_shape():
    trace = run("A = torch.ones(2, 3)\nB = torch.cat([A, A.T @ A], dim=0).mean(1)\n")
    assert [(call.symbol, call.output.shape) for call in trace.steps[1].calls] == [
        (".T", (3, 2)),
        ("@", (3, 3)),
        ("cat", (5, 3)),
        ("mean", (5,)),
    ]
    assert trace.steps[1].bound == ("B",)
    assert [operand.source for operand in trace.steps[1].calls[2].operands] == ["A", "A.T @ A"]


def test_places_count_characters_also_after_japanese():
    [call] = run('x = torch.einsum("i->i", torch.ones(2))  # 形状\n').calls[1:]
    assert (call.line, call.span.column) == (1, 5)
    error = run("形 = torch.ones(2); y = 形 @ torch.ones(3)\n").error
    assert error.span.text == "形 @ torch.ones(3)"
    assert error.span.column == 24


def test_a_picture_is_of_its_moment_and_storage_and_version_tell_who_shares():
    first, view, write = run("a = torch.zeros(3)\nb = a[1:]\nb += 1\n").steps
    assert first.names["a"].data.tolist() == [0, 0, 0]
    assert write.names["a"].data.tolist() == [0, 1, 1]
    assert view.names["a"].storage == view.names["b"].storage
    assert (view.names["a"].version, write.names["a"].version) == (0, 1)


def test_programs_that_run_at_the_same_time_draw_their_own_random_numbers():
    source = "x = torch.rand(50)\nfor i in range(50):\n    x = x + torch.rand(50)\n"
    alone = {seed: run(source, seed=seed).namespace["x"] for seed in range(4)}
    found: dict[int, torch.Tensor] = {}

    def work(seed: int) -> None:
        found[seed] = run(source, seed=seed).namespace["x"]

    threads = [threading.Thread(target=work, args=(seed,)) for seed in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(torch.equal(found[seed], alone[seed]) for seed in alone)
    assert not torch.equal(alone[0], alone[1])


def test_pytorchs_warnings_are_heard():
    source = "p = torch.ones(3, 1)\nloss = torch.nn.functional.mse_loss(p, torch.ones(3))\n"
    assert any("target size" in text for step in run(source).steps for text in step.warnings)


# Limits


def test_what_is_too_large_is_told_with_every_shape_and_its_bytes():
    trace = run("A = torch.randn(100_000, 100_000)\nB = A @ A.T\nc = torch.cat([B, B]).mean(0)\n")
    assert [call.output.shape for call in trace.calls] == [
        (100_000, 100_000),
        (100_000, 100_000),
        (100_000, 100_000),
        (200_000, 100_000),
        (100_000,),
    ]
    assert trace.nbytes == 4 * (100_000**2 + 100_000**2 + 2 * 100_000**2 + 100_000)
    assert all(call.output.data is None for call in trace.calls)
    assert "37.25 GiB" in str(trace.shapes_only)
    use("ja")
    assert "37.25 GiB" in trace.shapes_only.text() != str(trace.shapes_only)
    use("en")


def test_what_fits_just_so_is_run():
    count = Limits().bytes // 8
    assert run(f"x = torch.zeros({count})\n").shapes_only is None
    assert run(f"x = torch.zeros({2 * count + 1})\n").shapes_only is not None


def test_too_many_lines_and_numbers_out_of_reach_still_show_shapes():
    long = run("x = torch.ones(2, 3)\n" * 201)
    assert long.shapes_only is not None
    assert long.steps[-1].names["x"].shape == (2, 3)
    number = run(f"x = torch.ones(4)\ny = {2**64}\n")
    assert number.shapes_only is not None
    assert number.steps[0].names["x"].shape == (4,)
    with pytest.raises(ProgramError, match="20,000"):
        run("x = 1\n" * 200_000)


def test_gradients_of_what_is_too_large_have_shapes():
    trace = run("w = torch.zeros(50_000, 2_000, requires_grad=True)\nw.sum().backward()\ng = w.grad\n")
    value = trace.steps[-1].names["g"]
    assert isinstance(value, TensorValue)
    assert value.shape == (50_000, 2_000)


def test_a_loop_that_does_not_end_in_time_ends():
    trace = run("for i in range(999):\n    for j in range(999):\n        pass\n")
    assert trace.error is not None or trace.shapes_only is not None


def test_what_the_clock_ended_is_tried_again_for_the_next_visitor(monkeypatch):
    source = "x = torch.ones(3)\nfor i in range(400):\n    x = x * 1.001\n"
    monkeypatch.setattr(outcomes, "run", lambda source, seed: run(source, seed=seed, limits=Limits(seconds=0.0)))
    slow = outcomes.outcome(source)
    assert slow.trace.shapes_only or slow.trace.error
    monkeypatch.undo()
    assert outcomes.outcome(source).trace.shapes_only is None
    assert outcomes.outcome(source) is outcomes.outcome(source)
