"""A data set that is being looked at: the same for the playground's own and for what a learner brings."""

import base64
import io
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from threading import Lock
from typing import Any

import torch
from cachetools import LRUCache, cachedmethod
from PIL import Image
from torch import Tensor

from playground.datasets.making import call, make
from playground.datasets.own import path_of
from playground.datasets.rows import Kind
from playground.datasets.statistics import Statistics, class_counts, class_means, statistics
from playground.datasets.table import ALL_DATASETS
from playground.datasets.text import MOST_CHARACTERS
from playground.parameters import Value, find
from playground.translations import N_, PlaygroundError

MOST_LOOKED_AT = 5_000  # points can all be drawn
MOST_NUMBERS = 4_000_000  # in the inputs that are looked at together


class Opened:
    """A data set with what is worked out from it, each when it is asked for; never changed, so visitors can share it.

    Attributes:
        data: The data set; a sample is (input, target).
        kind: What a sample is.
        classes: The names of the classes in the order of their numbers; empty where a target is no class.
        make: The data set's class, and the call that made `data`, as Python code.
        choice: Name of the row and its parameters, as a `TrainConfig` holds them; empty where no row makes it.
    """

    def __init__(
        self, data: Any, kind: Kind, classes: Sequence[str], call: str, choice: Mapping[str, Any] | None = None
    ) -> None:
        self.data = data
        self.kind = kind
        self.classes = tuple(classes)
        self.make: type = type(data)
        self.call = call
        self.choice = choice or {}
        self._pictures: LRUCache[Hashable, str] = LRUCache(1_000)
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self.data)

    @property
    def targets(self) -> Tensor:
        """Return the target of every sample: (N,) class numbers, or (N, …) what is to be predicted."""
        targets: Tensor = self.data.targets
        return targets

    def label(self, target: Tensor) -> str:
        """Return the name of a target's class, or the number that it is."""
        return self.classes[int(target)] if self.classes else f"{float(target):.4g}"

    @cached_property
    def counts(self) -> list[int]:
        """Return how many samples each class has."""
        return class_counts(self.targets, len(self.classes))

    def counts_in(self, indices: Tensor) -> list[int]:
        """Return how many of the samples at `indices` each class has."""
        return class_counts(self.targets[indices], len(self.classes))

    @cached_property
    def character_counts(self) -> list[tuple[str, int]]:
        """Return the characters of a text and how often they stand in it, the most frequent first."""
        return Counter(self.data.text).most_common()

    @cached_property
    def columns(self) -> list[str]:
        """Return what the columns, coordinates or channels of an input are called."""
        names = {"points": ["x", "y"], "line": ["x"], "pictures": ["R", "G", "B"]}.get(self.kind)
        return list(getattr(self.data, "features", None) or names or map(str, range(self.data[0][0].shape[0])))

    @cached_property
    def looked_at(self) -> Tensor:
        """Return the indices that statistics are taken from: all, or as many as can be looked at, drawn."""
        most = min(MOST_LOOKED_AT, MOST_NUMBERS // self.data[0][0].numel())
        if len(self) <= most:
            return torch.arange(len(self))
        return torch.randperm(len(self), generator=torch.Generator().manual_seed(0))[:most]

    @cached_property
    def inputs(self) -> Tensor:
        """Return the inputs of the samples that are looked at, as one tensor (n, …)."""
        return torch.stack([self.data[int(index)][0] for index in self.looked_at])

    @cached_property
    def series(self) -> Tensor:
        """Return the whole series (T,) that windows were taken from: the first window, then every target."""
        return torch.cat([self.data[0][0].flatten(), self.targets.flatten()])

    @property
    def repeating_error(self) -> float:
        """Return how far the last value of a window is from the next one, in the mean (|error|)."""
        return float(self.series.diff()[self.length - 1 :].abs().mean())

    @property
    def times(self) -> Tensor:
        """Return when each value of the series was; its place where that is not known."""
        times: Tensor = getattr(self.data, "times", torch.arange(len(self.series)))
        return times

    @property
    def length(self) -> int:
        """Return the length of a window."""
        return len(self.data[0][0])

    @cached_property
    def statistics(self) -> list[Statistics]:
        """Return mean, spread and bounds of the inputs: over all, or of each channel, coordinate or column."""
        return statistics(self.inputs, self.kind)

    @cached_property
    def means(self) -> list[Tensor]:
        """Return the mean input of each class that has samples among those looked at; NaN where it has none."""
        return class_means(self.inputs, self.targets[self.looked_at], len(self.classes))

    def of_class(self, number: int | None) -> Tensor:
        """Return the indices of the samples of a class, or of all with None."""
        return torch.arange(len(self)) if number is None else (self.targets == number).nonzero().flatten()

    @cachedmethod(attrgetter("_pictures"), lock=attrgetter("_lock"))
    def png(self, index: int) -> str:
        """Return the picture of a sample as PNG in base64."""
        return png(self.data[index][0])

    @cachedmethod(attrgetter("_pictures"), key=lambda _self, number: ("mean", number), lock=attrgetter("_lock"))
    def mean_png(self, number: int) -> str:
        """Return the mean picture of a class as PNG in base64."""
        return png(self.means[number])


def png(picture: Tensor) -> str:
    """Return a picture (C, H, W) with values from 0 to 1, C 1 (grey) or 3 (colour), as PNG in base64."""
    pixels = (picture.clamp(0, 1) * 255).round().byte()
    buffer = io.BytesIO()
    Image.fromarray((pixels[0] if len(pixels) == 1 else pixels.permute(1, 2, 0)).numpy()).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def open_row(name: str, parameters: Mapping[str, Value]) -> Opened:
    """Return the data set `name` of the table with these parameters; shared by all visitors.

    Raises:
        PlaygroundError: there is no such row, it is not downloaded, or the upload is gone.
    """
    row = find(ALL_DATASETS, name, "data")
    if row.upload:
        path_of(row, parameters["upload"])  # what was opened before may be gone by now
    return _opened(row.name, tuple(sorted(parameters.items())))


@lru_cache(maxsize=32)
def _opened(name: str, parameters: tuple[tuple[str, Value], ...]) -> Opened:
    row, given = ALL_DATASETS[name], dict(parameters)
    data = make(row, given)
    choice = {"name": name, "parameters": given}
    return Opened(data, row.kind, getattr(data, "classes", row.classes), call(row, given), choice)


def open_text(text: str, length: int) -> Opened:
    """Return the characters of a learner's own text, in windows of `length`.

    Raises:
        PlaygroundError: it is too short or too long.
    """
    shortest = 2 * length + 10
    if len(text) < shortest or len(text) > MOST_CHARACTERS:
        raise PlaygroundError(
            N_("The text has {count} characters; for windows of {length} it needs {shortest} to {most}."),
            count=len(text),
            length=length,
            shortest=shortest,
            most=MOST_CHARACTERS,
        )
    return open_row("own text", {"length": length, "text": text})
