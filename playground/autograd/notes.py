"""What is worth knowing about a graph: where paths are cut off, and where numbers stop being numbers."""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from playground.autograd.records import Backward, Graph
from playground.program import Call, Trace, tensors
from playground.program.functions import FUNCTIONS

Reason = Literal["detach", "no_grad", "steps"]
_DETACHING = {"torch.Tensor.detach", "torch.Tensor.detach_", "torch.Tensor.data"}
_OTHER = {"gradients", "comparison"}  # nobody expects a path through these


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A place where the way back ends: something that wants a gradient went in, and what came out wants none.

    Attributes:
        reason: `detach`; `no_grad`, autograd was off; `steps`: the result is whole numbers or yes and no.
    """

    call: Call
    reason: Reason


def cuts(trace: Trace) -> list[Cut]:
    """Return where a program leaves autograd's paths."""
    found = []
    for call in trace.calls:
        made = tensors(call.output)
        if not made or (call.form in ("attribute", "assignment") and call.row not in _DETACHING):
            continue
        row = FUNCTIONS.get(call.row)
        if row is not None and row.category in _OTHER and call.row not in _DETACHING:
            continue
        if any(each.value.requires_grad for each in call.operands) and not any(each.requires_grad for each in made):
            points = any(each.dtype.is_floating_point or each.dtype.is_complex for each in made)
            reason: Reason = "detach" if call.row in _DETACHING else "no_grad" if points else "steps"
            found.append(Cut(call, reason))
    return found


def broken_forward(graph: Graph) -> int | None:
    """Return the first node whose result holds NaN or infinity although all that it was made of are numbers."""
    for node in graph.nodes:
        if node.value is None or not _broken(node.value.data):
            continue
        inputs = [graph.nodes[edge.source].value for edge in graph.edges if edge.target == node.number]
        if not any(each is not None and _broken(each.data) for each in inputs):
            return node.number
    return None


def broken_backward(played: Backward) -> int | None:
    """Return the first node in backward that sent NaN or infinity although only numbers had come to it."""
    for moment in played.moments:
        if any(map(_broken, moment.sent)) and not any(map(_broken, moment.gradients)):
            return moment.node
    return None


def _broken(tensor: Tensor | None) -> bool:
    return tensor is not None and not tensor.is_meta and not bool(torch.isfinite(tensor).all())
