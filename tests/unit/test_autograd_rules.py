"""Every rule in the table, worked out as the code that it shows, against the gradient that autograd gave."""

import ast
import math
import re

import pytest
import torch

from playground.autograd.graph import graph_of, start, walk
from playground.autograd.play import backward
from playground.autograd.rules import RULES
from playground.autograd.wording import arguments, formula, label
from playground.program import run

BEFORE = """\
A = (torch.rand(2, 3) + 0.1).requires_grad_()
B = (torch.rand(2, 3) + 0.1).requires_grad_()
M = (torch.rand(3, 2) + 0.1).requires_grad_()
v = (torch.rand(3) + 0.1).requires_grad_()
w = (torch.rand(3) + 0.1).requires_grad_()
b = (torch.rand(2) + 0.1).requires_grad_()
places = torch.tensor([0, 2])
columns = torch.tensor([[0, 1, 1]])
"""
F = "torch.nn.functional."
EXPRESSIONS = f"""
A + B; A + v; torch.add(A, v, alpha=3); A - B; torch.sub(A, v, alpha=2); 2 - A; A * B; A * v; A * 2; 3 * A; A / B
A / v; A / 2; A ** 2; A ** B; A ** v; 2 ** A; A ** 0.5; -A; (A - 0.6).abs(); A.exp(); A.expm1(); A.log(); A.log2()
A.log10(); A.log1p(); A.sqrt(); A.rsqrt(); A.reciprocal(); A.sin(); A.cos(); A.tan(); torch.asin(A - 1)
torch.acos(A - 1); A.atan(); A.sinh(); A.cosh(); A.tanh(); A.sigmoid(); (A - 0.6).relu(); {F}leaky_relu(A - 0.6)
{F}elu(A - 0.6); {F}softplus(A); {F}gelu(A); {F}silu(A); {F}logsigmoid(A); {F}hardtanh(A - 0.6, -0.2, 0.2); A.erf()
A.clamp(0.2, 0.5); A.clamp(min=0.2); A.clamp(max=0.3); A.floor(); A.ceil(); A.round(); A.sign(); A.sum(); A.sum(1)
A.sum((0, 1), keepdim=True); A.sum(-1, keepdim=True); A.mean(); A.mean(0); A.mean((0, 1)); A.max(); A.max(1)[0]
A.max(1, keepdim=True)[0]; A.min(1)[0]; A.amax(1); A.amin(0); A.min(); A.prod(); A.prod(1); A.var(); A.var(1)
A.std(); A.std(0); A.norm(); torch.linalg.norm(A); A.cumsum(1); A.logsumexp(1); A @ M; M.T; A.transpose(0, 1)
A[None].permute(2, 0, 1); A @ v; v @ w; A.view(6); A.flatten(); A.expand(4, 2, 3); A[None].squeeze(0)
A[None].squeeze(); A.unsqueeze(1); A[0]; A[:, 1:]; A[:, -1]; A.gather(1, columns); A.index_select(1, places)
torch.stack([A, B]); A.clone(); A.double(); torch.where(A > 0.5, A, B); torch.where(A > 0.5, A, v)
torch.maximum(A, B); torch.maximum(A, A * 1); torch.minimum(A, v); A.masked_fill(A > 0.5, 0); A.softmax(1)
A.log_softmax(1); {F}mse_loss(A, B); {F}mse_loss(A, B.detach(), reduction="sum"); {F}l1_loss(A, B)
{F}smooth_l1_loss(A, B); {F}huber_loss(A, B); {F}binary_cross_entropy(A.sigmoid(), B.detach() / 2)
{F}binary_cross_entropy_with_logits(A, B.detach()); {F}nll_loss(A, places); {F}linear(A, M.T, b); torch.outer(v, w)
A.tril(); A.triu(); A.flip(0); A.roll(1, 0); A.sort(1)[0]; A.topk(2, 1)[0]; {F}embedding(places, M)
"""
CASES = [each.strip() for each in re.split(r";|\n", EXPRESSIONS) if each.strip()]


def worked_out(expression):
    """Give, for each node of a program's last line, what its formula gives beside what autograd sent."""
    trace = run(f"{BEFORE}y = {expression}\n")
    assert trace.error is None, trace.error
    root = trace.namespace["y"]
    graph = graph_of(trace, "y")
    played = backward(trace, "y", torch.rand_like(root))
    assert not played.message
    functions = walk([start(root)])[0]
    assert len(functions) == sum(node.kind != "constant" for node in graph.nodes)
    for moment in played.moments:
        node = graph.nodes[moment.node]
        for edge in graph.inputs(moment.node):
            known = {each.name: each.tensor for each in node.saved if each.tensor is not None}
            known |= {"torch": torch, "math": math, "g": moment.gradients[0]}
            if node.value is not None:
                known["out"] = node.value.data
            inputs = {each.place: graph.nodes[each.source].value for each in graph.inputs(moment.node)}
            fixed = {label(graph, e.source): graph.nodes[e.source].value for e in graph.edges if e.place < 0}
            for place, text in enumerate(arguments(graph, moment.node)):
                value = inputs[place] if place in inputs else fixed.get(text)
                if value is not None:
                    known["abc"[place]] = value.data
                elif re.fullmatch(r"-?[\d.]+", text):
                    known["abc"[place]] = float(text)
            code = formula(graph, moment.node, edge.place, "abc", "g", "out")
            names = {each.id for each in ast.walk(ast.parse(code)) if hasattr(each, "id")}
            if code and names <= set(known):
                yield node.operation, code, eval(code, known), moment.sent[edge.place]


@pytest.mark.parametrize("expression", CASES)
def test_the_formula_gives_what_autograd_sent(expression):
    found = list(worked_out(expression))
    assert found, "no formula of this expression could be worked out"
    for operation, code, mine, sent in found:
        mine = torch.as_tensor(mine, dtype=sent.dtype).expand_as(sent)
        assert torch.allclose(mine, sent, atol=1e-5), f"{operation}: {code}"


def test_at_least_forty_kinds_of_node_have_a_formula_that_was_worked_out():
    kinds = {operation for expression in CASES for operation, *_ in worked_out(expression)}
    assert len(kinds) >= 70
    with_formula = {row.operation for row in RULES.values() if row.formulas}
    rare = {  # not to be had on small tensors, or as a step inside an operation only
        "ReshapeAliasBackward0", "AliasBackward0", "CopyBackwards", "ZeroBackward0", "FillBackward0", "BmmBackward0",
        "AddmmBackward0", "UnsafeViewBackward0", "MaxBackward1", "MinBackward1",
    }  # fmt: skip
    assert with_formula - kinds <= rare


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("v ** 2 * 3", ["∂y/∂(v ** 2) = g * 3", "∂y/∂v = g * 2 * v"]),
        ("A @ M", ["∂y/∂A = g @ M.T", "∂y/∂M = A.T @ g"]),
        ("A - v", ["∂y/∂A = g", "∂y/∂v = (-g).sum_to_size(3)"]),
        ("A.max(1)[0]", ["∂y/∂A = torch.zeros_like(A).scatter(1, indices.unsqueeze(1), g.unsqueeze(1))"]),
        ("2 ** A", ["∂y/∂A = g * y * math.log(2)"]),
    ],
)
def test_a_formula_is_written_with_the_names_of_the_program(expression, said):
    graph = graph_of(run(f"{BEFORE}y = {expression}\n"), "y")
    lines = [
        f"∂y/∂{label(graph, e.source) if label(graph, e.source).isidentifier() else f'({label(graph, e.source)})'} = "
        + formula(graph, node.number, e.place, arguments(graph, node.number), "g", label(graph, node.number))
        for node in reversed(graph.nodes)
        for e in graph.inputs(node.number)
    ]
    assert lines == said


def test_an_operation_without_a_row_has_no_formula_and_its_numbers_are_there():
    trace = run("A = torch.eye(2).mul(2).requires_grad_()\ny = torch.linalg.inv(A).sum()\n")
    graph, played = graph_of(trace, "y"), backward(trace, "y")
    strange = next(node for node in graph.nodes if node.operation.startswith("LinalgInv"))
    assert strange.operation not in RULES
    assert formula(graph, strange.number, 0, ["A"], "g", "out") == ""
    assert torch.allclose(played.moments[-1].after, torch.full((2, 2), -0.25))
