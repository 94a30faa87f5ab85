"""A series that is foretold: the truth on the held-out end, and what the network says of it now."""

import math
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from playground.training.examination import forecasts
from playground.training.views.live import LiveView, looking

if TYPE_CHECKING:
    from playground.training.assembly import Assembly

MOST_FORECAST = 100  # values of the held-out end, from its beginning
BEFORE = 1  # how many values are shown before them, for each of theirs


def scene(parts: "Assembly") -> dict[str, Any]:
    """Return the shown piece of the series: `times` and `values`, `begin`, the place among them where the forecast
    begins, and `repeating`, the mean error of "the same as the last value" there."""
    data: Any = parts.data
    windows, truth = _asked(parts)
    first = int(parts.test_indices[0]) + windows.shape[1]  # the target of window i is the value i + length
    start = max(0, first - BEFORE * len(truth))
    times = getattr(data, "times", torch.arange(len(data.series)))
    return {
        "times": [round(time, 4) for time in times[start : first + len(truth)].tolist()],
        "values": _plain(data.series[start : first + len(truth)]),
        "begin": first - start,
        "repeating": float((windows[:, -1] - truth).abs().mean()),
    }


def _asked(parts: "Assembly") -> tuple[Tensor, Tensor]:
    """Return the windows (N, L, 1) of the shown held-out values, and these values (N, 1)."""
    samples = [parts.data[index] for index in parts.test_indices[:MOST_FORECAST].tolist()]
    windows, truth = (torch.stack(each) for each in zip(*samples, strict=True))
    return windows, truth


def _forecast(parts: "Assembly") -> dict[str, Any]:
    """Return both forecasts (see `examine_forecast`), and the mean error of the one a step ahead."""
    windows, truth = _asked(parts)
    with looking(parts.model) as network:
        one_step, rolled_out = forecasts(network, windows.to(parts.device))
    error = float((one_step - truth[:, 0]).abs().mean())
    return {"one_step": _plain(one_step), "rolled_out": _plain(rolled_out), "error": error}


def _plain(values: Tensor) -> list[float | None]:
    """Return numbers for JSON; what is not finite becomes None."""
    return [round(value, 4) if math.isfinite(value) else None for value in values.tolist()]


VIEWS = (LiveView("forecast", _forecast),)
