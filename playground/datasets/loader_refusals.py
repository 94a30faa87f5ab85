"""What PyTorch refuses of a `DataLoader`'s arguments, and what is to be said beside its words."""

from dataclasses import dataclass

from playground.datasets.samplers import PER_SAMPLE
from playground.parameters import Value
from playground.translations import N_, PlaygroundError


@dataclass(frozen=True)
class Refusal:
    """Arguments that PyTorch refuses: words of its message, what they mean, and what mends it (argument to value)."""

    words: str
    meaning: str
    mend: tuple[tuple[str, Value], ...] = ()


class LoaderError(PlaygroundError):
    """PyTorch refuses the arguments; `mend` are those that would do."""

    def __init__(self, refusal: Refusal, **values: object) -> None:
        super().__init__(refusal.meaning, **values)
        self.mend = dict(refusal.mend)


REFUSALS = (
    Refusal(
        "mutually exclusive with shuffle",
        N_(
            "Both decide on the order: a sampler and shuffle=True. Only one can: set shuffle to False, or sampler to "
            "None. PyTorch says: {words}"
        ),
        (("shuffle", False),),
    ),
    Refusal(
        "prefetch_factor option could only",
        N_(
            "Batches are made ready ahead by workers, and there are none: with num_workers=0 the program loads each "
            "batch itself when it asks for it. Raise num_workers, or empty prefetch_factor. PyTorch says: {words}"
        ),
        (("num_workers", 2),),
    ),
    Refusal(
        "persistent_workers option needs",
        N_(
            "There are no workers that could stay alive: num_workers is 0. Raise it, or switch persistent_workers off. "
            "PyTorch says: {words}"
        ),
        (("num_workers", 2),),
    ),
    Refusal(
        "batch_size should be a positive",
        N_("A batch has at least one sample. Raise batch_size. PyTorch says: {words}"),
        (("batch_size", 64),),
    ),
    Refusal(
        "num_samples should be a positive",
        N_("There is nothing to draw from: the data set is empty. Raise n. PyTorch says: {words}"),
        (("numbers.n", 1_000),),
    ),
    Refusal(
        "sum of probabilities <= 0",
        N_("All weights are 0, so no sample can be drawn. Give a class a weight above 0. PyTorch says: {words}"),
    ),
    Refusal(
        "probability entry < 0",
        N_("A weight says how often a sample comes: a finite number, not below 0. PyTorch says: {words}"),
    ),
    Refusal(
        "infinity",
        N_("A weight says how often a sample comes: a finite number, not below 0. PyTorch says: {words}"),
    ),
    Refusal(
        "samples without replacement",
        N_(
            "Without replacement no sample comes twice, so num_samples cannot be above the number of weights. Lower "
            "it, or switch replacement on. PyTorch says: {words}"
        ),
        (("WeightedRandomSampler.replacement", True),),
    ),
    Refusal(
        "out of bounds for dimension",
        N_("A class has no weight: class_weights needs one for each of the {classes} classes. PyTorch says: {words}"),
    ),
)
BEYOND = Refusal(
    "",
    N_(
        "There are more weights than samples: the sampler gave index {number}, and there are {count} samples. "
        "PyTorch says: {words}"
    ),
    (("WeightedRandomSampler.weights", PER_SAMPLE),),
)
UNKNOWN = Refusal("", N_("PyTorch says: {words}"))


def refusal_of(error: Exception) -> Refusal:
    """Return what is known of an error of PyTorch."""
    return next((each for each in REFUSALS if each.words in str(error)), UNKNOWN)
