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
    Preset(
        N_("A line through 15 points"),
        N_(
            "Two numbers to learn: watch the line turn into its points, and (w, b) roll down to the bottom of the loss."
        ),
        _config(
            data="line",
            split={"validation_fraction": 0.2, "test_fraction": 0.2},
            loader={"batch_size": 3},
            optimizer={"name": "SGD", "parameters": {"lr": 0.004}},
            epochs=500,
        ),
    ),
    Preset(N_("CNN with Adam"), N_("Learns to 99 % in seconds: the default."), TrainConfig()),
    Preset(
        N_("Perceptron"),
        N_("No convolutions: what does it cost to know nothing of neighbouring pixels?"),
        _config(model="MLP"),
    ),
    Preset(
        N_("Two spirals"),
        N_("Points in the plane, two hidden layers: after a while of nothing, the loss falls all at once."),
        _config(
            data="spirals",
            model={"name": "MLP", "parameters": {"hidden_size": 16, "hidden_layers": 2, "activation": "Tanh"}},
            optimizer={"name": "Adam", "parameters": {"lr": 0.01}},
            epochs=120,
        ),
    ),
    Preset(
        N_("LSTM on a sine"),
        N_("From ten values the next one, then on with its own answers alone: the forecast stands below at the end."),
        _config(data="waves", optimizer={"name": "Adam", "parameters": {"lr": 0.005}}),
    ),
    Preset(
        N_("LSTM on sunspots"),
        N_("300 real years: it beats repeating the last value, but the future holds more than the past."),
        _config(data="sunspots", optimizer={"name": "Adam", "parameters": {"lr": 0.005}}),
    ),
    Preset(
        N_("Letters of a book"),
        N_("It learns by heart: the training loss falls, the validation loss climbs. At the end it writes on."),
        _config(
            data="characters",
            loader={"batch_size": 32},
            optimizer={"name": "Adam", "parameters": {"lr": 0.003}},
            epochs=12,
        ),
    ),
    Preset(
        N_("Transfer: digits 0–4 → 5–9"),
        N_(
            "Ten pictures of each digit from 5 to 9. What the network learned from 0 to 4 helps: only its last layer "
            "learns, and does better than the same network from scratch, dashed."
        ),
        _config(
            data="moved digits",
            split={"validation_fraction": 0.4, "test_fraction": 0.4},
            loader={"batch_size": 10},
            model={"name": "CNN", "parameters": {"channels": 16}},
            optimizer={"name": "Adam", "parameters": {"lr": 0.003}},
            epochs=20,
            transfer={"per_class": 10, "begin_from": "digits 0-4", "freeze": True},
        ),
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
        N_("Warm-up, then cosine"),
        N_("Five epochs of small steps while the weights are still random, then large ones, then ever finer ones."),
        _config(
            optimizer={"name": "SGD", "parameters": {"lr": 0.05, "momentum": 0.9}},
            schedule="SequentialLR([LinearLR(start_factor=0.01, total_iters=5), CosineAnnealingLR()], milestones=[5])",
            epochs=30,
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
            split={"validation_fraction": 0.4, "test_fraction": 0.4},
            model={"name": "MLP", "parameters": {"hidden_size": 512}},
            epochs=200,
        ),
    ),
    Preset(
        N_("Stops in time"),
        N_("Overfits, but it stops when the validation loss has not fallen for ten epochs; the best weights count."),
        _config(
            split={"validation_fraction": 0.4, "test_fraction": 0.4},
            model={"name": "MLP", "parameters": {"hidden_size": 512}},
            epochs=200,
            technique={"patience": 10},
        ),
    ),
    Preset(
        N_("Clipped"),
        N_(
            "A learning rate that is far too high can be borne if no gradient is longer than 0.1. Switch clip off and "
            "compare."
        ),
        _config(
            optimizer={"name": "SGD", "parameters": {"lr": 1.0, "momentum": 0.9}},
            epochs=10,
            technique={"clip": "norm", "max_norm": 0.1},
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
