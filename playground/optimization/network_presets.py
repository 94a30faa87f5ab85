"""Races on the small network that each show one thing."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.optimization.network_race import BATCH_SIZE, EPOCHS, SEEDS
from playground.optimization.race_presets import DEFAULTS as SURFACE_DEFAULTS
from playground.parameters import Value
from playground.translations import N_


@dataclass(frozen=True)
class NetworkPreset:
    """Settings to start from, and what to look for."""

    name: str
    summary: str
    racers: str
    epochs: int = EPOCHS.default
    seeds: int = SEEDS.default
    batch_size: int = BATCH_SIZE.default

    @property
    def state(self) -> Mapping[str, Value]:
        """The controls' values."""
        return {name: value for name, value in vars(self).items() if name not in ("name", "summary")}


PRESETS: tuple[NetworkPreset, ...] = (
    NetworkPreset(
        N_("The same three"),
        N_(
            "Those who raced on the surface. SGD's rates do well here too; a rate of 0.3, fine for Adam in the ravine, "
            "is far too high for it in a network."
        ),
        str(SURFACE_DEFAULTS["racers"]),
    ),
    NetworkPreset(
        N_("Each at a good rate"),
        N_("With a rate that suits each, the curves lie close together: how much of the gap is chance? See the bands."),
        "SGD(lr=0.3); SGD(lr=0.1, momentum=0.9); Adam(lr=0.03); RMSprop(lr=0.01); Adagrad(lr=0.05)",
    ),
    NetworkPreset(
        N_("Adam's rates"),
        N_("One optimizer, five rates: hardly moving, slow, good, restless, and no better than guessing."),
        "Adam(lr=0.0001); Adam(lr=0.003); Adam(lr=0.03); Adam(lr=0.1); Adam(lr=1.0)",
    ),
    NetworkPreset(
        N_("Curvature and noise"),
        N_(
            "LBFGS is fast here too – until what it has learned about the curvature from some batches is wrong for the "
            "next one."
        ),
        "LBFGS(lr=0.1, max_iter=5); SGD(lr=0.1, momentum=0.9); Adam(lr=0.03)",
        epochs=1,
    ),
    NetworkPreset(
        N_("Muon"),
        N_("Muon steps the two matrices; the vectors, biases and those of LayerNorm, are left to AdamW."),
        "Muon(lr=0.1); Adam(lr=0.03); SGD(lr=0.1, momentum=0.9)",
    ),
)
DEFAULTS: dict[str, Value] = {**PRESETS[0].state}
