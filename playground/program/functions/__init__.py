"""The catalogue of PyTorch functions: everything that a program may call or read of a tensor.

What is not here does not exist for a program. Left out on purpose: what calls a function that it is given, reads or
writes files, takes a generator, or changes a setting of the whole process or the size of a tensor's storage.
"""

from collections.abc import Callable, Mapping
from typing import Any

import torch

from playground.parameters import table
from playground.program.functions import (
    about,
    comparison,
    creation,
    functional,
    gradients,
    indexing,
    inplace,
    joining,
    matrix,
    pointwise,
    randomness,
    reduction,
    shape,
)
from playground.program.functions.rows import CATEGORIES, SAMPLES, FunctionRow

FUNCTIONS: Mapping[str, FunctionRow] = table(
    *creation.ROWS,
    *shape.ROWS,
    *joining.ROWS,
    *indexing.ROWS,
    *pointwise.ROWS,
    *inplace.ROWS,
    *comparison.ROWS,
    *reduction.ROWS,
    *matrix.ROWS,
    *randomness.ROWS,
    *gradients.ROWS,
    *functional.ROWS,
    *about.ROWS,
)
METHODS: Mapping[str, FunctionRow] = {row.method: row for row in FUNCTIONS.values() if row.method and not row.attribute}
ATTRIBUTES: Mapping[str, FunctionRow] = {row.method: row for row in FUNCTIONS.values() if row.attribute}
METHOD_MAKERS: Mapping[str, Callable[..., Any]] = {name: getattr(torch.Tensor, name) for name in METHODS}

__all__ = ["ATTRIBUTES", "CATEGORIES", "FUNCTIONS", "METHODS", "METHOD_MAKERS", "SAMPLES", "FunctionRow"]
