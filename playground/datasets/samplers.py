"""The samplers of PyTorch, in a table. A sampler tells a `DataLoader` which sample comes next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Generator, Tensor
from torch.utils.data import (
    Dataset,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)

from playground.parameters import Parameter, Row, Value, table
from playground.translations import N_, PlaygroundError

PER_SAMPLE, PER_CLASS = "class_weights[targets]", "class_weights"

NUM_SAMPLES = Parameter(
    "num_samples",
    0,
    N_("How many samples an epoch has; 0 stands for len(data)."),
    minimum=0,
    maximum=100_000,
)
WEIGHTS = Parameter(
    "weights",
    PER_SAMPLE,
    N_("The sampler wants a weight for each sample, not for each class."),
    choices=(PER_SAMPLE, PER_CLASS),
)


@dataclass(frozen=True)
class SamplerRow(Row):
    """A sampler. `code` makes it; in braces stand its settings, `count` for the number of samples."""

    build: Callable[[Dataset[Any], Tensor, Mapping[str, Any], Generator], Sampler[int]] = field(kw_only=True)
    code: str = ""


def class_weights(targets: Tensor, typed: str) -> Tensor:
    """Return the weight of each class: as `typed`, or one over its number of samples where nothing is.

    Raises:
        PlaygroundError: see `read_weights`.
    """
    numbers = read_weights(typed)
    return torch.tensor(numbers) if numbers else 1 / torch.bincount(targets)


def sample_weights(targets: Tensor, settings: Mapping[str, Any]) -> Tensor:
    """Return what is given to `WeightedRandomSampler`: a weight for each sample, or by mistake for each class.

    Raises:
        IndexError: a class has no weight.
        PlaygroundError: the weights of the classes cannot be read.
    """
    weights = class_weights(targets, settings.get("class_weights", ""))
    return weights[targets] if settings["weights"] == PER_SAMPLE else weights


def weights_code(settings: Mapping[str, Any]) -> str:
    """Return Python that makes `weights` of `targets`."""
    numbers = read_weights(settings.get("class_weights", ""))
    made = f"torch.tensor({list(numbers)})" if numbers else "1 / torch.bincount(targets)"
    return f"class_weights = {made}\nweights = {settings['weights']}\n"


def read_weights(text: str) -> tuple[float, ...]:
    """Return numbers that are parted by commas or blanks; none of an empty text.

    Raises:
        PlaygroundError: it is no such text, or it holds more than 100 numbers.
    """
    words = text.replace(",", " ").split()[:101]
    try:
        if len(words) <= 100:
            return tuple(float(word) for word in words)
    except ValueError:
        pass
    raise PlaygroundError(
        N_("class_weights is {value}; write a number for each class, with commas between them: 1, 1, 5."),
        value=repr(text[:60]),
    )


SAMPLERS = table(
    SamplerRow(
        "SequentialSampler",
        SequentialSampler,
        N_("One after the other, in the order of the data; what shuffle=False does."),
        docs="data.html#torch.utils.data.SequentialSampler",
        build=lambda data, _targets, _settings, _generator: SequentialSampler(data),  # type: ignore[arg-type]
        code="SequentialSampler(data)",
    ),
    SamplerRow(
        "RandomSampler",
        RandomSampler,
        N_("In random order; what shuffle=True does. With replacement, a sample can come twice and another never."),
        (
            Parameter("replacement", False, N_("Put each sample back before the next is drawn.")),
            NUM_SAMPLES,
        ),
        docs="data.html#torch.utils.data.RandomSampler",
        build=lambda data, targets, settings, generator: RandomSampler(
            data,  # type: ignore[arg-type]
            replacement=settings["replacement"],
            num_samples=settings["num_samples"] or len(targets),
            generator=generator,
        ),
        code="RandomSampler(data, replacement={replacement}, num_samples={count}, generator=generator)",
    ),
    SamplerRow(
        "WeightedRandomSampler",
        WeightedRandomSampler,
        N_("Draws each sample as often as its weight says, so that rare classes can come as often as others."),
        (
            WEIGHTS,
            Parameter("replacement", True, N_("Put each sample back before the next is drawn.")),
            NUM_SAMPLES,
        ),
        docs="data.html#torch.utils.data.WeightedRandomSampler",
        build=lambda _data, targets, settings, generator: WeightedRandomSampler(
            sample_weights(targets, settings),  # type: ignore[arg-type]
            num_samples=settings["num_samples"] or len(targets),
            replacement=settings["replacement"],
            generator=generator,
        ),
        code="WeightedRandomSampler(weights, num_samples={count}, replacement={replacement}, generator=generator)",
    ),
    SamplerRow(
        "SubsetRandomSampler",
        SubsetRandomSampler,
        N_("A part of the samples only, in random order: here one of every so many, as for validation."),
        (Parameter("every", 2, N_("Takes the indices range(0, len(data), every)."), minimum=1, maximum=1_000),),
        docs="data.html#torch.utils.data.SubsetRandomSampler",
        build=lambda _data, targets, settings, generator: SubsetRandomSampler(
            range(0, len(targets), settings["every"]), generator=generator
        ),
        code="SubsetRandomSampler(range(0, len(data), {every}), generator=generator)",
    ),
)


def sampler_code(name: str, settings: Mapping[str, Value]) -> str:
    """Return Python that makes the sampler `name` of `data`, `targets` and `generator`."""
    before = weights_code(settings) if "weights" in settings else ""
    count = settings.get("num_samples") or "len(data)"
    return f"{before}sampler = {SAMPLERS[name].code.format(**settings, count=count)}\n"
