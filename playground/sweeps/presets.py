"""Sweeps to start from: short, and each with something to find out."""

from dataclasses import dataclass

from playground.sweeps.plan import Axis, Plan
from playground.training import TrainConfig
from playground.translations import N_


@dataclass(frozen=True)
class SweepPreset:
    """A plan worth carrying out, and what to look for in it."""

    name: str
    summary: str
    plan: Plan


def _base(**fields: object) -> TrainConfig:
    return TrainConfig.model_validate(fields)


PRESETS = (
    SweepPreset(
        N_("Learning rate"),
        N_("From far too small to far too large, each ten times the one before: where does it learn, where not?"),
        Plan(
            _base(data="moons", optimizer="SGD", epochs=8),
            (Axis("optimizer.lr", low=0.001, high=10.0, log=True),),
        ),
    ),
    SweepPreset(
        N_("Learning rate × batch size"),
        N_("Small batches take many steps in an epoch, large ones few: do they want the same learning rate?"),
        Plan(
            _base(model="MLP", optimizer="SGD", epochs=3),
            (
                Axis("optimizer.lr", low=0.01, high=1.0, count=5, log=True),
                Axis("loader.batch_size", low=8, high=128, count=5, log=True),
            ),
        ),
    ),
    SweepPreset(
        N_("Optimizer × learning rate"),
        N_("Which learning rate does each optimizer want? One that suits SGD is too large for Adam."),
        Plan(
            _base(data="moons", epochs=8),
            (
                Axis("optimizer", values=("SGD", "RMSprop", "Adam")),
                Axis("optimizer.lr", low=0.001, high=1.0, count=4, log=True),
            ),
        ),
    ),
    SweepPreset(
        N_("Drawn at random"),
        N_(
            "Three settings at once: 20 draws try 20 learning rates, where a grid of 27 would try only three. Which "
            "setting matters?"
        ),
        Plan(
            _base(data="spirals", model={"name": "MLP", "parameters": {"hidden_layers": 2}}, epochs=25),
            (
                Axis("optimizer.lr", low=0.0003, high=0.3, log=True),
                Axis("model.hidden_size", low=4, high=64, log=True),
                Axis("model.activation", values=("ReLU", "Tanh", "Sigmoid")),
            ),
            draws=20,
        ),
    ),
    SweepPreset(
        N_("Only the seed"),
        N_("Nothing differs but the luck of the draw: how far apart are the results? Smaller differences say nothing."),
        Plan(_base(data="moons", epochs=8), (Axis("seed", low=0, high=9, count=10),)),
    ),
)
