"""What to walk down: functions of one variable and of two, and settings that each show one thing."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.parameters import Parameter, Value
from playground.translations import N_

STEPS = 100  # at most
START = Parameter("x0", 2.5, N_("Where x begins."), minimum=-1e6, maximum=1e6)
START_Y = Parameter("y0", 1.0, N_("Where y begins."), minimum=-1e6, maximum=1e6)
RATE = Parameter("lr", 0.1, N_("The learning rate: how much of the gradient is one step."), minimum=-1, maximum=1000)
MOVES = (
    Parameter("dx", 0.5, N_("How far to go in x."), minimum=-3, maximum=3),
    Parameter("dy", 0.0, N_("How far to go in y."), minimum=-3, maximum=3),
)


@dataclass(frozen=True)
class Landscape:
    """A function, the part of it that is worth seeing, and from where and how fast to walk down.

    Attributes:
        text: What PyTorch computes, from `x` or from `x` and `y`.
        start: Where to begin; two numbers for two variables.
        middle, half: The picture: its middle, and how far it reaches from there, along each variable.
    """

    name: str
    text: str
    start: tuple[float, ...]
    lr: float
    middle: tuple[float, ...]
    half: tuple[float, ...]


LANDSCAPES: tuple[Landscape, ...] = (
    Landscape(N_("Parabola"), "x**2", (2.5,), 0.1, (0.0,), (3.0,)),
    Landscape(N_("Two valleys"), "x**4 - 3*x**2 + x", (2.0,), 0.02, (0.0,), (2.3,)),
    Landscape(N_("Waves on a slope"), "torch.sin(2*x) + x/3", (3.8,), 0.2, (0.0,), (5.0,)),
    Landscape(N_("A kink"), "torch.abs(x)", (2.0,), 0.3, (0.0,), (3.0,)),
    Landscape(N_("Steep and flat"), "torch.exp(2*x) - 2*x", (1.2,), 0.02, (-0.5,), (2.0,)),
    Landscape(N_("A hollow in a plain"), "1 - torch.exp(-x**2)", (2.0,), 0.5, (0.0,), (4.0,)),
    Landscape(N_("A flat place on the way"), "x**3", (1.5,), 0.1, (0.0,), (2.0,)),
    Landscape(N_("Bowl"), "x**2 + y**2", (-2.5, 1.5), 0.1, (0.0, 0.0), (3.0, 2.0)),
    Landscape(N_("Long ravine"), "0.1*x**2 + 2*y**2", (-2.5, 1.0), 0.1, (0.0, 0.0), (3.0, 2.0)),
    Landscape(N_("Saddle"), "x**2 - y**2", (2.0, 0.1), 0.1, (0.0, 0.0), (3.0, 2.0)),
    Landscape(
        N_("Rosenbrock's bent valley"), "(1 - x)**2 + 10*(y - x**2)**2", (-1.5, 0.5), 0.01, (0.0, 1.0), (2.1, 1.4)
    ),
    Landscape(
        N_("Four hollows (Himmelblau)"), "(x**2 + y - 11)**2 + (x + y**2 - 7)**2", (0.5, -0.5), 0.01, (0, 0), (6.5, 4.5)
    ),
)  # fmt: skip


@dataclass(frozen=True)
class DescentPreset:
    """Settings to start from, and what to look for."""

    name: str
    summary: str
    f: str
    lr: float
    x0: float = 2.5
    y0: float | None = None

    @property
    def state(self) -> Mapping[str, Value]:
        """The controls' values."""
        state: dict[str, Value] = {"f": self.f, "x0": self.x0, "lr": self.lr}
        return state if self.y0 is None else {**state, "y0": self.y0}


PRESETS: tuple[DescentPreset, ...] = (
    DescentPreset(
        N_("Just right"),
        N_("Each step goes a fifth of the way to the lowest point. The slope shrinks, and with it the step."),
        "x**2",
        0.1,
    ),
    DescentPreset(
        N_("Too small"),
        N_("The direction is right, but the steps are tiny. How many would it take?"),
        "x**2",
        0.005,
    ),
    DescentPreset(
        N_("Too large"),
        N_("Each step jumps over the lowest point to the other side; it comes closer only slowly."),
        "x**2",
        0.95,
    ),
    DescentPreset(
        N_("It diverges"),
        N_("Each step jumps so far that the other side is higher than where it came from."),
        "x**2",
        1.05,
    ),
    DescentPreset(
        N_("Two valleys"),
        N_("It ends in the valley that it began in, not in the deepest one. Begin at x0 = −2 instead."),
        "x**4 - 3*x**2 + x",
        0.02,
        x0=2.0,
    ),
    DescentPreset(
        N_("Stuck on a saddle"),
        N_("y begins at exactly 0, where its slope is 0, so it never moves. Begin at y0 = 0.01 instead."),
        "x**2 - y**2",
        0.1,
        x0=2.0,
        y0=0.0,
    ),
    DescentPreset(
        N_("Zigzag in a ravine"),
        N_("Steep across, flat along: what is nearly too much for y is far too little for x."),
        "0.1*x**2 + 2*y**2",
        0.45,
        x0=-2.5,
        y0=1.0,
    ),
)
