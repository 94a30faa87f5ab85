"""Settings of a `DataLoader` to start from: each shows one thing worth seeing."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.datasets.loader_settings import BATCH_SIZE, DROP_LAST, EPOCHS, SEED, SHUFFLE
from playground.datasets.unbalanced import N
from playground.parameters import Value
from playground.translations import N_

NO_SAMPLER = "None"
DEFAULTS: Mapping[str, Value] = {
    "data": "digits",
    "numbers.n": N.default,
    "sampler": NO_SAMPLER,
    "RandomSampler.replacement": False,
    "RandomSampler.num_samples": 0,
    **{parameter.name: parameter.default for parameter in (BATCH_SIZE, SHUFFLE, DROP_LAST, EPOCHS, SEED)},
}


@dataclass(frozen=True)
class LoaderPreset:
    """Values of controls (key to value) with a name, and what to look for in them; the others are at their defaults."""

    name: str
    summary: str
    state: Mapping[str, Value]


PRESETS = (
    LoaderPreset(
        N_("Shuffled"),
        N_("In each epoch every sample comes once, each time in another batch: point at one to see where."),
        {},
    ),
    LoaderPreset(
        N_("Sorted, not shuffled"),
        N_("Data that are sorted by class, as folders of pictures are: each batch holds one class, or two."),
        {"data": "numbers", "batch_size": 50, "shuffle": False},
    ),
    LoaderPreset(
        N_("A last batch of two"),
        N_("22 samples in batches of 4: five full ones, and two samples are left for the sixth."),
        {"data": "numbers", "numbers.n": 22, "batch_size": 4},
    ),
    LoaderPreset(
        N_("Left out"),
        N_("With drop_last the two that are left come in no batch: two others in each epoch, because of shuffle."),
        {"data": "numbers", "numbers.n": 22, "batch_size": 4, "drop_last": True},
    ),
    LoaderPreset(
        N_("With replacement"),
        N_("Each sample is drawn from all 22: some come twice or more in an epoch, about a third of them not at all."),
        {
            "data": "numbers",
            "numbers.n": 22,
            "batch_size": 4,
            "shuffle": False,
            "sampler": "RandomSampler",
            "RandomSampler.replacement": True,
        },
    ),
    LoaderPreset(
        N_("No batch at all"),
        N_("A batch that is larger than the data is never full, and drop_last leaves it out."),
        {"batch_size": 2_000, "drop_last": True},
    ),
    LoaderPreset(
        N_("60,000 samples"),
        N_("As many as MNIST has, in batches of 128: how many steps are that?"),
        {"data": "numbers", "numbers.n": 60_000, "batch_size": 128, "epochs": 2},
    ),
)
