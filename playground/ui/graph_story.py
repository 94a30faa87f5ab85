"""A graph and a backward as the browser draws and plays them: texts, places, and what happens at each moment."""

import html
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from playground.autograd.layout import layout
from playground.autograd.notes import broken_backward, broken_forward
from playground.autograd.records import Arrival, Backward, Graph, Moment, Node
from playground.autograd.rules import LEAF, RULES
from playground.autograd.wording import arguments, formula, is_number, label, short
from playground.translations import _
from playground.ui.graph_words import brief, in_code, numbers, slope, strong
from playground.ui.programs import code


def structure(graph: Graph, played: Backward) -> dict[str, Any]:
    """Return what stays while the values change: nodes with their places, edges, the rules in words."""
    places = layout(graph)
    broken = broken_forward(graph), broken_backward(played)
    nodes = [
        {
            "at": place,
            "kind": node.kind,
            "title": label(graph, node.number),
            "operation": _title(node),
            "shape": list(node.shapes[0]) if node.shapes else None,
            "dtype": str(node.value.dtype).removeprefix("torch.") if node.value else "",
            "line": node.line,
            "source": node.source if node.kind == "operation" else "",  # of a leaf it changes while its number is slid
            "broken": node.number in broken,
            "facts": facts(graph, node),
            "rule": _rule(node),
        }
        for node, place in zip(graph.nodes, places.nodes, strict=True)
    ]
    edges = [
        {"source": edge.source, "target": edge.target, "through": through, "constant": edge.place < 0}
        for edge, through in zip(graph.edges, places.edges, strict=True)
    ]
    return {"nodes": nodes, "edges": edges, "layers": places.layers, "width": places.width, "root": played.root}


def frame(graph: Graph, played: Backward, root: str) -> dict[str, Any]:
    """Return what changes with the values: those of every node, and each moment of backward."""
    return {
        "values": [brief(node.value.data) if node.value else "" for node in graph.nodes],
        "details": [numbers(node.value.data) if node.value else "" for node in graph.nodes],
        "saved": [_saved(node) for node in graph.nodes],
        "moments": [
            _group_moment(graph, moment) if graph.folded else _moment(graph, moment, root) for moment in played.moments
        ],
    }


def _title(node: Node) -> str:
    if node.kind == "constant":
        return _("constant")
    if node.kind == "leaf":
        return _("leaf")
    if node.kind == "group":
        return _("{count} nodes").format(count=len(node.members))
    return short(node.operation)


def _rule(node: Node) -> str:
    if node.kind == "leaf":
        return _(LEAF)
    if node.kind == "constant":
        return _("A constant: it wants no gradient, so backward does not come here.")
    if node.kind == "group":
        return ""
    row = RULES.get(node.operation)
    return (
        _(row.words)
        if row
        else _("For {name} the playground has no rule in words; the numbers are PyTorch's own.").format(
            name=node.operation
        )
    )


def facts(graph: Graph, node: Node) -> list[list[str]]:
    """Return what is known of a node apart from its numbers: name and text in turns."""
    value = node.value
    found = [[_("line"), str(node.line)]] if node.line else []
    if node.kind == "leaf":
        found += [["requires_grad", "True"], ["is_leaf", "True"], ["grad_fn", "None"]]
    elif node.kind == "constant":
        found += [["requires_grad", "False"], ["is_leaf", "True"], ["grad_fn", "None"]]
    elif node.kind == "operation":
        found += [["grad_fn", node.operation], ["is_leaf", "False"]]
        if not node.outputs:
            found.append([_("made in"), node.source])
    if node.kind == "operation" and value is not None:
        found.append([".grad", _("kept (retain_grad)") if node.retains else _("not kept: no leaf")])
    return found


def _saved(node: Node) -> list[list[str]]:
    """Return what a node saved for backward: name and text in turns."""
    if any(each.freed for each in node.saved):
        return [[each.name, _("freed by a backward before")] for each in node.saved if each.freed]
    shown = [each for each in node.saved if "_sym_" not in each.name and each.text != "None"]
    return [[each.name, each.text if each.tensor is None else numbers(each.tensor)] for each in shown]


def _moment(graph: Graph, moment: Moment, root: str) -> dict[str, Any]:
    node = graph.nodes[moment.node]
    return {
        "node": moment.node,
        "gradient": brief(moment.gradients[0]) if moment.gradients else "",
        "detail": numbers(moment.gradients[0]) if moment.gradients else "",
        "sent": {
            str(place): brief(_at(moment.sent, edge.place))
            for place, edge in enumerate(graph.edges)
            if edge.target == moment.node and edge.place >= 0 and _at(moment.sent, edge.place) is not None
        },
        "lines": [*_arrival(graph, moment, root), *_sent(graph, moment, root), *_kept(node, moment)],
    }


def _group_moment(graph: Graph, moment: Moment) -> dict[str, Any]:
    """Return a moment of a folded graph: there is no room for what every single node did."""
    node = graph.nodes[moment.node]
    gradient = moment.gradients[0] if moment.gradients else None
    lines = _kept(node, moment)
    if node.kind == "group":
        lines = [
            _("{count} nodes of line {line} have done their work.").format(count=len(node.members), line=node.line)
        ]
    return {
        "node": moment.node,
        "gradient": brief(gradient),
        "detail": numbers(gradient),
        "sent": {str(place): "" for place, edge in enumerate(graph.edges) if edge.target == moment.node},
        "lines": lines,
    }


def _arrival(graph: Graph, moment: Moment, root: str) -> list[str]:
    """Return how the gradient of a node came about: where it began, or the sum of several paths."""
    mine = code(slope(root, label(graph, moment.node)))
    gradient = moment.gradients[0] if moment.gradients else None
    if moment.arrivals and moment.arrivals[0].source < 0 and len(moment.arrivals) == 1:
        return [_("Backward begins with {gradient}.").format(gradient=f"{mine} = {strong(gradient)}")]
    first = [each for each in moment.arrivals if each.output == moment.arrivals[0].output]
    lines = []
    if len(first) > 1:
        parts = " + ".join(_signed(each) for each in first)
        lines.append(
            _("{count} paths meet: {sum}").format(count=len(first), sum=f"{mine} = {parts} = {strong(_total(first))}")
        )
    total = _total(first)
    if _differs(total, gradient):
        lines.append(_("A hook changes it: {gradient}").format(gradient=f"{strong(total)} → {strong(gradient)}"))
    return lines


def _sent(graph: Graph, moment: Moment, root: str) -> list[str]:
    """Return what goes to each input: the rule with the names put in, then with the numbers, then the result."""
    node = graph.nodes[moment.node]
    if node.kind != "operation" or not moment.gradients:
        return []
    names = arguments(graph, moment.node)
    mine = label(graph, moment.node)
    lines = []
    for edge in graph.inputs(moment.node):
        sent = _at(moment.sent, edge.place)
        if sent is None:
            continue
        to = label(graph, edge.source)
        said = formula(graph, moment.node, edge.place, names, slope(root, mine), mine)
        worked = _worked(graph, moment, edge.place)
        parts = sum(1 for each in graph.edges if each.source == edge.source and each.place >= 0)
        head = code(slope(root, to))
        if parts > 1:
            head = _("one of {count} parts of {slope}").format(count=parts, slope=head)
        steps = [head, *([f"<code>{html.escape(said)}</code>"] if said else []), *worked, strong(sent)]
        # a single number says it all: a formula such as `g`, put in, is its own result
        lines.append(" = ".join(dict.fromkeys(steps)))
    return lines


def _worked(graph: Graph, moment: Moment, place: int) -> list[str]:
    """Return a formula with the numbers put in, where all of them are single numbers."""
    node = graph.nodes[moment.node]
    gradient = moment.gradients[0]
    if gradient is None or gradient.numel() != 1 or gradient.dim() or node.value is None:
        return []
    texts = []
    inputs = {edge.place: graph.nodes[edge.source].value for edge in graph.inputs(moment.node)}
    constants = iter(
        [graph.nodes[edge.source].value for edge in graph.edges if edge.target == moment.node and edge.place < 0]
    )
    for at, name in enumerate(arguments(graph, moment.node)):
        value = inputs[at] if at in inputs else next(constants, None)
        if value is None and at not in inputs and is_number(name):
            texts.append(name)
            continue
        if value is None or value.data is None or value.shape != ():
            return []
        texts.append(in_code(value.data))
    out = in_code(node.value.data) if node.value.data is not None and node.value.shape == () else ""
    said = formula(graph, moment.node, place, texts, in_code(gradient), out) if out else ""
    return [f"<code>{html.escape(said)}</code>"] if said and said != in_code(gradient) else []


def _kept(node: Node, moment: Moment) -> list[str]:
    """Return what `.grad` holds then, of what keeps it."""
    if moment.after is None:
        return []
    name = html.escape(node.name or node.source)
    if moment.before is not None:
        return [
            _("{name} held {before} before: now it holds {after}. Gradients add up.").format(
                name=f"<code>{name}.grad</code>", before=strong(moment.before), after=strong(moment.after)
            )
        ]
    return [f"<code>{name}.grad</code> = {strong(moment.after)}"]


def _signed(arrival: Arrival) -> str:
    text = brief(arrival.gradient, 40)
    return html.escape(f"({text})" if text.startswith("−") else text)


def _total(arrivals: Sequence[Arrival]) -> Tensor | None:
    known = [each.gradient for each in arrivals if each.gradient is not None]
    if not known or any(each.is_meta for each in known):
        return known[0] if known else None
    return sum(known[1:], known[0])


def _differs(one: Tensor | None, other: Tensor | None) -> bool:
    if one is None or other is None or one.is_meta or other.is_meta:
        return False
    return not torch.allclose(one, other, rtol=1e-4, atol=1e-6, equal_nan=True)


def _at(sent: Sequence[Tensor | None], place: int) -> Tensor | None:
    return sent[place] if 0 <= place < len(sent) else None
