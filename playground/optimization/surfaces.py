"""Surfaces to race on: the loss as a function of two weights. PyTorch evaluates them, autograd gives the slope."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.translations import N_

Point = tuple[float, float]


# (..., 2) → (...): many points at once. These are shown as they stand, in the code to take home.
def bowl(xy: Tensor) -> Tensor:
    x, y = xy.unbind(-1)
    return x**2 + y**2


def ravine(xy: Tensor) -> Tensor:
    x, y = xy.unbind(-1)
    return 0.02 * x**2 + 2 * y**2


def tilted_ravine(xy: Tensor) -> Tensor:
    x, y = xy.unbind(-1)
    return 0.01 * (x + y) ** 2 + (x - y) ** 2


def rosenbrock(xy: Tensor) -> Tensor:
    x, y = xy.unbind(-1)
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def beale(xy: Tensor) -> Tensor:
    x, y = xy.unbind(-1)
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def himmelblau(xy: Tensor) -> Tensor:
    x, y = xy.unbind(-1)
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def saddle(xy: Tensor) -> Tensor:
    x, y = xy.unbind(-1)
    return x**2 - y**2 + y**4 / 4


def rastrigin(xy: Tensor) -> Tensor:
    waves = xy**2 - 10 * torch.cos(2 * torch.pi * xy)
    return 20 + waves.sum(-1)


def plateau(xy: Tensor) -> Tensor:
    return 1 - torch.exp(-(xy**2).sum(-1) / 2)


def kink(xy: Tensor) -> Tensor:
    x, y = xy.unbind(-1)
    return x.abs() + 4 * y.abs()


@dataclass(frozen=True)
class Surface:
    """A surface.

    Attributes:
        name: What links call it.
        formula: In LaTeX.
        f: The loss; points (..., 2) to losses (...).
        low, high: Opposite corners of the part that is shown.
        minima: Its lowest points.
        starts: Good places to begin; the first is the default.
        log: Its heights differ so much that they are drawn by their logarithm.
    """

    name: str
    title: str
    summary: str
    formula: str
    f: Callable[[Tensor], Tensor]
    low: Point
    high: Point
    minima: tuple[Point, ...]
    starts: tuple[Point, ...]
    log: bool = False


_ROWS = (
    Surface(
        "bowl",
        N_("Bowl"),
        N_("The same slope all round: the gradient points straight to the minimum."),
        "x^2 + y^2",
        bowl,
        (-3, -2),
        (3, 2),
        ((0, 0),),
        ((-2.5, 1.5),),
    ),
    Surface(
        "ravine",
        N_("Ravine"),
        N_("A hundred times as steep across as along: a rate that is good for x is too much for y."),
        "0.02\\,x^2 + 2\\,y^2",
        ravine,
        (-6, -2.5),
        (2, 2.5),
        ((0, 0),),
        ((-5, 2),),
    ),
    Surface(
        "tilted_ravine",
        N_("Tilted ravine"),
        N_("The same ravine turned by 45°: a step size for every weight does not help here."),
        "0.01\\,(x + y)^2 + (x - y)^2",
        tilted_ravine,
        (-4, -3.5),
        (2, 1.5),
        ((0, 0),),
        ((-3, -1.5),),
    ),
    Surface(
        "rosenbrock",
        N_("Rosenbrock's valley"),
        N_("Easy to find, the valley; its bottom is bent and almost level."),
        "(1 - x)^2 + 100\\,(y - x^2)^2",
        rosenbrock,
        (-2, -0.8),
        (2, 2.4),
        ((1, 1),),
        ((-1.5, 2), (-1, -0.5)),
        log=True,
    ),
    Surface(
        "beale",
        N_("Beale"),
        N_("Steep walls at the corners, flat ground between them."),
        "(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
        beale,
        (-1, -2),
        (4.5, 2),
        ((3, 0.5),),
        ((0.5, -1.5), (1, 1.5)),
        log=True,
    ),
    Surface(
        "himmelblau",
        N_("Himmelblau's four valleys"),
        N_("Four minima, all at 0: who ends in which?"),
        "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        himmelblau,
        (-6, -5),
        (6, 5),
        ((3, 2), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)),
        ((0.5, 4), (-4.5, 0), (-0.3, -1)),
        log=True,
    ),
    Surface(
        "saddle",
        N_("Saddle"),
        N_("Downhill in x it leads to a saddle, where the slope is 0; the minima lie to both sides."),
        "x^2 - y^2 + \\tfrac{1}{4}\\,y^4",
        saddle,
        (-2.5, -2.2),
        (2.5, 2.2),
        ((0, math.sqrt(2)), (0, -math.sqrt(2))),
        ((-2, 0.001), (-2, 0)),
    ),
    Surface(
        "rastrigin",
        N_("Rastrigin"),
        N_("A bowl full of holes: every step downhill leads into the next one."),
        "20 + x^2 + y^2 - 10\\cos 2\\pi x - 10\\cos 2\\pi y",
        rastrigin,
        (-4, -3.2),
        (4, 3.2),
        ((0, 0),),
        ((-3.3, 2.3), (2.4, 1.6)),
    ),
    Surface(
        "plateau",
        N_("Plateau"),
        N_("Far from the minimum the ground is almost level, and the gradient almost 0."),
        "1 - e^{-(x^2 + y^2) / 2}",
        plateau,
        (-4.5, -3),
        (4.5, 3),
        ((0, 0),),
        ((-3, 2), (-3.8, 1)),
    ),
    Surface(
        "kink",
        N_("Kink"),
        N_("Never level, right to the minimum: steps of a fixed rate jump to and fro."),
        "|x| + 4\\,|y|",
        kink,
        (-3, -2),
        (3, 2),
        ((0, 0),),
        ((-2.5, 1.3),),
    ),
)
SURFACES = {row.name: row for row in _ROWS}
