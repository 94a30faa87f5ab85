"""Where a graph is drawn, how a large one is folded, and what the browser is told of it."""

import json
from itertools import pairwise

import pytest

from playground.autograd.folding import MOST, fold, folded
from playground.autograd.graph import graph_of
from playground.autograd.layout import layout
from playground.autograd.play import backward
from playground.autograd.played import Choice
from playground.autograd.presets import GRAPHS
from playground.autograd.sliding import slides
from playground.program import run
from playground.translations import use
from playground.ui.graph import drawing

LOOP = "w = torch.tensor(0.9, requires_grad=True)\ny = w\nfor i in range({turns}):\n    y = y * w + torch.sin(y)\n"


def graphs():
    for preset in GRAPHS:
        trace = run(preset.source)
        yield graph_of(trace)
    yield graph_of(run(LOOP.format(turns=30)), "y")


def test_every_node_lies_behind_what_it_is_made_of_and_none_covers_another():
    for graph in graphs():
        places = layout(graph)
        for edge in graph.edges:
            assert places.nodes[edge.source][0] < places.nodes[edge.target][0]
        for layer in range(places.layers):
            row = sorted(at for where, at in places.nodes if where == layer)
            assert all(b - a >= 0.99 for a, b in pairwise(row))


def test_a_long_edge_bends_once_in_each_layer_between():
    graph = graph_of(run(LOOP.format(turns=10)), "y")
    places = layout(graph)
    for edge, through in zip(graph.edges, places.edges, strict=True):
        between = range(places.nodes[edge.source][0] + 1, places.nodes[edge.target][0])
        assert [layer for layer, _ in through] == list(between)


@pytest.mark.parametrize(("turns", "by"), [(150, "line"), (900, "depth")])
def test_a_large_graph_is_folded_without_circles_and_nothing_is_lost(turns, by):
    trace = run(LOOP.format(turns=turns))
    graph, done = graph_of(trace, "y"), backward(trace, "y")
    small = fold(graph)
    assert len(graph.nodes) > MOST >= len(small.nodes)
    assert by in small.folded.text()
    assert sorted(member for node in small.nodes for member in node.members) == list(range(len(graph.nodes)))
    assert all(edge.source < edge.target for edge in small.edges)
    assert small.nodes[small.roots["y"]].members[-1] == graph.roots["y"]
    short = folded(done, small)
    assert len({moment.node for moment in short.moments}) == len(short.moments)
    if by == "line":
        assert float(short.moments[-1].after) == float(done.moments[-1].after)
    assert fold(small) is small


def test_a_small_graph_is_left_alone():
    graph = graph_of(run(GRAPHS[0].source))
    assert fold(graph) is graph


def test_the_browser_gets_the_chain_rule_with_names_and_numbers():
    use("en")
    data = json.loads(drawing(GRAPHS[0].source, 0, Choice()))
    [frame] = data["frames"]
    assert [node["title"] for node in data["graphs"][0]["nodes"]] == ["w", "w ** 2", "x", "w ** 2 * x", "b", "y"]
    lines = [line for moment in frame["moments"] for line in moment["lines"]]
    assert "<code>∂y/∂w</code> = <code>∂y/∂(w ** 2) * 2 * w</code> = <code>3 * 2 * 2</code> = <b>12</b>" in lines
    assert "<code>w.grad</code> = <b>12</b>" in lines
    assert frame["moments"][0]["sent"] == {"3": "1", "4": "1"}


def test_the_texts_of_a_program_cannot_become_markup():
    source = "w = torch.tensor(1.0, requires_grad=True)\ny = w * torch.tensor(3.0)  # <img src=x>\nz = (y < 5) * y\n"
    for frame in json.loads(drawing(source, 0, Choice("z")))["frames"]:
        for moment in frame["moments"]:
            for line in moment["lines"]:
                plain = line
                for tag in ("<code>", "</code>", "<b>", "</b>"):
                    plain = plain.replace(tag, "")
                assert "<" not in plain


def test_a_slide_has_the_program_s_own_value_as_its_base():
    [slide, _] = slides(GRAPHS[0].source)
    data = json.loads(drawing(GRAPHS[0].source, 0, Choice(), slide))
    assert data["frames"][data["base"]]["value"] == 2.0
    assert len(data["graphs"]) == 1
    for frame in data["frames"]:
        leaf = next(moment for moment in frame["moments"] if moment["node"] == 0)
        assert float(leaf["gradient"].replace("−", "-")) == pytest.approx(6 * frame["value"], rel=1e-3, abs=1e-6)


def test_a_failure_is_told_at_the_end_of_the_play():
    source = "w = torch.tensor(2.0, requires_grad=True)\nfor i in range(1):\n    y = w ** 2\n    y.backward()\n"
    data = json.loads(drawing(source, 0, Choice()))
    assert "second time" in data["frames"][0]["failure"]
    assert data["frames"][0]["saved"][data["frames"][0]["moments"][-1]["node"]]
