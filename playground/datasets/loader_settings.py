"""The arguments of `DataLoader` that can be chosen."""

from dataclasses import dataclass
from typing import Any

from playground.parameters import Parameter
from playground.translations import N_


@dataclass(frozen=True)
class LoaderSettings:
    """The arguments of `DataLoader`, as their names say; `seed` is its generator's.

    `sampler` is the name of a row of `SAMPLERS`, and `sampler_settings` what the row's parameters are set to;
    `class_weights` among them are the weights of the classes.
    """

    batch_size: int = 64
    shuffle: bool = True
    drop_last: bool = False
    sampler: str | None = None
    sampler_settings: tuple[tuple[str, Any], ...] = ()
    seed: int = 0
    num_workers: int = 0
    pin_memory: bool = False
    prefetch_factor: int | None = None
    persistent_workers: bool = False

    def plain(self) -> dict[str, Any]:
        """Return the arguments that are handed on as they are; of those for workers, only what is not PyTorch's own."""
        order: dict[str, Any] = {"batch_size": self.batch_size, "shuffle": self.shuffle, "drop_last": self.drop_last}
        loading = {name: getattr(self, name) for name in WITHOUT_WORKERS}
        return order | {name: value for name, value in loading.items() if value != WITHOUT_WORKERS[name]}


FIRST = LoaderSettings()
WITHOUT_WORKERS = {
    "num_workers": FIRST.num_workers,
    "pin_memory": FIRST.pin_memory,
    "prefetch_factor": FIRST.prefetch_factor,
    "persistent_workers": FIRST.persistent_workers,
}
BATCH_SIZE = Parameter(
    "batch_size",
    FIRST.batch_size,
    N_("How many samples come at once; the last batch can have fewer."),
    minimum=0,
    maximum=100_000,
)
SHUFFLE = Parameter("shuffle", FIRST.shuffle, N_("Draw a new random order for each epoch."))
DROP_LAST = Parameter("drop_last", FIRST.drop_last, N_("Leave out the last batch if it is not full."))
EPOCHS = Parameter("epochs", 3, N_("How often all batches are gone through."), minimum=1, maximum=20)
SEED = Parameter(
    "seed", FIRST.seed, N_("What random numbers begin with: the same seed, the same batches."), 0, 2**32 - 1
)
NUM_WORKERS = Parameter(
    "num_workers",
    FIRST.num_workers,
    N_("Processes that load samples beside your program; 0: it does so itself."),
    minimum=0,
    maximum=64,
)
PIN_MEMORY = Parameter(
    "pin_memory",
    FIRST.pin_memory,
    N_("Put batches into memory from which they are copied to a GPU faster. Without a GPU: no use."),
)
PREFETCH_FACTOR = Parameter(  # None, which stands for PyTorch's own 2, is the empty field
    "prefetch_factor",
    2,
    N_("How many batches each worker has ready ahead. Empty: None, which means 2 where there are workers."),
    minimum=0,
    maximum=64,
)
PERSISTENT_WORKERS = Parameter(
    "persistent_workers", FIRST.persistent_workers, N_("Keep the workers alive from one epoch to the next.")
)
