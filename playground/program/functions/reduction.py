"""Many elements into fewer, and running totals."""

from functools import partial

import torch

from playground.program.functions.rows import FunctionRow, function
from playground.translations import N_

row = partial(function, category="reduction", growth="less", origin="mixed")

ROWS: tuple[FunctionRow, ...] = (
    row("torch.sum", torch.sum, N_("Adds up all elements, or those along an axis."), "torch.sum(A, dim=0)", "sum"),
    row("torch.mean", torch.mean, N_("The mean of all elements, or of those along an axis."),
        "torch.mean(A, dim=1)", "mean"),
    row("torch.prod", torch.prod, N_("Multiplies all elements, or those along an axis."),
        "torch.prod(A, dim=0)", "prod"),
    row("torch.max", torch.max, N_("The largest element; along an axis also its index."),
        "torch.max(A, dim=1)", "max"),
    row("torch.min", torch.min, N_("The smallest element; along an axis also its index."),
        "torch.min(A, dim=1)", "min"),
    row("torch.amax", torch.amax, N_("The largest element along axes, without its index."),
        "torch.amax(A, dim=1)", "max"),
    row("torch.amin", torch.amin, N_("The smallest element along axes, without its index."),
        "torch.amin(A, dim=1)", "min"),
    row("torch.aminmax", torch.aminmax, N_("The smallest and the largest element."), "torch.aminmax(A, dim=1)"),
    row("torch.argmax", torch.argmax, N_("The index of the largest element."), "torch.argmax(A, dim=1)", "argmax"),
    row("torch.argmin", torch.argmin, N_("The index of the smallest element."), "torch.argmin(A, dim=1)", "argmin"),
    row("torch.std", torch.std, N_("The standard deviation (with n − 1, unless correction says otherwise)."),
        "torch.std(A, dim=1)", "std"),
    row("torch.var", torch.var, N_("The variance (divided by n − 1, unless correction says otherwise)."),
        "torch.var(A, dim=1)", "var"),
    row("torch.std_mean", torch.std_mean, N_("The standard deviation and the mean."), "torch.std_mean(A, dim=1)"),
    row("torch.var_mean", torch.var_mean, N_("The variance and the mean."), "torch.var_mean(A, dim=1)"),
    row("torch.median", torch.median, N_("The element in the middle; of two middle ones the smaller."),
        "torch.median(A, dim=1)", "median"),
    row("torch.mode", torch.mode, N_("The most frequent element along an axis, and its index."),
        "torch.mode(torch.tensor([3, 1, 3, 2]), dim=0)", "mode"),
    row("torch.quantile", torch.quantile, N_("The value below which the given share of the elements lies."),
        "torch.quantile(A, 0.5, dim=1)", growth="product"),
    row("torch.logsumexp", torch.logsumexp, N_("The logarithm of the sum of exponentials, without overflow."),
        "torch.logsumexp(A, dim=1)", "logsumexp"),
    row("torch.nansum", torch.nansum, N_("Adds up the elements that are not NaN."),
        "torch.nansum(torch.tensor([1.0, torch.nan, 2.0]), dim=0)"),
    row("torch.nanmean", torch.nanmean, N_("The mean of the elements that are not NaN."),
        "torch.nanmean(torch.tensor([1.0, torch.nan, 2.0]), dim=0)"),
    row("torch.all", torch.all, N_("True where all elements along an axis are true."), "torch.all(mask, dim=1)", "all"),
    row("torch.any", torch.any, N_("True where any element along an axis is true."), "torch.any(mask, dim=1)", "any"),
    row("torch.count_nonzero", torch.count_nonzero, N_("Counts the elements that are not 0."),
        "torch.count_nonzero(mask, dim=1)", "count_nonzero"),
    row("torch.norm", torch.norm, N_("The length of a vector: the root of the sum of squares."),
        "torch.norm(A, dim=1)", "norm", growth="solve"),
    row("torch.dist", torch.dist, N_("The length of the difference of two tensors."),
        "torch.dist(v, w)", growth="same"),
    row("torch.cumsum", torch.cumsum, N_("The running total along an axis."), "torch.cumsum(A, dim=1)", "sum"),
    row("torch.cumprod", torch.cumprod, N_("The running product along an axis."), "torch.cumprod(A, dim=1)", "prod"),
    row("torch.cummax", torch.cummax, N_("The largest element so far along an axis, and its index."),
        "torch.cummax(A, dim=1)", "max"),
    row("torch.cummin", torch.cummin, N_("The smallest element so far along an axis, and its index."),
        "torch.cummin(A, dim=1)", "min"),
    row("torch.logcumsumexp", torch.logcumsumexp, N_("The running logsumexp along an axis."),
        "torch.logcumsumexp(A, dim=1)", "logsumexp"),
    row("torch.diff", torch.diff, N_("The differences between neighbours along an axis."),
        "torch.diff(A, dim=1)", growth="sum"),
    row("torch.histc", torch.histc, N_("Counts how many elements fall into each of the bins between min and max."),
        "torch.histc(A, 3)", growth="product"),
    row("torch.histogram", torch.histogram, N_("Counts how many elements fall into each bin, and tells the edges."),
        "torch.histogram(A.flatten(), 3)", growth="product"),
)  # fmt: skip
