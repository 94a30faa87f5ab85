"""Parallel coordinates of a sweep: an upright axis for each setting and one for the result, a line for each run."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from playground.charts.sweep_scales import COLOURS, Result, order, results_of, said, wide
from playground.parameters import Value
from playground.sweeps import Axis
from playground.sweeps.outcomes import Outcome

NEAR = 0.08  # of a scale: texts that are nearer would lie over each other
PARTS = 4  # of an even scale

Ticks = list[tuple[float, str]]


def parallel(axes: Sequence[Axis], found: Sequence[Outcome], result: Result) -> dict[str, Any]:
    """Return what the browser draws: places go from 0, the lower end of an axis, to 1.

    Only runs with a result have a line; the one with the best result is the last, so it lies above the others.
    """
    good = sorted((each for each in found if each.result is not None), key=lambda each: each.result or 0.0)
    good = good[::-1] if result.lowest else good
    results = results_of(good)
    last = Axis(result.name, low=min(results, default=0.0), high=max(results, default=1.0), log=wide(results, result))
    columns: list[tuple[Axis, list[Value]]] = [
        (axis, [each.values[place] for each in good]) for place, axis in enumerate(axes)
    ]
    places = [[_place(axis, value) for value in values] for axis, values in columns]
    places.append([_place(last, value) for value in results])
    return {
        "axes": [
            *({"name": axis.setting, "ticks": _ticks(axis, _plain)} for axis in axes),
            {"name": result.name, "ticks": _ticks(last, result.told)},
        ],
        "lines": [
            {
                "at": [round(column[number], 4) for column in places],
                "colour": _colour(1 - places[-1][number] if result.lowest else places[-1][number]),
                "text": ", ".join(
                    (*(f"{axis.setting} = {said(values[number])}" for axis, values in columns), result.told(value))
                ),
                "run": each.run.id,
            }
            for number, (each, value) in enumerate(zip(good, results, strict=True))
        ],
    }


def _place(axis: Axis, value: Value) -> float:
    """Return how far up an axis a value lies."""
    if axis.values:
        return (order(axis, value) + 0.5) / len(axis.values)
    if axis.low == axis.high:
        return 0.5
    low, high, number = (math.log(each) if axis.log else each for each in (axis.low, axis.high, order(axis, value)))
    return (number - low) / (high - low)


def _ticks(axis: Axis, tell: Callable[[float, int], str]) -> Ticks:
    """Return places on an axis, and the values there as `tell` says them, given how exactly."""
    if axis.values:
        return [(_place(axis, value), said(value)) for value in axis.values]
    if axis.low == axis.high:
        return [(0.5, tell(axis.low, 4))]
    if axis.log:
        exponents = range(math.ceil(math.log10(axis.low)), math.floor(math.log10(axis.high)) + 1)
        between = [10.0**exponent for exponent in exponents]
    else:
        between = [axis.low + (axis.high - axis.low) * part / PARTS for part in range(1, PARTS)]
    shown = [axis.low, *(each for each in between if NEAR < _place(axis, each) < 1 - NEAR), axis.high]
    return [(round(_place(axis, each), 4), tell(each, 3)) for each in shown]


def _plain(value: float, places: int) -> str:
    return f"{value:.{places}g}"


def _colour(share: float) -> str:
    """Return the colour that lies so far from bad to good."""
    place = share * (len(COLOURS) - 1)
    i = min(int(place), len(COLOURS) - 2)
    first, second, part = COLOURS[i], COLOURS[i + 1], place - i
    mixed = (round(int(first[k : k + 2], 16) * (1 - part) + int(second[k : k + 2], 16) * part) for k in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
