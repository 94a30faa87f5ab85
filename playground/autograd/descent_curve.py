"""The curve of a function of one variable, the heights over the plane of one of two: programs over many places."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from cachetools import LRUCache, cached
from torch import Tensor

from playground.autograd.descent import Descent, Function, Path, Place, function_of
from playground.autograd.descent_presets import LANDSCAPES, Landscape
from playground.program.outcomes import outcome

POINTS = {1: 241, 2: 61}  # along each variable
KEPT = 64  # pictures
COARSE = 16  # along each variable, where a function of two takes one place at a time
FACTOR = 1.5  # by which the picture grows
FARTHEST = 3.0  # the picture grows to hold the path up to so many times its size at the start
PROBES = 5


@dataclass(frozen=True)
class Window:
    """What of the plane is shown: its middle, and how far it reaches from there, along each variable."""

    middle: Place
    half: Place

    def holds(self, at: Place) -> bool:
        return all(abs(x - m) <= h for x, m, h in zip(at, self.middle, self.half, strict=True))

    def bounds(self, axis: int) -> tuple[float, float]:
        return self.middle[axis] - self.half[axis], self.middle[axis] + self.half[axis]


@dataclass(frozen=True, eq=False)
class Heights:
    """f at many places: `axes` for each variable, `values` for each x, or for each y a row of values for each x.

    A value that is no finite number is None. Where f cannot be worked out for many places, all are None.
    """

    axes: tuple[tuple[float, ...], ...]
    values: tuple[tuple[float | None, ...], ...]


def landscape_of(function: Function) -> Landscape | None:
    """Return the row of a function, if it is in the table."""
    return _landscapes().get(function)


@lru_cache(maxsize=1)
def _landscapes() -> dict[Function, Landscape]:
    return {function_of(landscape.text): landscape for landscape in LANDSCAPES}


def window_of(descent: Descent, path: Path) -> Window:
    """Return what to show: the part of the function that is worth seeing, grown to hold the start and most of the path.

    It grows in strides, so that the axes stand still while the learner takes one step after the other.
    """
    landscape = landscape_of(descent.function)
    two = len(descent.function.variables) == 2
    middle: Place = (0.0, 0.0) if two else (0.0,)
    half: Place = (3.0, 2.0) if two else (3.0,)
    if landscape:
        middle, half = landscape.middle, landscape.half
    size = _grown(1.0, _distance(descent.start, middle, half))
    most = FARTHEST * size
    for at in [*(moment.at for moment in path.moments), path.trial.at]:
        distance = _distance(at, middle, half)
        if distance <= most:
            size = _grown(size, distance)
    return Window(middle, tuple(size * each for each in half))


def _distance(at: Place, middle: Place, half: Place) -> float:
    """Return how far away a place is, in sizes of the picture; infinite for what is no number."""
    far = max(abs(x - m) / h for x, m, h in zip(at, middle, half, strict=True))
    return far if math.isfinite(far) else math.inf


def _grown(size: float, distance: float) -> float:
    while 0.97 * size < distance < math.inf:
        size *= FACTOR
    return size


# What could not be worked out is tried again: the machine may have been busy
@cached(LRUCache(KEPT, lambda found: 1 if any(map(any, found.values)) else KEPT + 1), lock=Lock())
def heights(function: Function, window: Window) -> Heights:
    """Return f all over the window.

    All places go through PyTorch at once. An expression that is not worked out cell by cell (`x.max()`, `x if x > 0
    else 0`) is noticed by comparing some places, and then goes from place to place.
    """
    two = len(function.variables) == 2
    count = POINTS[2 if two else 1]
    at_once, one_by_one = (_over_plane, _plane_by_places) if two else (_over_line, _line_by_places)
    values = _run(at_once(function, window, count), (count,) * len(function.variables))
    if values is None or not _agrees(function, window, count, values):
        count = COARSE if two else count
        values = _run(one_by_one(function, window, count), (count,) * len(function.variables))
    axes = tuple(_spaced(*window.bounds(axis), count) for axis in range(len(function.variables)))
    if values is None:
        return Heights(axes, ((None,) * count,) * (count if two else 1))
    rows = values.tolist() if two else [values.tolist()]
    return Heights(axes, tuple(tuple(each if math.isfinite(each) else None for each in row) for row in rows))


def _run(source: str, shape: Sequence[int]) -> Tensor | None:
    """Return the `f` of a program, if it has the right shape and is of real numbers."""
    trace = outcome(source).trace
    if trace is None or trace.error is not None or trace.shapes_only:
        return None
    f = trace.namespace.get("f")
    fits = isinstance(f, Tensor) and f.shape == tuple(shape) and f.dtype.is_floating_point
    return f.detach() if fits and isinstance(f, Tensor) else None


def _line(window: Window, axis: int, count: int) -> str:
    low, high = window.bounds(axis)
    return f"torch.linspace({low!r}, {high!r}, {count})"


def _over_line(function: Function, window: Window, count: int) -> str:
    return f"x = {_line(window, 0, count)}\nf = {function.text}\n"


def _over_plane(function: Function, window: Window, count: int) -> str:
    """Return a row of all x and a column of all y: broadcasting makes the plane of them."""
    return f"x = {_line(window, 0, count)}\ny = {_line(window, 1, count)}.unsqueeze(1)\nf = {function.text}\n"


def _line_by_places(function: Function, window: Window, count: int, every: int = 1) -> str:
    return (
        f"values = []\nfor x in {_line(window, 0, count)}[::{every}]:\n"
        f"    values.append({function.text})\nf = torch.stack(values)\n"
    )


def _plane_by_places(function: Function, window: Window, count: int) -> str:
    return (
        f"values = []\nfor y in {_line(window, 1, count)}:\n    for x in {_line(window, 0, count)}:\n"
        f"        values.append({function.text})\nf = torch.stack(values).reshape({count}, {count})\n"
    )


def _diagonal_by_places(function: Function, window: Window, count: int, every: int) -> str:
    return (
        f"xs, ys = {_line(window, 0, count)}, {_line(window, 1, count)}\n"
        f"values = []\nfor i in range(0, {count}, {every}):\n    x, y = xs[i], ys[i]\n"
        f"    values.append({function.text})\nf = torch.stack(values)\n"
    )


def _agrees(function: Function, window: Window, count: int, values: Tensor) -> bool:
    """Tell whether what came of all places at once is what comes of single places."""
    every = (count - 1) // (PROBES - 1)
    by_places = _diagonal_by_places if values.ndim == 2 else _line_by_places
    single = _run(by_places(function, window, count, every), (PROBES,))
    some = values.diagonal()[::every] if values.ndim == 2 else values[::every]
    return single is not None and bool(some.isclose(single, rtol=1e-3, atol=1e-5, equal_nan=True).all())


def _spaced(low: float, high: float, count: int) -> tuple[float, ...]:
    return tuple(low + (high - low) * i / (count - 1) for i in range(count))
