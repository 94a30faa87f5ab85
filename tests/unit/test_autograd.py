"""The graph behind a program and one backward through it, against plain PyTorch."""

import pytest
import torch

from playground.autograd.graph import graph_of, roots
from playground.autograd.hooks import HOOKS
from playground.autograd.notes import broken_backward, broken_forward, cuts
from playground.autograd.plan import plan, wanting
from playground.autograd.play import backward
from playground.autograd.played import Choice, frames, played
from playground.autograd.presets import GRAPHS
from playground.autograd.script import script
from playground.autograd.sliding import slides
from playground.program import run

STEPS = GRAPHS[0].source


def named(graph):
    return {node.name: node for node in graph.nodes if node.name}


def test_the_graph_is_that_of_the_grad_fns():
    graph = graph_of(run(STEPS), "y")
    assert [(node.kind, node.operation, node.symbol, node.line) for node in graph.nodes] == [
        ("leaf", "AccumulateGrad", "", 1),
        ("operation", "PowBackward0", "**", 4),
        ("constant", "", "", 3),
        ("operation", "MulBackward0", "*", 4),
        ("leaf", "AccumulateGrad", "", 2),
        ("operation", "AddBackward0", "+", 4),
    ]
    assert [node.source for node in graph.nodes if node.kind == "operation"] == [
        "w ** 2",
        "w ** 2 * x",
        "w ** 2 * x + b",
    ]
    assert [(edge.source, edge.target, edge.place) for edge in graph.edges] == [
        (0, 1, 0),
        (1, 3, 0),
        (2, 3, -1),
        (3, 5, 0),
        (4, 5, 1),
    ]
    assert {name: float(node.value.data) for name, node in named(graph).items()} == {"w": 2, "x": 3, "b": 1, "y": 13}
    power = graph.nodes[1]
    assert [(each.name, each.text or float(each.tensor)) for each in power.saved] == [("exponent", "2"), ("self", 2.0)]


def test_a_shared_sub_expression_is_one_node_and_a_loop_is_what_ran():
    shared = graph_of(run("x = torch.tensor(1.5, requires_grad=True)\nh = torch.sin(x)\ny = h * x + h ** 2\n"), "y")
    assert [node.operation for node in shared.nodes].count("SinBackward0") == 1
    loop = graph_of(run(next(each.source for each in GRAPHS if each.name == "A loop")), "loss")
    assert [node.operation for node in loop.nodes].count("TanhBackward0") == 3
    assert [node.name for node in loop.nodes].count("w") == 1


def test_another_seed_takes_another_branch():
    source = next(each.source for each in GRAPHS if each.name == "A coin decides")
    found = {tuple(node.operation for node in graph_of(run(source, seed=seed), "y").nodes) for seed in range(8)}
    assert len(found) == 2


def test_a_step_inside_an_operation_belongs_to_its_line_and_has_a_shape():
    source = "x = torch.ones(4, 3)\nW = torch.ones(2, 3, requires_grad=True)\nb = torch.zeros(2, requires_grad=True)\n"
    graph = graph_of(run(source + "y = torch.nn.functional.linear(x, W, b).sum()\n"), "y")
    inner = next(node for node in graph.nodes if node.operation == "TBackward0")
    assert (inner.line, inner.shapes, inner.outputs) == (4, ((3, 2),), ())


def leaf_gradients(trace, root, start=None):
    """What torch.autograd.grad gives for every node's first output that the program names."""
    held = roots(trace)
    names = [name for name in held if name != root]
    gradients = torch.autograd.grad(
        held[root], [held[name] for name in names], start, retain_graph=True, allow_unused=True
    )
    return {name: each for name, each in zip(names, gradients, strict=True) if each is not None}


NETS = [
    *((each.source, None) for each in GRAPHS),
    ("x = torch.randn(3, 4, requires_grad=True)\nparts = x.chunk(2, dim=1)\ny = parts[0] * parts[1].exp()\n", "ones"),
    (
        "x = torch.randn(5, requires_grad=True)\na = x.clone()\na[1:3] = a[0] * 2\ny = (a.cumsum(0) * x).sum()\n",
        None,
    ),
    ("x = torch.randn(2, 3, requires_grad=True)\nm, where = x.max(1)\ny = (m * m).sum() + x.std()\n", None),
    ("E = torch.randn(5, 2, requires_grad=True)\ny = E[torch.tensor([0, 2, 2])].pow(3).sum()\n", None),
    ("x = torch.randn(3, 3, requires_grad=True)\nq = torch.softmax(x @ x.T, dim=1) @ x\ny = q.norm()\n", None),
]


@pytest.mark.parametrize(("source", "start"), NETS)
def test_every_recorded_gradient_is_that_of_autograd_grad(source, start):
    trace = run(source)
    root = list(roots(trace))[-1]
    begin = torch.ones_like(roots(trace)[root]) if start else None
    graph, done = graph_of(trace, root), backward(trace, root, begin)
    assert not done.message
    mine = done.gradients
    expected = leaf_gradients(trace, root, begin)
    compared = 0
    for name, tensor in expected.items():
        node = named(graph).get(name)
        if node is None or node.number not in mine or mine[node.number].shape != tensor.shape:
            continue
        assert torch.allclose(mine[node.number], tensor, equal_nan=True), name
        compared += 1
    assert compared
    for moment in done.moments:  # what arrives is what was sent, and adds up to what the node works with
        arrived = [each.gradient for each in moment.arrivals if each.output == moment.arrivals[0].output]
        total = torch.stack(arrived).sum(0)
        assert torch.allclose(total, moment.gradients[moment.arrivals[0].output], atol=1e-6, equal_nan=True)


def test_backward_leaves_the_program_as_it_was():
    source = "w = torch.tensor(2.0, requires_grad=True)\ny = w ** 3\ny.backward(retain_graph=True)\nz = y * 1\n"
    trace = run(source)
    w = trace.namespace["w"]
    assert float(w.grad) == 12
    for _ in range(2):
        done = backward(trace, "z")
        leaf = done.moments[-1]
        assert (float(leaf.before), float(leaf.gradients[0]), float(leaf.after)) == (12, 12, 24)
        assert float(w.grad) == 12
    assert float(torch.autograd.grad(trace.namespace["z"], w)[0]) == 12  # no hook is left, the graph is kept


def test_retain_grad_is_recorded_and_put_back():
    source = next(each.source for each in GRAPHS if "retain_grad" in each.name)
    trace = run(source)
    graph, done = graph_of(trace, "y"), backward(trace, "y")
    h = named(graph)["h"]
    assert h.retains
    assert next(moment.after for moment in done.moments if moment.node == h.number).tolist() == [3, 6]
    assert trace.namespace["h"].grad is None


@pytest.mark.parametrize(
    ("hook", "gradient"),
    [
        ("gradient * 0.5", 6),
        ("gradient * 2", 24),
        ("-gradient", -12),
        ("gradient * 0", 0),
        ("gradient.clamp(-1, 1)", 4),
    ],
)
def test_a_hook_changes_what_goes_on(hook, gradient):
    trace = run("w = torch.tensor(2.0, requires_grad=True)\nu = w ** 2\ny = u * 3\n")
    done = backward(trace, "y", hooks={"u": HOOKS[hook]})
    assert float(done.moments[-1].after) == gradient
    assert float(backward(trace, "y").moments[-1].after) == 12  # it is taken down again


@pytest.mark.parametrize(
    ("source", "root", "words", "operation"),
    [
        ("w = torch.tensor([1.0, 2.0], requires_grad=True)\ny = w * 2\n", "y", "only for scalar outputs", None),
        ("w = torch.tensor(2.0, requires_grad=True)\nfor i in range(1):\n    y = w ** 2\n    y.backward()\n", "y",
         "backward through the graph a second time", "PowBackward0"),
        ("w = torch.tensor(2.0, requires_grad=True)\ny = w.exp()\nz = y * y\ny.add_(1)\n", "z",
         "modified by an inplace operation", "MulBackward0"),
    ],
)  # fmt: skip
def test_where_backward_fails_pytorchs_words_and_the_node_are_kept(source, root, words, operation):
    trace = run(source)
    done = backward(trace, root)
    assert words in done.message
    graph = graph_of(trace, root)
    assert (graph.nodes[done.failed].operation if done.failed >= 0 else None) == operation
    if operation == "PowBackward0":
        assert any(each.freed for each in graph.nodes[done.failed].saved)


def test_a_name_without_a_graph_is_refused_in_words():
    trace = run("x = torch.ones(2)\ny = x * 2\n")
    assert roots(trace) == {}
    assert "y" in backward(trace, "y").refusal.text()
    assert graph_of(trace).nodes == ()


def test_cuts_and_broken_numbers_are_found():
    source = """\
x = torch.tensor([0.0, 4.0], requires_grad=True)
fixed = x.detach()
with torch.no_grad():
    off = x * 2
best = x.argmax()
"""
    assert [(cut.call.line, cut.reason) for cut in cuts(run(source))] == [(2, "detach"), (4, "no_grad"), (5, "steps")]
    trace = run("x = torch.tensor([0.0, 4.0], requires_grad=True)\nr = torch.log(x)\ny = (r * 0).sum()\n")
    graph = graph_of(trace, "y")
    assert graph.nodes[broken_forward(graph)].name == "r"
    trace = run(next(each.source for each in GRAPHS if each.name == "NaN"))
    graph = graph_of(trace, "y")
    assert broken_forward(graph) is None
    assert graph.nodes[broken_backward(backward(trace, "y"))].name == "r"


def test_a_program_s_own_backward_is_the_one_that_is_played():
    found = plan(
        "w = torch.ones(2, requires_grad=True)\ny = w * 2\ny.backward(torch.tensor([1.0, 5.0]))\nprint(w.grad)\n"
    )
    assert (found.root, found.line, found.gradient) == ("y", 3, "gradient")
    assert found.source.splitlines()[-1] == "gradient = torch.tensor([1.0, 5.0])"
    shown = played("w = torch.ones(2, requires_grad=True)\ny = w * 2\ny.backward(torch.tensor([1.0, 5.0]))\n", 0)
    assert shown.backward.moments[-1].after.tolist() == [2, 10]
    assert plan("y = 1\n").root == ""
    assert plan("for i in range(2):\n    y.backward()\n").line == 0
    assert plan("def (").source == "def ("


def test_the_last_single_number_is_where_backward_begins_and_an_element_can_be_chosen():
    shown = played("x = torch.tensor([1.0, 2.0], requires_grad=True)\nloss = (x ** 2).sum()\nprediction = x * 3\n", 0)
    assert (shown.root, shown.roots) == ("loss", ("loss", "prediction"))
    one = played("x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x ** 2\n", 0, Choice("y", 1))
    assert one.backward.moments[-1].after.tolist() == [0, 4]


def test_a_program_without_gradients_is_told_how_to_want_one():
    line, mended = wanting("x = torch.tensor([1.0, 2.0])\ny = x ** 2\n")
    assert line == "x = torch.tensor([1.0, 2.0], requires_grad=True)"
    assert played(mended, 0).root == "y"
    assert wanting("n = 3\n") is None
    assert wanting("x = torch.tensor([1, 2])\ny = x * 2\n") is None  # whole numbers cannot


def test_a_number_of_a_leaf_is_slid_by_changing_the_text():
    source = "あ = torch.tensor([1.0, -2.5], requires_grad=True)  # 葉\ny = (あ ** 2).sum()\n"
    one, other = slides(source)
    assert (one.name, other.name, other.value) == ("あ[0]", "あ[1]", -2.5)
    assert other.put(source, 3.0).startswith("あ = torch.tensor([1.0, 3.0], requires_grad=True)")
    assert slides("x = torch.tensor(2.0)\nw = torch.randn(2, requires_grad=True)\n") == ()
    values = other.values(41)
    assert len(values) == 41
    assert values[20] == -2.5


def test_frames_are_real_runs_and_a_branch_changes_the_graph_while_sliding():
    source = "w = torch.tensor(1.0, requires_grad=True)\nif w > 0:\n    y = w ** 2\nelse:\n    y = -w\n"
    done = frames(source, 0, Choice(), slides(source)[0])
    assert len(done) >= 5
    for value, shown in done:
        gradient = float(shown.backward.moments[-1].after)
        assert gradient == pytest.approx(2 * value if value > 0 else -1, abs=1e-6)
    assert {shown.graph.nodes[-1].operation for _, shown in done} == {"PowBackward0", "NegBackward0"}


@pytest.mark.parametrize("preset", GRAPHS, ids=lambda each: each.name)
def test_the_program_to_take_home_gives_the_same_gradients(preset, capsys):
    shown = played(preset.source, 0)
    exec(compile(script(shown, 0, Choice()), "autograd.py", "exec"), {})
    printed = capsys.readouterr().out
    leaves = {node.number: node.name for node in shown.graph.nodes if node.kind == "leaf"}
    for moment in shown.backward.moments:
        if moment.node in leaves:
            assert f"{leaves[moment.node]}.grad = {moment.after!s}" in printed


def test_the_script_has_the_hook_and_the_start(capsys):
    source = "x = torch.tensor([1.0, 2.0], requires_grad=True)\nh = x * 3\ny = h ** 2\n"
    for choice in (Choice("y", -1, (("h", "gradient * 0.5"),)), Choice("y", 1)):
        shown = played(source, 0, choice)
        exec(compile(script(shown, 0, choice), "autograd.py", "exec"), {})
        assert f"x.grad = {shown.backward.moments[-1].after}" in capsys.readouterr().out
