"""The graph behind the tensors of a program, read from the real `grad_fn`s."""

from bisect import bisect_left
from typing import Any

import torch
from torch import Tensor

from playground.autograd.records import Edge, Graph, Node, Saved, copied
from playground.program import Call, TensorValue, Trace, tensors

ACCUMULATE = "AccumulateGrad"


def graph_of(trace: Trace, root: str | None = None) -> Graph:
    """Return the graph behind the tensors that a program has bound at its end.

    Args:
        root: Only what this name was made of; without it all that the program holds.
    """
    found = roots(trace)
    if root is not None:
        found = {root: found[root]} if root in found else {}
    functions, next_places = walk([start(tensor) for tensor in found.values()])
    places = {id(function): place for place, function in enumerate(functions)}
    reader = _Reader(trace)
    nodes: list[Node] = []
    edges: list[Edge] = []
    number: dict[int, int] = {}  # of a function: its node
    constants: dict[tuple[Any, ...], int] = {}
    for place, function in enumerate(functions):
        call, step = reader.call(function)
        main = call is not None and reader.made(call, function)
        if main and call is not None:
            for operand in call.operands:
                if not operand.value.requires_grad:
                    key = (operand.value.storage, operand.value.offset, operand.value.version, operand.value.shape)
                    if key not in constants:
                        constants[key] = len(nodes)
                        nodes.append(_constant(len(nodes), operand.source, operand.value, reader))
        number[place] = len(nodes)
        nodes.append(reader.node(len(nodes), function, call, step))
        for at, (source, output) in enumerate(next_places[place]):
            if source is not None:
                edges.append(Edge(number[places[id(source)]], number[place], at, output))
        if main and call is not None:
            used = dict.fromkeys(
                (each.value.storage, each.value.offset, each.value.version, each.value.shape)
                for each in call.operands
                if not each.value.requires_grad
            )
            edges += [Edge(constants[key], number[place], -1) for key in used]
    names = {name: number[places[id(start(tensor))]] for name, tensor in found.items()}
    return Graph(tuple(nodes), tuple(edges), names)


def roots(trace: Trace) -> dict[str, Tensor]:
    """Return the tensors of a program that backward can begin at, by name."""
    if trace.shapes_only is not None:
        return {}
    return {
        name: value for name, value in trace.namespace.items() if isinstance(value, Tensor) and start(value) is not None
    }


def start(tensor: Tensor) -> Any:
    """Return the node where backward of a tensor begins: what made it, or of a leaf what collects its gradient."""
    if not tensor.requires_grad:
        return None
    try:
        return torch.autograd.graph.get_gradient_edge(tensor).node
    except RuntimeError:  # a view made under no_grad whose memory was written since
        return None


def walk(starts: list[Any]) -> tuple[list[Any], list[list[tuple[Any, int]]]]:
    """Return every function behind some, what it needs before it, and where each one leads."""
    order: list[Any] = []
    leads: list[list[tuple[Any, int]]] = []
    seen: set[int] = set()
    for first in starts:
        stack = [] if id(first) in seen else [(first, iter(_inputs(first)))]
        seen.add(id(first))
        while stack:
            function, following = stack[-1]
            new = next((each for each in following if id(each) not in seen), None)
            if new is not None:
                seen.add(id(new))
                stack.append((new, iter(_inputs(new))))
            else:
                stack.pop()
                order.append(function)
                leads.append(list(function.next_functions))
    return order, leads


def _inputs(function: Any) -> list[Any]:
    return [each for each, _ in function.next_functions if each is not None]


def operation(function: Any) -> str:
    """Return the name of a node's class: `MulBackward0`."""
    return str(function.name()).rpartition("::")[2]


class _Reader:
    """Finds what the program says about a node."""

    def __init__(self, trace: Trace) -> None:
        self.names: dict[int, str] = {}  # of a record
        self.leaves: dict[tuple[Any, ...], tuple[TensorValue, str]] = {}
        self.calls: list[tuple[int, Call, int]] = []  # the number of what it made, the call, its step
        self.retained = {
            start(value): value.grad
            for value in trace.namespace.values()
            if isinstance(value, Tensor) and value.requires_grad and value.retains_grad
        }
        self.held = {id(value): name for name, value in trace.namespace.items() if isinstance(value, Tensor)}
        self.made_in: dict[tuple[Any, ...], tuple[Call, int]] = {}
        for place, step in enumerate(trace.steps):
            for call in step.calls:
                made = max((value.sequence for value in tensors(call.output)), default=-1)
                if made >= 0:
                    self.calls.append((made, call, place))
                for each in tensors(call.output):
                    if each.is_leaf:
                        self.made_in.setdefault(_place(each), (call, place))
                        self._leaf(each)
                for operand in call.operands:
                    self._leaf(operand.value)
            for name, value in step.names.items():
                for each in tensors(value)[:1]:
                    self.names.setdefault(id(each), name)
                    if each.requires_grad and each.is_leaf:
                        known = self.leaves.get(_place(each), (each, ""))
                        self.leaves[_place(each)] = (known[0], known[1] or name)
        self.calls.sort(key=lambda entry: entry[0])

    def _leaf(self, value: TensorValue) -> None:
        if value.is_leaf and value.requires_grad:
            _, name = self.leaves.get(_place(value), (value, ""))
            self.leaves[_place(value)] = (value, name)  # as it was when it was used last

    def call(self, function: Any) -> tuple[Call | None, int]:
        """Return the call of the program that made a node, and its step; a call may make several."""
        if operation(function) == ACCUMULATE:
            return self.made_in.get(_place_of(function.variable), (None, -1))
        place = bisect_left(self.calls, function._sequence_nr(), key=lambda entry: entry[0])
        return self.calls[place][1:] if place < len(self.calls) else (None, -1)

    def made(self, call: Call, function: Any) -> bool:
        """Tell whether a node is the one that made what the call returned."""
        if operation(function) == ACCUMULATE:
            return False
        return any(value.sequence == function._sequence_nr() for value in tensors(call.output))

    def node(self, number: int, function: Any, call: Call | None, step: int) -> Node:
        """Return the record of a function."""
        if operation(function) == ACCUMULATE:
            return self._leaf_node(number, function, call, step)
        main = call is not None and self.made(call, function)
        outputs = (
            tuple(value for value in tensors(call.output) if value.sequence == function._sequence_nr()) if call else ()
        )
        name = next((self.names[id(value)] for value in outputs if id(value) in self.names), "")
        return Node(
            number,
            "operation",
            operation(function),
            name,
            call.symbol if call and main else "",
            call.line if call else 0,
            step,
            call.source if call else "",
            outputs,
            tuple(tuple(each.shape) for each in function._input_metadata),
            saved_by(function),
            None if (gradient := self.retained.get(function)) is None else copied(gradient),
            retains=function in self.retained,
            settings=tuple(call.settings.items()) if call and main else (),
        )

    def _leaf_node(self, number: int, function: Any, call: Call | None, step: int) -> Node:
        variable: Tensor = function.variable
        record, name = self.leaves.get(_place_of(variable), (None, ""))
        gradient = variable.grad
        return Node(
            number,
            "leaf",
            ACCUMULATE,
            name or self.held.get(id(variable), ""),
            line=call.line if call else 0,
            step=step,
            source=call.source if call else "",
            outputs=(record,) if record else (),
            shapes=(tuple(variable.shape),),
            gradient=None if gradient is None else copied(gradient),
            retains=True,
        )


def _place(value: TensorValue) -> tuple[Any, ...]:
    return value.memory.start, value.offset, value.shape


def _place_of(tensor: Tensor) -> tuple[Any, ...]:
    return tensor.untyped_storage().data_ptr(), int(tensor.storage_offset()), tuple(tensor.shape)


def _constant(number: int, source: str, value: TensorValue, reader: _Reader) -> Node:
    call, step = reader.made_in.get(_place(value), (None, -1))
    name = source if source.isidentifier() else ""
    return Node(number, "constant", "", name, "", call.line if call else 0, step, source, (value,), (value.shape,))


def saved_by(function: Any) -> tuple[Saved, ...]:
    """Return what a node kept for its backward."""
    return tuple(_saved(function, name) for name in dir(function) if name.startswith("_saved_"))


def _saved(function: Any, name: str) -> Saved:
    short = name.removeprefix("_saved_")
    try:
        value = getattr(function, name)  # a name that `dir` gave
    except RuntimeError:  # "Trying to access tensors that have already been freed"
        return Saved(short, freed=True)
    if isinstance(value, Tensor):
        return Saved(short, tensor=copied(value))
    return Saved(short, text=repr(_signed(value)))


def _signed(value: Any) -> Any:
    """Return sizes and dims as they were meant: a dim of −1 is kept as an unsigned number of 64 bits."""
    if isinstance(value, tuple | list):
        return tuple(_signed(each) for each in value)
    return value - 2**64 if isinstance(value, int) and value >= 2**63 else value
