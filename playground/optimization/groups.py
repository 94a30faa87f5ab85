"""Parameter groups: a rate for the head, and weight decay for the matrices only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from torch import nn, optim

from playground.optimization.digit_network import examine, network, train
from playground.parameters import Parameter
from playground.translations import N_

OPTIMIZERS: Mapping[str, Callable[..., optim.Optimizer]] = {"AdamW": optim.AdamW, "SGD": optim.SGD}
BATCH_SIZE = 128
OPTIMIZER = Parameter("optimizer", "AdamW", N_("Which optimizer is given the groups."), choices=tuple(OPTIMIZERS))
LR = Parameter("lr", 0.01, N_("Learning rate of all layers but the head."), above=0.0, maximum=10.0)
HEAD_LR = Parameter("head_lr", 0.003, N_("Learning rate of the last layer."), above=0.0, maximum=10.0)
WEIGHT_DECAY = Parameter(
    "weight_decay",
    0.5,
    N_("How strongly each step pulls the weights towards 0; here strong enough to be seen."),
    0.0,
    10.0,
)
EVERYWHERE = Parameter("decay_norms_and_biases", False, N_("Weight decay for the vectors too, as without groups."))
EPOCHS = Parameter("epochs", 3, N_("How often the training goes through the 1,500 digits, 128 at a time."), 1, 5)


@dataclass(frozen=True)
class Grouping:
    """What the groups are made from, and how long they are trained with."""

    optimizer: str = "AdamW"
    lr: float = 0.01
    head_lr: float = 0.003
    weight_decay: float = 0.5
    everywhere: bool = False
    epochs: int = 3


@dataclass(frozen=True)
class Line:
    """A parameter: the group that it is in, and its norm at first and after the training with either decay."""

    name: str
    shape: tuple[int, ...]
    group: int
    lr: float
    weight_decay: float
    start: float
    everywhere: float
    apart: float


@dataclass(frozen=True)
class Outcome:
    """What came of a training with weight decay everywhere, and of one with it off norms and biases.

    The accuracies are shares of the digits of the examination.
    """

    lines: tuple[Line, ...]
    accuracy_everywhere: float
    accuracy_apart: float


def parameter_groups(
    model: nn.Module, *, lr: float, head_lr: float, weight_decay: float, everywhere: bool
) -> list[dict[str, Any]]:
    """Return groups of parameters that share a rate and a decay: a rate of its own for the head, and no decay for
    vectors (those of norms, and biases) unless it is `everywhere`.
    """
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        rate = head_lr if name.startswith("head.") else lr
        decay = weight_decay if everywhere or parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": group, "lr": rate, "weight_decay": decay} for (rate, decay), group in groups.items()]


def optimizer_for(model: nn.Module, grouping: Grouping, everywhere: bool) -> optim.Optimizer:
    """Return the optimizer with its groups."""
    groups = parameter_groups(
        model,
        lr=grouping.lr,
        head_lr=grouping.head_lr,
        weight_decay=grouping.weight_decay,
        everywhere=everywhere,
    )
    return OPTIMIZERS[grouping.optimizer](groups, lr=grouping.lr)


@lru_cache(maxsize=64)
def outcome(grouping: Grouping) -> Outcome:
    """Train the network with weight decay everywhere and with it off norms and biases; it takes a tenth of a second."""
    model = network(0)
    place = {
        parameter: (number, group["lr"], group["weight_decay"])
        for number, group in enumerate(optimizer_for(model, grouping, grouping.everywhere).param_groups)
        for parameter in group["params"]
    }
    trained = {
        everywhere: train(
            lambda model: [optimizer_for(model, grouping, everywhere)],  # noqa: B023 (it is called at once)
            seed=0,
            epochs=grouping.epochs,
            batch_size=BATCH_SIZE,
        )[0]
        for everywhere in (True, False)
    }
    lines = tuple(
        Line(name, tuple(first.shape), *place[first], first.norm().item(), all_.norm().item(), apart.norm().item())
        for (name, first), all_, apart in zip(
            model.named_parameters(), trained[True].parameters(), trained[False].parameters(), strict=True
        )
    )
    return Outcome(lines, examine(trained[True])[1], examine(trained[False])[1])
