"""Autograd's circles give back their memory when nobody needs them any more."""

import gc
from pathlib import Path

import pytest
import torch

from playground.program import run
from playground.program.ties import let_go

MIB = 2**20
CIRCLES = {  # name → a program, and how many MiB its circle keeps
    "a gradient with a graph": "x = torch.zeros(1_048_576, requires_grad=True)\nx.grad = x * 2\n",
    "create_graph": "x = torch.ones(524_288, requires_grad=True)\n(x * x * x).sum().backward(create_graph=True)\n",
    "each is in the gradient of the other": (
        "x = torch.zeros(1_048_576, requires_grad=True)\ny = torch.zeros(1_048_576, requires_grad=True)\n"
        "x.grad = y * 2\ny.grad = x * 2\n"
    ),
    "written into what its graph has kept": (
        "a = torch.zeros(1_048_576)\nw = torch.ones(1, requires_grad=True)\na[0] = (a * w).sum()\n"
    ),
    "through a view": (
        "a = torch.zeros(1_048_576)\nw = torch.ones(1, requires_grad=True)\nv = a[1:]\nv[0] = (v * w).sum()\n"
    ),
    "the gradient of a result": "x = torch.ones(1_048_576, requires_grad=True)\ny = x * 2\ny.grad = y * y\n",
    "the gradient of a view": ("x = torch.ones(1_048_576, requires_grad=True)\ny = x * 2\nv = y[1:]\nv.grad = v * v\n"),
    "in a list": "L = [torch.zeros(1_048_576, requires_grad=True)]\nL[0].grad = L[0] * 2\n",
    "after which the program was too large": (
        "x = torch.zeros(1_048_576, requires_grad=True)\nx.grad = x * 2\ny = torch.zeros(40_000_000)\n"
    ),
}


def memory() -> float:
    """Return what the process has in memory, in MiB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / MIB


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("program", CIRCLES.values(), ids=CIRCLES)
def test_thirty_runs_take_no_more_memory_than_a_few(program):
    for _ in range(5):
        assert run(program).error is None
    before = memory()
    for _ in range(30):
        run(program)
    assert memory() - before < 40, "thirty circles of at least 4 MiB each would be 120"


def test_what_somebody_holds_keeps_its_gradient_until_it_is_held_no_longer():
    x = run("x = torch.tensor([3.0], requires_grad=True)\nx.grad = x * 2\n").namespace["x"]
    run("y = 1")
    assert x.grad.tolist() == [6.0]
    gradient = run("x = torch.tensor([3.0], requires_grad=True)\nx.grad = x * 2\n").namespace["x"].grad
    run("y = 1")
    assert torch.autograd.grad(gradient, gradient.grad_fn.next_functions[0][0].variable)[0].tolist() == [2.0]


def test_a_trace_that_lives_keeps_everything():
    trace = run("x = torch.tensor(2.0, requires_grad=True)\n(x ** 3).backward(create_graph=True)\n")
    run("y = 1")
    let_go()
    x = trace.namespace["x"]
    assert torch.autograd.grad(x.grad, x)[0].item() == 12.0


def test_a_program_without_circles_has_none_to_untie():
    assert run("x = torch.ones(3, requires_grad=True)\n(x * x).sum().backward()\ny = x.grad + 1\n").ties is None
