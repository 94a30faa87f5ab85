"""Small networks that are trained on the spot, in seconds, for those who have none to ask yet."""

from collections.abc import Mapping
from typing import Any

from playground.training import TrainConfig
from playground.training.presets import Preset
from playground.translations import N_


def _small(**fields: Any) -> TrainConfig:
    return TrainConfig.model_validate({"device": "cpu", **fields})


def _adam(lr: float) -> dict[str, Any]:
    return {"name": "Adam", "parameters": {"lr": lr}}


SMALL: Mapping[str, Preset] = {
    "digits": Preset(
        N_("Handwritten digits"),
        N_("Draw a digit, and it says which one it is."),
        _small(
            model={"name": "CNN", "parameters": {"channels": 16}},
            loader={"batch_size": 32},
            optimizer=_adam(0.003),
            epochs=10,
        ),
    ),
    "waves": Preset(
        N_("A sine"),
        N_("It goes on with the curve, from its own answers alone."),
        _small(data="waves", optimizer=_adam(0.01), epochs=30),
    ),
    "characters": Preset(
        N_("Letters of a book"),
        N_("Type a beginning, and it writes on."),
        _small(
            data="characters",
            model={"name": "CharGRU", "parameters": {"hidden_size": 96}},
            loader={"batch_size": 32},
            optimizer=_adam(0.006),
            epochs=6,
        ),
    ),
    "circles": Preset(
        N_("Points in the plane"),
        N_("Click anywhere in the plane, and it says which class that point belongs to."),
        _small(
            data="circles",
            model={"name": "MLP", "parameters": {"hidden_size": 16}},
            optimizer=_adam(0.02),
            epochs=15,
        ),
    ),
}
