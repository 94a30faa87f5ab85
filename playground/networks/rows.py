"""What a row in the table of models says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

from playground.datasets import Kind
from playground.networks.facts import DataFacts
from playground.parameters import Row
from playground.translations import N_, PlaygroundError


def _nothing(_facts: DataFacts) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class ModelRow(Row):
    """A model that can be chosen.

    `make(**derived, **parameters)` returns it; its source goes into the exported script, so it needs torch only. Its
    output is (N, classes), (N, 1) for a line or a series, and (N, characters, length) for text, as the losses want it.

    Attributes:
        kinds: The kinds of data it reads.
        smallest: Pixels that a side of a picture must have at least.
        derived: The arguments that follow from the data.
    """

    kinds: tuple[Kind, ...] = ()
    smallest: int = 1
    derived: Callable[[DataFacts], Mapping[str, Any]] = _nothing

    def build(self, facts: DataFacts, parameters: Mapping[str, Any]) -> nn.Module:
        """Return the model for such data; raises `PlaygroundError` where it does not fit."""
        return self.make(**self.arguments_for(facts, parameters))  # type: ignore[no-any-return]

    def arguments_for(self, facts: DataFacts, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return everything that `make` is given; raises `PlaygroundError` where the data do not fit."""
        side = min(facts.shape[-2:]) if facts.kind == "pictures" else self.smallest
        if side < self.smallest:
            raise PlaygroundError(
                N_("{name} needs pictures of at least {smallest} pixels a side; these have {side}. Choose another."),
                name=self.name,
                smallest=self.smallest,
                side=side,
            )
        return {**self.derived(facts), **parameters}
