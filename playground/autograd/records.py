"""A graph and one backward through it: plain frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from playground.program import TensorValue
from playground.translations import Message

Shape = tuple[int, ...]
Kind = Literal["leaf", "operation", "constant", "group"]


@dataclass(frozen=True, slots=True)
class Saved:
    """What a node kept for its backward.

    Attributes:
        name: PyTorch's name without `_saved_`: `self`, `exponent`, `result`.
        text: Numbers and sizes as Python shows them; empty for a tensor.
        tensor: A tensor: a detached copy, on the meta device where it is large; None where it is no tensor.
        freed: A backward has run and thrown it away.
    """

    name: str
    text: str = ""
    tensor: Tensor | None = None
    freed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One node of the graph: an operation, a leaf that collects a gradient, or a constant without one.

    Attributes:
        number: Its place among the graph's nodes; what it is made of comes before it.
        operation: The class of its `grad_fn`, `MulBackward0`; empty for a constant.
        name: How the program names its result; empty where it has no name.
        symbol: How the program writes the operation: `**`, `mean`; empty where it is not one of the program's own.
        line: Where in the program, from 1; 0 where that is not known.
        step: Which statement that was run, among the trace's steps; −1 where that is not known.
        source: Its text there.
        outputs: What it made, as the program saw it; empty where it is a step inside one of the program's operations.
        shapes: The shape of each of its outputs.
        saved: What it kept for backward.
        gradient: What `.grad` holds before this backward: of a leaf, or of a result with `retain_grad`.
        retains: `.grad` is kept after backward: a leaf, or a result with `retain_grad`.
        members: Of a group: the numbers of the nodes in it, in the whole graph.
        settings: The other arguments of the program's call, by place or name, as typed in Python.
    """

    number: int
    kind: Kind
    operation: str
    name: str = ""
    symbol: str = ""
    line: int = 0
    step: int = -1
    source: str = ""
    outputs: tuple[TensorValue, ...] = ()
    shapes: tuple[Shape, ...] = ()
    saved: tuple[Saved, ...] = ()
    gradient: Tensor | None = None
    retains: bool = False
    members: tuple[int, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def value(self) -> TensorValue | None:
        """Its result, where there is one."""
        return self.outputs[0] if self.outputs else None


@dataclass(frozen=True, slots=True)
class Edge:
    """What the node `source` made goes into the node `target`; backward goes the other way.

    Attributes:
        place: Which input of `target`: its place in `grad_fn.next_functions`; −1 for a constant.
        output: Which output of `source`.
    """

    source: int
    target: int
    place: int
    output: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """The graph behind the tensors of a program.

    Attributes:
        nodes: What a node is made of comes before it.
        roots: Names whose gradients can be asked for, in the order in which they were bound: name → node.
        folded: What was put together, where the graph was too large to draw.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    roots: Mapping[str, int]
    folded: Message | None = None

    def inputs(self, number: int) -> list[Edge]:
        """Return the edges into a node that backward goes along, by place."""
        return sorted((e for e in self.edges if e.target == number and e.place >= 0), key=lambda e: e.place)


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A gradient that came to a node along one path: from `source`; −1 where backward began.

    Attributes:
        gradient: None where nothing came; on the meta device where it is large.
    """

    source: int
    output: int
    gradient: Tensor | None


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One node at work in backward.

    Attributes:
        arrivals: What came along each path.
        gradients: Their sum, for each output of the node (what its rule starts from).
        sent: What went out, by place in `next_functions`.
        before: Of a leaf: its `.grad` before; None if there was none.
        after: Of a leaf or a result with `retain_grad`: its `.grad` then.
    """

    node: int
    arrivals: tuple[Arrival, ...]
    gradients: tuple[Tensor | None, ...]
    sent: tuple[Tensor | None, ...]
    before: Tensor | None = None
    after: Tensor | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Backward:
    """One real backward, in the order in which the engine ran it.

    Attributes:
        root: The node where it began; −1 where it could not begin.
        start: The gradient that it began with.
        type, message: What PyTorch raised, in its own words; empty where all went well.
        failed: The node at work when it did; −1 where it was none.
        refusal: Why the playground did not run it to its end.
    """

    root: int
    start: Tensor | None
    moments: tuple[Moment, ...]
    type: str = ""
    message: str = ""
    failed: int = -1
    refusal: Message | None = None

    @property
    def gradients(self) -> dict[int, Tensor]:
        """The gradient of each node's first output."""
        found = {moment.node: moment.gradients[0] for moment in self.moments if moment.gradients}
        return {number: gradient for number, gradient in found.items() if gradient is not None}


MOST = 4_096  # elements of a tensor whose values are kept


def copied(tensor: Tensor) -> Tensor:
    """Return a tensor as it is now, apart from the graph; one without values where it is large."""
    tensor = tensor.detach()
    if tensor.layout is not torch.strided or tensor.numel() > MOST:
        return torch.empty(tensor.shape, dtype=tensor.dtype, device="meta")
    return tensor.clone()
