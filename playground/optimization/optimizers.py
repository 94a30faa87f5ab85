"""Optimizers: rules that turn gradients into steps. Their settings come from PyTorch's signatures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import optim

from playground.optimization.signatures import NONE, settings_of
from playground.parameters import Row, Value, table
from playground.translations import N_


@dataclass(frozen=True)
class OptimizerRow(Row):
    """An optimizer.

    Attributes:
        defaults: Those that differ from PyTorch's own.
        trains: It can train any model, by a plain ``step()`` after ``backward()``.
        closure: Its step asks for the loss again, so it is given a function that works it out.
        matrix: It steps matrices only.
    """

    defaults: Mapping[str, Value] = field(default_factory=dict)
    trains: bool = True
    closure: bool = False
    matrix: bool = False

    def arguments(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """Return settings as the keyword arguments of its class."""
        return {name: None if value == NONE else value for name, value in values.items()}


def _row(
    make: type[optim.Optimizer], summary: str, defaults: Mapping[str, Value] | None = None, **facts: bool
) -> OptimizerRow:
    own, docs = defaults or {}, f"generated/torch.optim.{make.__name__}.html"
    return OptimizerRow(make.__name__, make, summary, settings_of(make, own), docs, own, **facts)


ALL_OPTIMIZERS = table(
    _row(
        optim.Adam, N_("Momentum, and for every weight a step size of its own from the size of its recent gradients.")
    ),
    _row(optim.AdamW, N_("Adam with the weight decay kept apart from the gradient.")),
    _row(
        optim.SGD,
        N_("Stochastic gradient descent: straight down the gradient of the batch, with momentum if wished."),
        defaults={"lr": 0.1},  # PyTorch's 0.001 is too careful for small networks
    ),
    _row(
        optim.RMSprop,
        N_("Divides each step by the root of the recent mean square of the gradient."),
        defaults={"lr": 0.001},
    ),
    _row(
        optim.Adagrad,
        N_("Divides each step by the root of the sum of all squared gradients so far, so it slows down."),
    ),
    _row(optim.NAdam, N_("Adam that looks ahead along its momentum, as Nesterov does.")),
    _row(optim.RAdam, N_("Adam that starts carefully, until the mean of the squares can be relied on.")),
    _row(optim.Adamax, N_("Adam that divides by the largest recent gradient, not by a mean of squares.")),
    _row(optim.Adadelta, N_("Measures its steps by the size of its own last steps; it hardly needs a learning rate.")),
    _row(
        optim.Adafactor, N_("Like Adam, with little memory: for matrices it keeps only the means of rows and columns.")
    ),
    _row(optim.ASGD, N_("SGD that also keeps the average of the places it has been to.")),
    _row(
        optim.Rprop,
        N_("Looks only at the gradient's sign: longer steps while it stays, shorter when it turns. Noise confuses it."),
    ),
    _row(
        optim.Muon,
        N_("Momentum for matrices, made orthogonal: all directions of a step get the same length."),
        trains=False,
        matrix=True,
    ),
    _row(
        optim.LBFGS,
        N_("Learns the curvature from the last steps; every step asks for the loss several times."),
        trains=False,
        defaults={"history_size": 10},  # two weights have no more curvature than that
        closure=True,
    ),
)
OPTIMIZERS = {name: row for name, row in ALL_OPTIMIZERS.items() if row.trains}

# Classes of torch.optim that are not offered, and why
NOT_OFFERED: Mapping[str, str] = {
    "Optimizer": N_("The base of all optimizers, none itself."),
    "SparseAdam": N_("It takes sparse gradients only, such as those of large embeddings."),
}
