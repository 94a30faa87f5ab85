"""A straight line that is learned: the line among its points, and the way of (w, b) over the bowl of the loss."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from playground.training.examination import weight_and_bias
from playground.training.views.live import LiveView, looking, once_a_run

if TYPE_CHECKING:
    from playground.training.assembly import Assembly

MOST_PLACES = 200  # of a path; then every other one is dropped
GRID = (49, 41)  # places along w and along b at which the bowl is worked out
INITIAL = (-1.0, 1.0)  # where `nn.Linear(1, 1)` draws its first weight and bias from
MARGIN = 0.4  # around what the bowl must show, in shares of it


@dataclass
class _Path:
    """Where (w, b) has been, after every `stride` steps; not where it was not finite."""

    places: list[list[float]]  # as they are told
    steps: int = 0
    stride: int = 1

    def note(self, model: nn.Module) -> None:
        self.steps += 1
        if self.steps % self.stride:
            return
        self.places += _told(*weight_and_bias(model))
        if len(self.places) > MOST_PLACES:
            self.places = self.places[::2]
            self.stride *= 2


@torch.no_grad()
def scene(parts: "Assembly") -> dict[str, Any]:
    """Return the points, with the number of the part that each is in, the true line, and the bowl."""
    data: Any = parts.data
    part = torch.zeros(len(data), dtype=torch.int64)
    part[torch.tensor(_indices(parts.validation))] = 1
    part[parts.test_indices] = 2
    return {
        "x": _rounded(data.inputs),
        "y": _rounded(data.targets),
        "part": part.tolist(),
        "slope": data.slope,
        "intercept": data.intercept,
        "bowl": _bowl(parts),
    }


def _indices(batches: Any) -> list[int]:
    indices: list[int] = batches.dataset.indices
    return indices


@once_a_run
def _training_points(parts: "Assembly") -> tuple[Tensor, Tensor]:
    data: Any = parts.data
    indices = _indices(parts.train)
    return data.inputs[indices], data.targets[indices]  # (N, 1), (N, 1)


def _bowl(parts: "Assembly") -> dict[str, Any]:
    """Return the loss of the training points at places of the plane of w and b: `loss[i][j]` at the i-th b, j-th w.

    The piece of the plane holds where the run may begin, the true line and the best one (least squares).
    """
    data: Any = parts.data
    inputs, targets = _training_points(parts)
    best = torch.linalg.lstsq(torch.cat([inputs, torch.ones_like(inputs)], dim=1), targets).solution.flatten().tolist()
    weights = torch.linspace(*_around(*INITIAL, data.slope, best[0]), GRID[0])
    biases = torch.linspace(*_around(*INITIAL, data.intercept, best[1]), GRID[1])
    lines = torch.cartesian_prod(biases, weights)  # (G, 2): for each b every w
    predictions = lines[:, 1:] * inputs.T + lines[:, :1]  # (G, N)
    losses = torch.vmap(parts.loss_fn, in_dims=(0, None))(predictions, targets[:, 0])  # (G,)
    return {
        "weight": [float(weights[0]), float(weights[-1])],
        "bias": [float(biases[0]), float(biases[-1])],
        "loss": [[float(f"{loss:.4g}") for loss in row] for row in losses.view(len(biases), -1).tolist()],
    }


def _around(*places: float) -> tuple[float, float]:
    low, high = min(places), max(places)
    margin = MARGIN * (high - low)
    return low - margin, high + margin


def _line(parts: "Assembly") -> dict[str, Any]:
    """Return the line as it is now, and the loss of the training points."""
    weight, bias = weight_and_bias(parts.model)
    inputs, targets = _training_points(parts)
    with looking(parts.model) as network:
        loss = parts.loss_fn(network(inputs.to(parts.device)), targets.to(parts.device)).item()
    return {"weight": weight, "bias": bias, "loss": loss}


@once_a_run
def _path_of(parts: "Assembly") -> _Path:
    """Return the path of a run, from where it is now; it grows with every step of the optimizer."""
    path = _Path(_told(*weight_and_bias(parts.model)))
    parts.optimizer.register_step_post_hook(lambda *_: path.note(parts.model))
    return path


def _way(parts: "Assembly") -> dict[str, Any]:
    """Return the path so far, every step of it where there are few; it is noted from the first look on."""
    return {"path": _path_of(parts).places + _told(*weight_and_bias(parts.model))}


def _told(weight: float, bias: float) -> list[list[float]]:
    """Return a place as the one of a path; none if it is not finite."""
    return [[round(weight, 4), round(bias, 4)]] if math.isfinite(weight) and math.isfinite(bias) else []


def _rounded(values: Tensor) -> list[float]:
    return [round(value, 4) for value in values.flatten().tolist()]


VIEWS = (LiveView("line", _line), LiveView("bowl", _way))
