"""A recorded call, done again on other tensors."""

from collections.abc import Sequence

import torch
from torch import Tensor

from playground.program.functions import FUNCTIONS
from playground.program.records import Call
from playground.program.values import tensors_in


def again(call: Call, inputs: Sequence[Tensor]) -> list[Tensor]:
    """Do a call again on other tensors, one for each operand, and return the tensors that come out.

    The inputs are copied first, since some functions write into theirs; random numbers are the same each time.

    Raises:
        Exception: whatever PyTorch has against these tensors.
    """
    assert call.repeat is not None
    row = FUNCTIONS.get(call.row)
    if row is not None and row.random:
        torch.default_generator.manual_seed(0)
    return list(tensors_in(call.repeat([each.clone() for each in inputs])))


def short_name(call: Call) -> str:
    """Return the name of a call's function without where it lives: `cat`; empty for an index."""
    return call.row.rpartition(".")[2]
