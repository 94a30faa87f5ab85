"""Graphs that are too large to draw: nodes put together by the statement that made them, then by depth."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from playground.autograd.records import Backward, Edge, Graph, Moment, Node
from playground.translations import N_, Message

MOST = 300  # nodes
BY_LINE = N_("{count} nodes are too many to draw: those of one line, run once, are drawn as one.")
BY_DEPTH = N_("{count} nodes are too many to draw: those of about the same depth are drawn as one.")


def fold(graph: Graph, most: int = MOST) -> Graph:
    """Return a graph with at most `most` nodes; `folded` says how, and a group's `members` are its nodes.

    A statement only uses what statements before it made, and depth only grows along an edge: so groups never form a
    circle.
    """
    count = len(graph.nodes)
    if count <= most:
        return graph
    groups = [("node", node.number) if node.step < 0 else ("step", node.step) for node in graph.nodes]
    template = BY_LINE
    if len(set(groups)) > most or _circular(graph, groups):
        depth = _depths(graph)
        band = -(-(max(depth) + 1) // most)
        groups = [("depth", each // band) for each in depth]
        template = BY_DEPTH
    return _grouped(graph, groups, Message(template, {"count": f"{count:,}"}))


def _depths(graph: Graph) -> list[int]:
    depth = [0] * len(graph.nodes)
    for edge in sorted(graph.edges, key=lambda edge: edge.target):
        depth[edge.target] = max(depth[edge.target], depth[edge.source] + 1)
    return depth


def _circular(graph: Graph, groups: Sequence[tuple[str, int]]) -> bool:
    """Tell whether groups would lead to one another: an in-place change can make an early node use a later one."""
    return any(
        groups[edge.source][0] == groups[edge.target][0] == "step" and groups[edge.source][1] > groups[edge.target][1]
        for edge in graph.edges
    )


def _grouped(graph: Graph, groups: Sequence[tuple[str, int]], folded: Message) -> Graph:
    members: dict[tuple[str, int], list[int]] = defaultdict(list)
    for node in graph.nodes:
        members[groups[node.number]].append(node.number)
    # a group comes after all that it is made of: it stands where its last node stood
    order = sorted(members, key=lambda group: members[group][-1])
    number = {group: place for place, group in enumerate(order)}
    nodes = tuple(_group(graph, number[group], members[group]) for group in order)
    edges = dict.fromkeys(
        Edge(number[groups[edge.source]], number[groups[edge.target]], 0, 0)
        for edge in graph.edges
        if groups[edge.source] != groups[edge.target]
    )
    roots = {name: number[groups[root]] for name, root in graph.roots.items()}
    return Graph(nodes, tuple(edges), roots, folded)


def _group(graph: Graph, number: int, members: Sequence[int]) -> Node:
    last = graph.nodes[members[-1]]
    if len(members) == 1:
        return replace(last, number=number, members=(last.number,))
    return Node(
        number,
        "group",
        "",
        last.name,
        last.symbol,
        last.line,
        last.step,
        last.source,
        last.outputs,
        last.shapes,
        members=tuple(members),
    )


def folded(played: Backward, drawn: Graph) -> Backward:
    """Return a backward with a moment for each group of a folded graph: when its last node had done its work."""
    group = {member: node.number for node in drawn.nodes for member in node.members}
    last: dict[int, list[Moment]] = defaultdict(list)
    for moment in played.moments:
        last[group[moment.node]].append(moment)
    order = sorted(last, key=lambda number: played.moments.index(last[number][-1]))
    moments = tuple(_together(drawn.nodes[number], last[number]) for number in order)
    return replace(played, root=group.get(played.root, -1), moments=moments, failed=group.get(played.failed, -1))


def _together(node: Node, moments: Sequence[Moment]) -> Moment:
    if len(moments) == len(node.members) == 1:
        return replace(moments[0], node=node.number, arrivals=(), sent=())
    # its result is what its last node made
    result = max(moments, key=lambda moment: moment.node)
    return Moment(node.number, (), result.gradients, ())
