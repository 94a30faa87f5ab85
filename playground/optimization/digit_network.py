"""A small network and real digits, for whatever is tried out on them: the race, the rates, groups, clipping.

The sources of these functions are the code that the page shows, so they need nothing of the playground but `Digits`.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn, optim

from playground.datasets.digits import Digits


def digits(count: int = 1500) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return the first digits, to learn from, and the rest for the examination: (N, 64) and class numbers (N,) each."""
    data = Digits()
    inputs, targets = data.images.flatten(1), data.targets
    return inputs[:count], targets[:count], inputs[count:], targets[count:]


def network(seed: int) -> nn.Sequential:
    """Return the network, (N, 64) to logits (N, 10); the same seed gives the same weights."""
    generator = torch.Generator().manual_seed(seed)
    hidden, head = nn.Linear(64, 32), nn.Linear(32, 10)
    for layer in (hidden, head):
        nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu", generator=generator)
        nn.init.zeros_(layer.bias)
    layers = OrderedDict(hidden=hidden, norm=nn.LayerNorm(32), relu=nn.ReLU(), head=head)
    return nn.Sequential(layers)


def one_step(model: nn.Module, optimizers: Sequence[optim.Optimizer], inputs: Tensor, targets: Tensor) -> float:
    """Take one step on a batch; return the batch's loss before it.

    Every optimizer takes a function that works the loss out; LBFGS calls it several times.
    """

    def closure() -> float:
        model.zero_grad()
        loss = nn.functional.cross_entropy(model(inputs), targets)
        loss.backward()
        return loss.item()

    first, *others = optimizers
    loss = first.step(closure)
    for other in others:  # on the same gradients
        other.step()
    return loss


def train(
    make: Callable[[nn.Module], Sequence[optim.Optimizer]],
    *,
    seed: int,
    epochs: int,
    batch_size: int,
    lost: float = 1000.0,
) -> tuple[nn.Module, list[float]]:
    """Train a network anew; return it and the loss of each batch before its step.

    The seed decides on the first weights and on the order of the digits. A loss that is above `lost`, or no number,
    is the last one.

    Args:
        make: Returns the optimizers of a network's parameters.
    """
    inputs, targets, *_ = digits()
    model = network(seed)
    optimizers = make(model)
    generator = torch.Generator().manual_seed(seed)
    losses: list[float] = []
    for _ in range(epochs):
        for batch in torch.randperm(len(inputs), generator=generator).split(batch_size):
            losses.append(one_step(model, optimizers, inputs[batch], targets[batch]))
            if not losses[-1] <= lost:
                return model, losses
    return model, losses


@torch.no_grad()
def examine(model: nn.Module) -> tuple[float, float]:
    """Return the loss on the digits learned from, and the share of the others that is told right."""
    inputs, targets, others, classes = digits()
    loss = nn.functional.cross_entropy(model(inputs), targets).item()
    return loss, (model(others).argmax(dim=1) == classes).float().mean().item()
