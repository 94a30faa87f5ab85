"""Where the nodes of a graph are drawn: in layers, with few crossings.

The method of Sugiyama, Tagawa and Toda (1981, IEEE Transactions on Systems, Man, and Cybernetics 11): every node a
layer behind what it is made of, long edges cut at every layer (those of one node run together), each layer ordered by
the middle of its neighbours.
"""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from playground.autograd.records import Graph

SWEEPS = 8
BEND = 0.35  # the room of a passing edge, against that of a node


@dataclass(frozen=True, slots=True)
class Layout:
    """Places in units of a node: (layer, place within the layer).

    Attributes:
        nodes: By number.
        edges: Of each edge of the graph: the points that it bends at, from its source to its target.
        layers, width: How many layers there are, and how wide the widest is.
    """

    nodes: tuple[tuple[int, float], ...]
    edges: tuple[tuple[tuple[int, float], ...], ...]
    layers: int
    width: float


def layout(graph: Graph) -> Layout:
    """Return where to draw each node and each edge of a graph."""
    layer = _layers(graph)
    sizes = [1.0] * len(graph.nodes)
    chains: list[list[int]] = []
    above: dict[int, list[int]] = defaultdict(list)
    below: dict[int, list[int]] = defaultdict(list)
    passing: dict[tuple[int, int], int] = {}  # source and layer → where all its long edges pass together
    for edge in graph.edges:
        chain = [edge.source]
        for between in range(layer[edge.source] + 1, layer[edge.target]):
            if (edge.source, between) not in passing:
                passing[edge.source, between] = len(layer)
                layer.append(between)
                sizes.append(BEND)
            chain.append(passing[edge.source, between])
        chain.append(edge.target)
        for one, other in itertools.pairwise(chain):
            if other not in below[one]:
                below[one].append(other)
                above[other].append(one)
        chains.append(chain)
    rows: list[list[int]] = [[] for _ in range(max(layer, default=-1) + 1)]
    for each, place in enumerate(layer):
        rows[place].append(each)
    at = _ordered(rows, above, below, len(layer))
    at = _placed(rows, above, below, sizes, at)
    left = min(at, default=0.0)
    at = [each - left for each in at]
    return Layout(
        tuple((layer[node.number], at[node.number]) for node in graph.nodes),
        tuple(tuple((layer[each], at[each]) for each in chain[1:-1]) for chain in chains),
        len(rows),
        max(at, default=0.0) + 1,
    )


def _layers(graph: Graph) -> list[int]:
    """Return each node's layer: one behind the last of what it is made of; leaves just before they are used."""
    layer = [0] * len(graph.nodes)
    inputs: dict[int, list[int]] = defaultdict(list)
    uses: dict[int, list[int]] = defaultdict(list)
    for edge in graph.edges:
        inputs[edge.target].append(edge.source)
        uses[edge.source].append(edge.target)
    for node in graph.nodes:
        layer[node.number] = max((layer[each] + 1 for each in inputs[node.number]), default=0)
    for node in graph.nodes:
        if not inputs[node.number] and uses[node.number]:
            layer[node.number] = min(layer[each] for each in uses[node.number]) - 1
    first = min(layer, default=0)
    return [each - first for each in layer]


def _ordered(
    rows: list[list[int]], above: dict[int, list[int]], below: dict[int, list[int]], count: int
) -> list[float]:
    """Order every layer by the middle of its neighbours, downwards and upwards in turns."""
    at = [0.0] * count
    for row in rows:
        for place, each in enumerate(row):
            at[each] = place
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            near = above if down else below
            row.sort(key=lambda each: fmean(at[other] for other in near[each]) if near[each] else at[each])
            for place, each in enumerate(row):
                at[each] = place
    return at


def _placed(
    rows: list[list[int]],
    above: dict[int, list[int]],
    below: dict[int, list[int]],
    sizes: Sequence[float],
    at: list[float],
) -> list[float]:
    """Move every node towards the middle of its neighbours, as far as those beside it leave room."""
    at = list(at)
    for row in rows:
        _spread(row, {each: at[each] for each in row}, sizes, at)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wish = {
                each: fmean(at[other] for other in (*above[each], *below[each]))
                if above[each] or below[each]
                else at[each]
                for each in row
            }
            _spread(row, wish, sizes, at)
    return at


def _spread(row: Sequence[int], wish: dict[int, float], sizes: Sequence[float], at: list[float]) -> None:
    """Put a layer as near to its wishes as its order and the sizes allow: neighbours that touch move as one."""
    blocks: list[tuple[list[int], float, float]] = []  # nodes, where the first would be, width
    for each in row:
        block = ([each], wish[each] - sizes[each] / 2, sizes[each])
        while blocks and blocks[-1][1] + blocks[-1][2] > block[1]:
            nodes, start, width = blocks.pop()
            weight, other = len(nodes), len(block[0])
            # each block wants its start; together the weighted middle of both
            start = (start * weight + (block[1] - width) * other) / (weight + other)
            block = ([*nodes, *block[0]], start, width + block[2])
        blocks.append(block)
    for nodes, start, _width in blocks:
        for each in nodes:
            at[each] = start + sizes[each] / 2
            start += sizes[each]
