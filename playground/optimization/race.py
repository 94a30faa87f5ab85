"""A race: several optimizers of torch.optim walk down the same surface from the same place.

Every racer is a real optimizer with one parameter, its place (x, y). The slopes below all racers are worked out in one
go; each optimizer then takes its own step.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import torch
from cachetools import LRUCache
from torch import Tensor, optim

from playground.optimization.optimizers import ALL_OPTIMIZERS
from playground.optimization.surfaces import SURFACES, Point, Surface
from playground.parameters import Value
from playground.translations import N_, Message

STEPS = 500  # at most
RACERS = 8  # at most
FAR = 10.0  # so many sizes of the picture farther away than the start, a racer is lost
EVALUATIONS = 2  # for each step of the race: so often a racer may ask for the loss
KEPT = 256  # paths

Settings = tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class Racer:
    """An optimizer by name, with the settings that are not at their defaults."""

    optimizer: str
    settings: Settings = ()

    @property
    def given(self) -> dict[str, Value]:
        return dict(self.settings)


@dataclass(frozen=True)
class Course:
    """What all racers of a race have in common.

    Attributes:
        surface: Its name.
        noise: Standard deviation of the noise in each component of the gradient; the same for all racers.
    """

    surface: str
    start: Point
    steps: int
    noise: float = 0.0
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Path:
    """Where a racer went: T steps, or fewer where it ended early. All in float64.

    Attributes:
        places: (T + 1, 2), from the start.
        losses: (T + 1,), the surface's height there, without noise.
        gradients: (T + 1, 2), as the optimizer saw them there, with noise.
        lengths: (T,), how far each step went.
        states: By name, (T + 1, k): what the optimizer remembered after so many steps; NaN before it had it.
        evaluations: How often it asked for the gradient in all.
        ended: Why it ended before the race did, if so.
    """

    places: Tensor
    losses: Tensor
    gradients: Tensor
    lengths: Tensor
    states: Mapping[str, Tensor]
    evaluations: int
    ended: Message | None

    @property
    def steps(self) -> int:
        return len(self.lengths)


class _EnoughAskedError(Exception):
    """A racer has asked for the loss as often as it may."""


@dataclass(eq=False)
class _Lane:
    """A racer on its way."""

    optimizer: optim.Optimizer
    place: Tensor  # the optimizer's parameter; its memory is a row of all racers' places
    closure: bool
    most: int
    remembered: list[dict[str, Any]] = field(default_factory=list)
    evaluations: int = 0
    ended: Message | None = None

    def step(self, surface: Surface, gradient: Tensor, tilt: Tensor) -> None:
        """Let the optimizer take its step, with what it needs for it."""
        try:
            if self.closure:
                self.optimizer.step(lambda: self._ask(surface, tilt))
            else:
                self.evaluations += 1
                self.place.grad = gradient.view_as(self.place)
                self.optimizer.step()
        except _EnoughAskedError:
            self.ended = Message(
                N_("stopped: it has asked for the loss {count} times, as often as it may here"), {"count": self.most}
            )
        except (RuntimeError, ValueError) as error:
            self.ended = Message(N_("PyTorch stopped it: {words}"), {"words": str(error)})

    def _ask(self, surface: Surface, tilt: Tensor) -> float:
        """Return the loss, with its gradient, as a training's closure does."""
        if self.evaluations >= self.most:
            raise _EnoughAskedError
        self.evaluations += 1
        self.optimizer.zero_grad()
        place = self.place.view(2)
        loss = surface.f(place) + tilt @ place
        loss.backward()
        return loss.item()

    def remember(self) -> None:
        state = self.optimizer.state.get(self.place, {})
        self.remembered.append({name: _plain(value) for name, value in state.items()})


def _plain(value: object) -> list[float] | None:
    """Return a part of an optimizer's state that is one number or one for each weight."""
    if isinstance(value, Tensor) and value.numel() <= 2:
        return [value.item()] if value.ndim == 0 else value.flatten().tolist()
    return [float(value)] if isinstance(value, int | float) else None


def optimizer_of(racer: Racer, place: Tensor) -> optim.Optimizer:
    """Return a racer's optimizer. `place` is (2,), or (1, 2) for one that steps matrices.

    Raises:
        ValueError, TypeError, RuntimeError: PyTorch does not take the settings.
    """
    made: optim.Optimizer = ALL_OPTIMIZERS[racer.optimizer].make([place], **settings_given(racer))
    return made


def settings_given(racer: Racer) -> dict[str, Any]:
    """Return what a racer's optimizer is made with: all that differs from PyTorch's own defaults."""
    row = ALL_OPTIMIZERS[racer.optimizer]
    return row.arguments({**row.defaults, **racer.given})


def noise_of(course: Course) -> Tensor:
    """Return the noise in the gradient at each step, (steps + 1, 2)."""
    generator = torch.Generator().manual_seed(course.seed)
    return course.noise * torch.randn(course.steps + 1, 2, generator=generator, dtype=torch.float64)


def race(
    course: Course, racers: Sequence[Racer], told: Callable[[float], None] = lambda share: None
) -> tuple[Path, ...]:
    """Let the racers walk; return their paths.

    Noise tilts the surface a little, by another amount at every step: the loss is f(x, y) + noise · (x, y), so that its
    gradient has just this noise.

    Args:
        told: Called now and then with the share that is done.

    Raises:
        ValueError, TypeError, RuntimeError: PyTorch does not take a racer's settings.
    """
    surface = SURFACES[course.surface]
    places = torch.tensor(course.start, dtype=torch.float64).repeat(len(racers), 1)
    lanes = [_lane(racer, places[i], course.steps) for i, racer in enumerate(racers)]
    tilts = noise_of(course)
    middle = (torch.tensor(surface.high) + torch.tensor(surface.low)).double() / 2
    far = FAR * math.dist(surface.high, surface.low) + math.dist(course.start, middle.tolist())
    seen = []
    for step in range(course.steps + 1):
        losses, gradients = _slopes(surface, places, tilts[step])
        there = (losses.isfinite() & ((places - middle).norm(dim=1) <= far)).tolist()
        seen.append((places.clone(), losses, gradients))
        for lane, inside, loss in zip(lanes, there, losses.tolist(), strict=True):
            if lane.ended is None and not inside:
                lane.ended = _lost(step, lane.place, loss)
            if lane.ended is None:
                lane.remember()
        running = [(i, lane) for i, lane in enumerate(lanes) if lane.ended is None]
        if step == course.steps or not running:
            break
        for i, lane in running:
            lane.step(surface, gradients[i], tilts[step])
        if step % 50 == 0:
            told(step / course.steps)
    history = [torch.stack(each) for each in zip(*seen, strict=True)]
    return tuple(_path(lane, *(each[:, i] for each in history)) for i, lane in enumerate(lanes))


def _lane(racer: Racer, place: Tensor, steps: int) -> _Lane:
    row = ALL_OPTIMIZERS[racer.optimizer]
    parameter = (place.view(1, 2) if row.matrix else place).detach().requires_grad_()
    return _Lane(optimizer_of(racer, parameter), parameter, row.closure, EVALUATIONS * steps + 50)


def _slopes(surface: Surface, places: Tensor, tilt: Tensor) -> tuple[Tensor, Tensor]:
    """Return the surface's heights below all places (R, 2), and the gradients with noise."""
    leaf = places.clone().requires_grad_()
    losses = surface.f(leaf)
    (losses.sum() + (leaf @ tilt).sum()).backward()
    assert leaf.grad is not None
    return losses.detach(), leaf.grad


def _lost(step: int, place: Tensor, loss: float) -> Message:
    x, y = place.flatten().tolist()
    if math.isfinite(x) and math.isfinite(y):
        return Message(
            N_("diverged: step {step} threw it to ({x}, {y}), far outside, where the loss is {loss}"),
            {"step": step, "x": f"{x:.3g}", "y": f"{y:.3g}", "loss": f"{loss:.3g}"},
        )
    return Message(N_("diverged: after step {step} its place is not a number any more"), {"step": step})


def _path(lane: _Lane, places: Tensor, losses: Tensor, gradients: Tensor) -> Path:
    count = len(lane.remembered)
    places = places[:count].clone()
    return Path(
        places,
        losses[:count].clone(),
        gradients[:count].clone(),
        places.diff(dim=0).norm(dim=1),
        _states(lane.remembered),
        lane.evaluations,
        lane.ended,
    )


def _states(remembered: Sequence[Mapping[str, list[float] | None]]) -> dict[str, Tensor]:
    found = {}
    for name in remembered[-1]:
        rows = [each.get(name) for each in remembered]
        width = max((len(row) for row in rows if row), default=0)
        if width:
            found[name] = torch.tensor([row or [math.nan] * width for row in rows], dtype=torch.float64)
    return found


_paths: LRUCache[tuple[Course, Racer], Path] = LRUCache(KEPT)
_lock = Lock()


def paths(
    course: Course, racers: Sequence[Racer], told: Callable[[float], None] = lambda share: None
) -> tuple[Path, ...]:
    """Return the racers' paths, as `race` does; only those that are not known yet are walked."""
    with _lock:
        known = {racer: path for racer in racers if (path := _paths.get((course, racer))) is not None}
    missing = [racer for racer in dict.fromkeys(racers) if racer not in known]
    if missing:
        walked = dict(zip(missing, race(course, missing, told), strict=True))
        with _lock:
            for racer, path in walked.items():
                _paths[course, racer] = path
        known |= walked
    return tuple(known[racer] for racer in racers)


def is_known(course: Course, racer: Racer) -> bool:
    """Tell whether a racer's path has been walked already."""
    with _lock:
        return (course, racer) in _paths
