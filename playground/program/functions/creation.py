"""Tensors made from numbers, sizes or other tensors."""

from functools import partial

import torch

from playground.program.functions.rows import FunctionRow, function
from playground.translations import N_

row = partial(function, category="creation", growth="sizes")
like = partial(function, category="creation", growth="same")

ROWS: tuple[FunctionRow, ...] = (
    row("torch.tensor", torch.tensor, N_("Makes a tensor by copying numbers out of nested lists."),
        "torch.tensor([[1.0, 2.0], [3.0, 4.0]])", growth="sum"),
    row("torch.Tensor", torch.Tensor, N_("Makes a float32 tensor: uninitialised from sizes, filled from a list."),
        "torch.Tensor(2, 3)", docs="tensors.html"),
    row("torch.as_tensor", torch.as_tensor, N_("Makes a tensor, and copies the data only where it must."),
        "torch.as_tensor([1.0, 2.0, 3.0])", growth="sum"),
    row("torch.from_numpy", torch.from_numpy, N_("Makes a tensor that shares its memory with a NumPy array."),
        "torch.from_numpy(np.array([1.0, 2.0]))", growth="view"),
    row("torch.zeros", torch.zeros, N_("Makes a tensor filled with 0."), "torch.zeros(2, 3)"),
    row("torch.ones", torch.ones, N_("Makes a tensor filled with 1."), "torch.ones(2, 3)"),
    row("torch.full", torch.full, N_("Makes a tensor filled with one value."), "torch.full((2, 3), 7.0)"),
    row("torch.empty", torch.empty, N_("Makes a tensor whose elements are whatever was in memory."),
        "torch.empty(2, 3)"),
    row("torch.eye", torch.eye, N_("Makes the identity matrix: 1 on the diagonal, 0 elsewhere."),
        "torch.eye(3)", growth="product"),
    row("torch.arange", torch.arange, N_("Makes the numbers from start to end (end left out), step apart."),
        "torch.arange(0, 10, 2)"),
    row("torch.linspace", torch.linspace, N_("Makes evenly spaced numbers from start to end, both included."),
        "torch.linspace(0, 1, steps=5)"),
    row("torch.logspace", torch.logspace, N_("Makes powers of 10 whose exponents are evenly spaced."),
        "torch.logspace(0, 3, steps=4)"),
    row("torch.tril_indices", torch.tril_indices, N_("Gives rows and columns of the lower triangle of a matrix."),
        "torch.tril_indices(3, 3)"),
    row("torch.triu_indices", torch.triu_indices, N_("Gives rows and columns of the upper triangle of a matrix."),
        "torch.triu_indices(3, 3)"),
    like("torch.zeros_like", torch.zeros_like, N_("Makes a tensor of zeros with another tensor's shape and dtype."),
         "torch.zeros_like(A)"),
    like("torch.ones_like", torch.ones_like, N_("Makes a tensor of ones with another tensor's shape and dtype."),
         "torch.ones_like(A)"),
    like("torch.full_like", torch.full_like, N_("Makes a tensor of one value with another tensor's shape and dtype."),
         "torch.full_like(A, 7.0)"),
    like("torch.empty_like", torch.empty_like,
         N_("Makes an uninitialised tensor with another tensor's shape and dtype."), "torch.empty_like(A)"),
    row("torch.Tensor.new_tensor", torch.Tensor.new_tensor,
        N_("Makes a tensor from lists, with the dtype and device of this tensor."),
        "A.new_tensor([1, 2, 3])", growth="sum"),
    row("torch.Tensor.new_zeros", torch.Tensor.new_zeros,
        N_("Makes a tensor of zeros, with the dtype and device of this tensor."), "A.new_zeros(2, 2)"),
    row("torch.Tensor.new_ones", torch.Tensor.new_ones,
        N_("Makes a tensor of ones, with the dtype and device of this tensor."), "A.new_ones(2, 2)"),
    row("torch.Tensor.new_full", torch.Tensor.new_full,
        N_("Makes a tensor of one value, with the dtype and device of this tensor."), "A.new_full((2, 2), 7)"),
    row("torch.Tensor.new_empty", torch.Tensor.new_empty,
        N_("Makes an uninitialised tensor, with the dtype and device of this tensor."), "A.new_empty(2, 2)"),
    like("torch.clone", torch.clone, N_("Copies a tensor into memory of its own; gradients still flow through."),
         "torch.clone(A)", origin="aligned"),
    like("torch.complex", torch.complex, N_("Makes complex numbers from real and imaginary parts."),
         "torch.complex(v, w)", "{0} + {1}i", origin="aligned"),
    row("torch.meshgrid", torch.meshgrid, N_("Makes the coordinate grids that one-dimensional tensors span."),
        'torch.meshgrid(v, w, indexing="ij")', growth="product", origin="moved"),
    row("torch.cartesian_prod", torch.cartesian_prod, N_("Gives every combination of one element from each tensor."),
        "torch.cartesian_prod(v, w)", growth="product", origin="moved"),
)  # fmt: skip
