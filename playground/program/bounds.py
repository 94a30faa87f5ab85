"""Upper bounds of what a call makes, from its row and the shapes alone: they cost next to nothing."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensor

from playground.program.functions.rows import Growth
from playground.program.values import arrays_in, tensors_in

FREE = 4_096  # elements that need no thought
CUBED = 30  # multiplications of a decomposition, times n³


def bound(growth: Growth, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[float, float]:
    """Return upper bounds of the elements that a call makes, and of its multiplications beyond one for each.

    For `product` it is a bound only of what needs no thought: that is, as long as it is at most `FREE`.
    """
    given = [*args, *kwargs.values()] if kwargs else args
    shapes = [each.shape for item in given for each in arrays_in(item)]
    if growth in ("view", "same"):
        return _broadcast(shapes), 0
    if growth in ("index", "assign"):
        return _indexed(args[0].shape, args[1]), 0
    if growth == "less":
        return 2 * max(map(volume, shapes), default=1), 0  # values and indices
    if growth in ("parts", "sum"):
        return sum(map(volume, shapes)) + len(shapes), 0
    if growth == "solve":
        shape = max(map(tuple, shapes), key=volume, default=())
        batch, matrix = (1, *shape)[:-2], shape[-2:]
        return 2 * volume(batch) * max((1, *matrix)) ** 2, CUBED * volume(shape) * max((1, *shape))
    if growth == "matmul" and len(shapes) == 2:
        return _matmul(*shapes)
    numbers = math.prod(numbers_in(given))
    if growth == "sizes" and not shapes:
        return numbers, 0
    everything = math.prod([float(volume(shape)) for shape in shapes]) * numbers * _values(given)
    return everything * everything, everything * everything


def by_values(args: Sequence[Any], kwargs: Mapping[str, Any]) -> float:
    """Return an upper bound of the elements of what depends on values: `one_hot`, `nonzero`, `repeat_interleave`."""
    given = [*args, *kwargs.values()]
    tensors = [each for item in given for each in tensors_in(item)]
    if not tensors or any(isinstance(each, FakeTensor) for each in tensors):
        return math.inf
    first = volume(tensors[0].shape)
    repeats = tensors[1] if len(tensors) > 1 and _is_whole(tensors[1]) else tensors[0]
    numbers = numbers_in([each for each in given if not isinstance(each, Tensor)])
    return first * max(tensors[0].ndim, _values([repeats])) * math.prod(numbers)


def _values(given: Sequence[Any]) -> float:
    """Return how much whole numbers in tensors can multiply a size: labels, repeats."""
    tensors = [each for item in given for each in tensors_in(item)]
    return math.prod(
        float(each.double().abs().max()) + 1
        for each in tensors
        if _is_whole(each) and each.numel() and not (each.is_meta or isinstance(each, FakeTensor))
    )


def _is_whole(tensor: Tensor) -> bool:
    return not (tensor.is_floating_point() or tensor.is_complex() or tensor.dtype == torch.bool)


def volume(shape: Sequence[int]) -> int:
    """Return the elements of a shape, with an axis of size 0 counted as 1: a sum over it leaves the others."""
    return math.prod([size or 1 for size in shape])


def numbers_in(value: Any) -> list[float]:
    """Return how much every number in nested arguments can multiply a size; any may be a size, a step or a factor."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return []
    if isinstance(value, Tensor | np.ndarray):  # sizes can be given so
        short = volume(value.shape) <= 8 and not (isinstance(value, FakeTensor) or getattr(value, "is_meta", False))
        return numbers_in([value.tolist()]) if short else []
    if isinstance(value, int | float | np.number):
        size = min(abs(float(value)), 1e30) if math.isfinite(value) else 1e30
        return [size + 1 if size >= 1 or size == 0 else 1 / size + 1]
    if isinstance(value, list | tuple):
        return [number for item in value for number in numbers_in(item)]
    return []


def _broadcast(shapes: Sequence[Sequence[int]]) -> float:
    """Return the elements of the broadcast shape (of one at least as large, where the shapes do not fit)."""
    if len(shapes) == 1:
        return math.prod(shapes[0])
    sizes: list[int] = []
    for shape in shapes:
        for place, size in enumerate(reversed(shape)):
            if place == len(sizes):
                sizes.append(size)
            elif sizes[place] < size:
                sizes[place] = size
    return math.prod(sizes)


def _indexed(shape: Sequence[int], index: Any) -> float:
    """Return the elements of `x[index]`; of a mask, as if it let everything through."""
    items = index if isinstance(index, tuple) else (index,)
    left = len(shape) - sum(map(_axes, items))  # for an ellipsis
    axis, kept = 0, 1
    places: list[Sequence[int]] = []
    for item in items:
        axes = left if item is ... else _axes(item)
        here = volume(shape[axis : axis + axes])
        axis += axes
        if item is ... or isinstance(item, slice):
            kept *= here
        elif _is_mask(item):
            places.append((here,))
        elif item is not None:
            places.append(_shape(item))
    return kept * volume(shape[axis:]) * _broadcast(places)


def _axes(item: Any) -> int:
    """Return how many axes something in square brackets stands for."""
    if item is None or item is ... or isinstance(item, bool):
        return 0
    return len(item.shape) if _is_mask(item) else 1


def _is_mask(item: Any) -> bool:
    return isinstance(item, Tensor | np.ndarray) and item.dtype in (torch.bool, torch.uint8, np.bool_)


def _shape(value: Any) -> tuple[int, ...]:
    """Return the shape of an array or of a nested list."""
    if isinstance(value, list | tuple | range):
        return (len(value), *(_shape(value[0]) if value else ()))
    return tuple(getattr(value, "shape", ()))


def _matmul(left: Sequence[int], right: Sequence[int]) -> tuple[float, float]:
    if not left or not right:
        return 1, 0
    rows, inner = (left[-2] if len(left) > 1 else 1), left[-1]
    columns = right[-1] if len(right) > 1 else 1
    count = _broadcast([left[:-2], right[:-2]]) * rows * columns
    return count, count * inner
