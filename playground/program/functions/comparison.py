"""Which is larger, which is equal, and in which order."""

from functools import partial

import torch

from playground.program.functions.rows import FunctionRow, function
from playground.translations import N_

compare = partial(function, category="comparison", growth="same", origin="aligned")
order = partial(function, category="comparison", growth="less", origin="moved")

ROWS: tuple[FunctionRow, ...] = (
    compare("torch.eq", torch.eq, N_("True where two elements are equal."),
            "torch.eq(v, torch.tensor([1.0, 1.0, 9.0]))", "{0} == {1}"),
    compare("torch.ne", torch.ne, N_("True where two elements differ."),
            "torch.ne(v, torch.tensor([1.0, 1.0, 9.0]))", "{0} ≠ {1}"),
    compare("torch.lt", torch.lt, N_("True where the first element is smaller."),
            "torch.lt(v, torch.tensor([1.0, 1.0, 9.0]))", "{0} < {1}"),
    compare("torch.le", torch.le, N_("True where the first element is smaller or equal."),
            "torch.le(v, torch.tensor([1.0, 1.0, 9.0]))", "{0} ≤ {1}"),
    compare("torch.gt", torch.gt, N_("True where the first element is larger."),
            "torch.gt(v, torch.tensor([1.0, 1.0, 9.0]))", "{0} > {1}"),
    compare("torch.ge", torch.ge, N_("True where the first element is larger or equal."),
            "torch.ge(v, torch.tensor([1.0, 1.0, 9.0]))", "{0} ≥ {1}"),
    compare("torch.isclose", torch.isclose, N_("True where two elements are equal up to a small tolerance."),
            "torch.isclose(v, torch.tensor([1.0, 2.000001, 3.1]))"),
    compare("torch.equal", torch.equal, N_("Tells whether two tensors have the same shape and elements."),
            "torch.equal(A, A.clone())", origin="none"),
    compare("torch.allclose", torch.allclose, N_("Tells whether all elements are equal up to a small tolerance."),
            "torch.allclose(v, torch.tensor([1.0, 2.000001, 3.0]))", origin="none"),
    compare("torch.isin", torch.isin, N_("True where an element is among the given ones."),
            "torch.isin(A, torch.tensor([2.0, 5.0]))", growth="product", origin="mixed"),
    order("torch.sort", torch.sort, N_("Sorts along an axis, and tells where each element was."),
          "torch.sort(A, dim=1)"),
    order("torch.argsort", torch.argsort, N_("Tells the indices that put the elements in sorted order."),
          "torch.argsort(A, dim=1)", origin="mixed"),
    order("torch.msort", torch.msort, N_("Sorts along the first axis."), "torch.msort(C.flip(0))"),
    order("torch.topk", torch.topk, N_("The k largest elements along an axis, and their indices."),
          "torch.topk(A, k=2, dim=1)"),
    order("torch.kthvalue", torch.kthvalue, N_("The k-th smallest element along an axis, and its index."),
          "torch.kthvalue(A, k=2, dim=1)"),
    order("torch.unique", torch.unique, N_("The different elements, each once, sorted."),
          "torch.unique(torch.tensor([3, 1, 3, 2, 1]))"),
    order("torch.unique_consecutive", torch.unique_consecutive, N_("Leaves out elements equal to the one before."),
          "torch.unique_consecutive(torch.tensor([3, 3, 1, 1, 3]))"),
)  # fmt: skip
