"""Named starting points: one click fills the controls."""

from dataclasses import dataclass

from playground.training.config import TrainConfig
from playground.translations import N_


@dataclass(frozen=True)
class Preset:
    """A config worth seeing, and what to look for in it."""

    name: str
    summary: str
    config: TrainConfig


def _config(**fields: object) -> TrainConfig:
    return TrainConfig.model_validate(fields)


PRESETS: tuple[Preset, ...] = (
    Preset(N_("CNN with Adam"), N_("Learns to 99 % in seconds: the default."), TrainConfig()),
    Preset(
        N_("Perceptron"),
        N_("No convolutions: what does it cost to know nothing of neighbouring pixels?"),
        _config(model="MLP"),
    ),
    Preset(
        N_("Momentum and cosine"),
        N_("Watch the learning rate fall along a cosine, and the loss grow calm."),
        _config(
            optimizer={"name": "SGD", "parameters": {"lr": 0.05, "momentum": 0.9}},
            scheduler="CosineAnnealingLR",
            epochs=40,
        ),
    ),
    Preset(
        N_("One cycle"),
        N_("The learning rate climbs, then falls: fast learning in few epochs."),
        _config(scheduler="OneCycleLR", epochs=15, log_interval=5),
    ),
    Preset(
        N_("Overfits"),
        N_("Few pictures and no dropout: the training loss goes to 0, the validation loss does not follow."),
        _config(
            data={"name": "digits", "parameters": {"validation_fraction": 0.4, "test_fraction": 0.4}},
            model={"name": "MLP", "parameters": {"hidden_size": 512}},
            epochs=200,
        ),
    ),
    Preset(
        N_("Rate too high"),
        N_("A learning rate that makes the loss run away until it is not a number any more."),
        _config(
            optimizer={"name": "SGD", "parameters": {"lr": 100.0, "momentum": 0.9, "weight_decay": 0.1}},
            epochs=20,
            log_interval=1,
        ),
    ),
)
