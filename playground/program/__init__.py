"""A tensor program: a few lines of PyTorch, checked, run, recorded and explained.

    >>> from playground.program import run, sources, arithmetic
    >>> trace = run("A = torch.tensor([[4., 2.], [1., 5.]])\\nB = A @ A.T")
    >>> [(call.source, call.output.shape) for call in trace.calls]
    [('torch.tensor([[4., 2.], [1., 5.]])', (2, 2)), ('A.T', (2, 2)), ('A @ A.T', (2, 2))]
    >>> product = trace.calls[-1]
    >>> arithmetic(product, sources(product))[0]
    '4×4 + 2×2 = 20'

A program is text. `check` accepts only what tables name (`functions`, `members`), `run` walks its syntax tree; nothing
is ever given to `eval`, `exec` or `getattr`. What is accepted runs as it stands after ``import torch`` and
``import numpy as np``, with the same results.
"""

from playground.program.check import check
from playground.program.origins.arithmetic import arithmetic
from playground.program.origins.sources import Sources, sources
from playground.program.records import (
    Call,
    Limits,
    ManyValue,
    Operand,
    PlainValue,
    ProgramError,
    RunError,
    Span,
    Step,
    TensorValue,
    Trace,
    Value,
    tensors,
)
from playground.program.running import run

__all__ = [
    "Call",
    "Limits",
    "ManyValue",
    "Operand",
    "PlainValue",
    "ProgramError",
    "RunError",
    "Sources",
    "Span",
    "Step",
    "TensorValue",
    "Trace",
    "Value",
    "arithmetic",
    "check",
    "run",
    "sources",
    "tensors",
]
