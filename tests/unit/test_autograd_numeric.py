"""Finite differences against autograd and against closed forms."""

import math

import pytest
import torch

from playground.autograd.graph import graph_of
from playground.autograd.numeric import CELLS, DIFFERENT, LARGE, RANDOM, compare
from playground.autograd.play import backward
from playground.autograd.played import Choice, comparisons
from playground.autograd.presets import GRAPHS
from playground.program import run


def compared(source, root, start=None):
    trace = run(source)
    assert trace.error is None
    graph, done = graph_of(trace, root), backward(trace, root, start)
    return {graph.nodes[each.node].name: each for each in compare(trace, graph, done, root)}


def test_a_slope_that_is_known():
    found = compared("x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = (x ** 3).sum()\n", "y")["x"]
    assert torch.allclose(found.differences, torch.tensor([3.0, 12.0], dtype=torch.float64), atol=1e-7)
    assert found.tried == 2
    assert found.largest < 1e-6


@pytest.mark.parametrize("preset", GRAPHS, ids=lambda each: each.name)
def test_both_ways_agree_for_every_preset_but_those_that_are_about_it(preset):
    for comparison in comparisons(preset.source, 0, Choice()):
        if preset.name == "NaN":
            assert comparison.largest == math.inf
        elif "detach" in preset.name:  # autograd does not see the second way
            assert torch.allclose(comparison.differences, 2 * comparison.gradient.double(), atol=1e-5)
        else:
            assert comparison.largest < 1e-5


@pytest.mark.parametrize(
    "source",
    [
        "x = torch.randn(4, requires_grad=True)\na = torch.zeros(4)\na[1:3] = x[0]\na[3] = x[1]\ny = (a * x).sum()\n",
        "x = torch.randn(2, 3, requires_grad=True)\nc = x * 1\nc.mul_(2)\nc[0].add_(x[1])\ny = (c ** 2).sum()\n",
        "x = torch.zeros(3)\nx[0] = 5\nx.requires_grad_()\ny = (x + 1).prod()\n",
        "x = torch.randn(6, requires_grad=True)\nv = x.view(2, 3)\nt = v.T\ny = (t @ v).sum()\n",
        "x = torch.tensor([[1 + 2j, 3 - 1j]], requires_grad=True)\ny = (x * x).real.sum() + (x ** 3).imag.sum()\n",
        "x = torch.randn(3, requires_grad=True)\nh = x.to(torch.float64)\ny = (h * h.sin()).sum()\n",
        "x = torch.randn(3, requires_grad=True)\nn = x.sum().item()\ny = (x * 2).relu().sum() * 3\n",
    ],
)
def test_views_writes_and_other_dtypes_are_worked_out_again(source):
    [found] = compared(source, "y").values()
    assert found.reason is None
    assert found.largest < 1e-3


def test_a_start_of_its_own_weighs_the_elements():
    source = "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x ** 2\n"
    found = compared(source, "y", torch.tensor([1.0, 10.0]))["x"]
    assert torch.allclose(found.differences, torch.tensor([2.0, 40.0], dtype=torch.float64), atol=1e-6)


def test_what_cannot_be_repeated_says_why():
    random = "x = torch.ones(4, requires_grad=True)\ny = torch.nn.functional.dropout(x).sum()\n"
    assert compared(random, "y")["x"].reason.template == RANDOM
    large = "x = torch.ones(100, 100, requires_grad=True)\ny = x.sum()\n"
    assert compared(large, "y")["x"].reason.template == LARGE
    assert DIFFERENT


def test_of_many_elements_some_are_tried():
    found = compared("x = torch.randn(20, 20, requires_grad=True)\ny = (x ** 2).sum()\n", "y")["x"]
    assert found.tried <= CELLS
    assert int((~found.differences.isnan()).sum()) == found.tried
    assert found.largest < 1e-5
