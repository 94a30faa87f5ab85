"""Races that each show one thing."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.optimization.race import STEPS
from playground.optimization.surfaces import SURFACES
from playground.parameters import Parameter, Value
from playground.translations import N_

REACH = 1e4  # how far away a race may begin
SURFACE = Parameter("surface", "ravine", N_("The loss as a function of two weights."), choices=tuple(SURFACES))
START = (
    Parameter("x0", -5.0, N_("Where x begins. Or click in the map."), minimum=-REACH, maximum=REACH),
    Parameter("y0", 2.0, N_("Where y begins. Or click in the map."), minimum=-REACH, maximum=REACH),
)
LENGTH = Parameter("steps", 150, N_("How many steps each racer takes."), 1, STEPS)
NOISE = Parameter(
    "noise",
    0.0,
    N_("Standard deviation of the noise in the gradient, as small batches bring it; the same for all racers."),
    minimum=0.0,
    maximum=1000.0,
)
SEED = Parameter("noise_seed", 0, N_("Start of the random numbers of the noise."), 0, 2**31 - 1)


@dataclass(frozen=True)
class RacePreset:
    """Settings to start from, and what to look for."""

    name: str
    summary: str
    surface: str
    racers: str
    steps: int = 150
    noise: float = 0.0
    place: int = 0

    @property
    def state(self) -> Mapping[str, Value]:
        """The controls' values."""
        x, y = SURFACES[self.surface].starts[self.place]
        return {
            "surface": self.surface,
            "x0": float(x),
            "y0": float(y),
            "steps": self.steps,
            "noise": self.noise,
            "racers": self.racers,
        }


PRESETS: tuple[RacePreset, ...] = (
    RacePreset(
        N_("Why momentum?"),
        N_(
            "Plain SGD zigzags from wall to wall and hardly moves along. Momentum adds up the steps along the ravine; "
            "Adam stretches the slow direction."
        ),
        "ravine",
        "SGD(lr=0.45); SGD(lr=0.1, momentum=0.9); Adam(lr=0.3)",
    ),
    RacePreset(
        N_("Turned by 45°"),
        N_(
            "The same ravine, turned: now a step size for each weight helps Adam little. "
            "Momentum and curvature do not mind."
        ),
        "tilted_ravine",
        "SGD(lr=0.45); SGD(lr=0.1, momentum=0.9); Adam(lr=0.3); LBFGS(lr=1.0)",
    ),
    RacePreset(
        N_("Rosenbrock"),
        N_("All find the valley at once. Along its bent bottom it takes patience – or knowledge of the curvature."),
        "rosenbrock",
        "SGD(lr=0.001); SGD(lr=0.001, momentum=0.9); Adam(lr=0.1); RMSprop(lr=0.02); LBFGS(lr=1.0)",
        steps=400,
    ),
    RacePreset(
        N_("Saddle"),
        N_("At the saddle the slope is almost 0. Those who divide by the size of the gradient get away first."),
        "saddle",
        "SGD(lr=0.05); SGD(lr=0.05, momentum=0.9); Adam(lr=0.05); RMSprop(lr=0.05); Rprop(lr=0.05)",
    ),
    RacePreset(
        N_("Rate too high"),
        N_("The same optimizer with four rates: too timid, good, on the edge, and thrown out of the ravine."),
        "ravine",
        "SGD(lr=0.05); SGD(lr=0.4); SGD(lr=0.5); SGD(lr=0.52)",
        steps=80,
    ),
    RacePreset(
        N_("Noise"),
        N_(
            "A bowl full of holes. With noise 0 all four stay in the hole where they begin; "
            "with noise, momentum and long steps carry over the rims."
        ),
        "rastrigin",
        "SGD(lr=0.002); SGD(lr=0.002, momentum=0.95); Adam(lr=0.05); Adam(lr=0.5)",
        steps=300,
        noise=40.0,
    ),
    RacePreset(
        N_("Plateau"),
        N_("Hardly any slope: steps as long as the gradient go nowhere. Those who divide by its size walk on."),
        "plateau",
        "SGD(lr=0.5); SGD(lr=0.5, momentum=0.9); Adam(lr=0.1); Adagrad(lr=0.3); Rprop(lr=0.05)",
        place=1,
    ),
    RacePreset(
        N_("Four valleys"),
        N_("Same start, different valleys: all of them are right. Click in the map: whose valley is where?"),
        "himmelblau",
        "SGD(lr=0.01); SGD(lr=0.01, momentum=0.9); Adam(lr=0.3); LBFGS(lr=1.0); Muon(lr=0.1)",
    ),
)
# Learning rates that suit most of the surfaces, in the order in which newcomers are added
RATES: Mapping[str, float] = {
    "SGD": 0.01,
    "Adam": 0.1,
    "RMSprop": 0.02,
    "Adagrad": 0.5,
    "LBFGS": 1.0,
    "AdamW": 0.1,
    "NAdam": 0.1,
    "RAdam": 0.1,
    "Adamax": 0.2,
    "Adadelta": 10.0,
    "Adafactor": 0.1,
    "ASGD": 0.01,
    "Rprop": 0.05,
    "Muon": 0.1,
}
DEFAULTS: dict[str, Value] = {**PRESETS[0].state}
