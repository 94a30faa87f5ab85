"""What the pages on autograd need of programs."""

import pytest
import torch
from torch.nn import functional as F

from playground.program import ProgramError, TensorValue, check, run

X = "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"


def ends(program: str) -> dict:
    trace = run(program)
    assert trace.error is None, trace.error
    assert trace.shapes_only is None
    return dict(trace.namespace)


def test_gradients_are_asked_for_read_zeroed_and_dropped():
    names = ends(
        "x = torch.ones(3)\nx.requires_grad_()\ny = (x * 2).sum()\nleaf = [x.is_leaf, y.is_leaf]\ny.backward()\n"
        "g = x.grad.clone()\nx.grad.zero_()\nz = x.grad.clone()\nx.grad = None\n"
    )
    assert names["leaf"] == [True, False]
    assert names["g"].tolist() == [2, 2, 2]
    assert names["z"].tolist() == [0, 0, 0]
    assert names["x"].grad is None


def test_the_node_that_made_a_tensor_is_printed_by_name():
    [*_, step] = run(X + "y = x.sum()\nprint(y.grad_fn, x.grad_fn)\n").steps
    assert step.printed.startswith("<SumBackward0 object at ")
    assert step.printed.endswith(" None\n")


def test_backward_goes_twice_with_a_gradient_of_its_own_and_keeps_that_of_a_result():
    names = ends(
        X
        + "y = x * 3\ny.retain_grad()\nz = y ** 2\nz.sum().backward(retain_graph=True)\nz.backward(gradient=torch.ones(2))"
        "\nw = x * 5\nw.backward(torch.ones_like(w))\nkept = [y.retains_grad, x.retains_grad]\n"
    )
    assert names["y"].grad.tolist() == [12, 24]
    assert names["x"].grad.tolist() == [2 * 18 + 5, 2 * 36 + 5]
    assert names["kept"] == [True, False]


def test_a_derivative_has_a_derivative():
    names = ends(
        "x = torch.tensor(2.0, requires_grad=True)\ny = x ** 3\n(g,) = torch.autograd.grad(y, x, create_graph=True)\n"
        "(h,) = torch.autograd.grad(g, x)\n"
    )
    assert (names["g"].item(), names["h"].item()) == (12, 12)
    names = ends(X + "torch.autograd.backward([x.sum(), (x * 2).sum()])\n")
    assert names["x"].grad.tolist() == [3, 3]


@pytest.mark.parametrize(
    ("context", "followed"),
    [
        ("torch.no_grad()", False),
        ("torch.enable_grad()", True),
        ("torch.inference_mode()", False),
        ("torch.inference_mode(False)", True),
        ("torch.inference_mode(mode=True)", False),
        ("torch.set_grad_enabled(False)", False),
        ("torch.set_grad_enabled(True)", True),
        ("torch.set_grad_enabled(x.sum() > 5)", None),
    ],
)
def test_contexts_say_whether_autograd_follows(context, followed):
    trace = run(X + f"with {context}:\n    y = x * 2\nz = x * 3\n")
    if followed is None:
        assert "True or False" in trace.error.message, "a tensor is no truth value of Python's"
        return
    assert trace.namespace["y"].requires_grad is followed
    assert trace.namespace["z"].requires_grad
    assert torch.is_grad_enabled()


@pytest.mark.parametrize(
    "context",
    [
        "torch.no_grad() as g",
        "torch.no_grad",
        "torch.zeros(2)",
        "x",
        "torch.no_grad(), torch.no_grad()",
        "torch.no_grad(x)",
        "torch.set_grad_enabled()",
        "torch.inference_mode(True, True)",
    ],
)
def test_with_is_for_contexts_alone(context):
    with pytest.raises(ProgramError):
        check(X + f"with {context}:\n    y = 1\n")


def test_gradients_are_clipped():
    program = (
        "v = torch.tensor([3.0], requires_grad=True)\nw = torch.tensor([4.0], requires_grad=True)\n"
        "(1.5 * v ** 2 / 3 + w ** 2 / 2).sum().backward()\ng = v.grad\n"
    )
    trace = run(program + "norm = torch.nn.utils.clip_grad_norm_([v, w], 1.0)\n")
    assert trace.namespace["norm"].item() == pytest.approx(5.0)
    assert trace.namespace["w"].grad.item() == pytest.approx(0.8)
    assert trace.steps[-1].names["g"].data.item() == pytest.approx(0.6), "the picture of v.grad is new, too"
    trace = run(program + "torch.nn.utils.clip_grad_value_([v, w], 0.5)\n")
    assert (trace.namespace["v"].grad.item(), trace.namespace["w"].grad.item()) == (0.5, 0.5)


def test_a_gradient_that_has_a_name_is_seen_to_grow():
    steps = run(X + "x.sum().backward()\ng = x.grad\nx.sum().backward()\n").steps
    value = steps[-1].names["g"]
    assert isinstance(value, TensorValue)
    assert value.data.tolist() == [2, 2]
    assert steps[-2].names["g"].data.tolist() == [1, 1]


def test_losses_have_gradients():
    names = ends(
        X + "t = torch.tensor([0.0, 1.0])\na = torch.nn.functional.binary_cross_entropy(torch.sigmoid(x), t)\n"
        "b = torch.nn.functional.mse_loss(torch.tanh(x), t)\n(a + b).backward()\n"
    )
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    t = torch.tensor([0.0, 1.0])
    (F.binary_cross_entropy(torch.sigmoid(x), t) + F.mse_loss(torch.tanh(x), t)).backward()
    assert torch.equal(names["x"].grad, x.grad)


def test_a_result_is_cut_off_in_place():
    assert not ends(X + "y = x * 2\ny.detach_()\n")["y"].requires_grad


def test_complex_leaves_have_gradients_and_conjugates_are_shown():
    trace = run(
        "z = torch.tensor([1 + 2j], requires_grad=True)\nc = z.conj()\n(z * c).real.sum().backward()\ng = z.grad\n"
    )
    assert trace.namespace["g"].tolist() == [2 + 4j]
    assert trace.steps[1].names["c"].data.numpy().tolist() == [1 - 2j]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("x.register_hook(lambda g: 2 * g)", "retain_grad"),
        ("x.sum().grad_fn.next_functions", "print"),
        ("torch.optim.SGD([x], lr=0.1)", "w -= 0.1 \\* w.grad"),
        ("torch.set_grad_enabled(False)", "with torch.set_grad_enabled"),
        ("torch.nn.Linear(2, 1)", "x @ w \\+ b"),
        ("@torch.no_grad()\ndef step(x):\n    return x", "functions"),
    ],
)
def test_what_is_closed_is_told_kindly(code, words):
    with pytest.raises(ProgramError, match=words):
        check(X + code + "\n")
