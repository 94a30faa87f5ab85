"""Several tensors into one, and one into several."""

from functools import partial

import torch

from playground.program.functions.rows import FunctionRow, function
from playground.translations import N_

join = partial(function, category="joining", growth="sum", origin="moved")
part = partial(function, category="joining", growth="parts", origin="moved")

ROWS: tuple[FunctionRow, ...] = (
    join("torch.stack", torch.stack, N_("Joins tensors of equal shape along a new axis."),
         "torch.stack([A, B], dim=0)"),
    join("torch.cat", torch.cat, N_("Joins tensors along an axis that they already have."),
         "torch.cat([A, B], dim=0)"),
    join("torch.concat", torch.concat, N_("Another name of torch.cat."), "torch.concat([A, B], dim=1)"),
    join("torch.hstack", torch.hstack, N_("Joins tensors side by side: along axis 1 (vectors along axis 0)."),
         "torch.hstack([A, B])"),
    join("torch.vstack", torch.vstack, N_("Puts tensors on top of each other; vectors become rows."),
         "torch.vstack([v, w])"),
    join("torch.dstack", torch.dstack, N_("Joins tensors in depth, along the third axis."), "torch.dstack([A, B])"),
    join("torch.column_stack", torch.column_stack, N_("Joins tensors side by side; vectors become columns."),
         "torch.column_stack([v, w])"),
    join("torch.block_diag", torch.block_diag, N_("Puts matrices on the diagonal of a larger one, with 0 around them."),
         "torch.block_diag(A, C)", growth="product"),
    part("torch.split", torch.split, N_("Splits a tensor into pieces of the given size."), "torch.split(v, 2, dim=0)"),
    part("torch.chunk", torch.chunk, N_("Splits a tensor into at most the given number of pieces."),
         "torch.chunk(C, chunks=3, dim=0)"),
    part("torch.tensor_split", torch.tensor_split,
         N_("Splits a tensor into pieces of nearly equal size, or at the given places."),
         "torch.tensor_split(torch.arange(7), 3, dim=0)"),
    part("torch.hsplit", torch.hsplit, N_("Splits a tensor side by side: along axis 1 (a vector along axis 0)."),
         "torch.hsplit(A, 3)"),
    part("torch.vsplit", torch.vsplit, N_("Splits a tensor from top to bottom: along axis 0."), "torch.vsplit(C, 3)"),
    part("torch.unbind", torch.unbind, N_("Takes a tensor apart into its slices along an axis, which disappears."),
         "torch.unbind(A, dim=0)"),
)  # fmt: skip
