"""Gradient clipping: a real step on a batch with an outlier, without clipping, by norm and by value."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor, nn, optim

from playground.optimization.digit_network import digits, examine, network
from playground.parameters import Parameter
from playground.translations import N_

OUTLIER = Parameter(
    "outlier",
    100.0,
    N_("What one of the 64 pictures is multiplied by, as if somebody had forgotten to scale it. 1: no outlier."),
    1.0,
    1000.0,
)
MAX_NORM = Parameter("max_norm", 1.0, N_("How long the whole gradient may be."), above=0.0, maximum=1000.0)
CLIP_VALUE = Parameter("clip_value", 0.05, N_("How large each element may be."), above=0.0, maximum=1000.0)
LR = Parameter("lr", 0.5, N_("Learning rate of the step of SGD that follows."), above=0.0, maximum=100.0)
NAMES = ("–", "clip_grad_norm_", "clip_grad_value_")
POINTS = 120  # elements that a curve shows


@dataclass(frozen=True)
class Step:
    """A step with one kind of clipping.

    Attributes:
        name: How it was clipped.
        norms: Of each parameter's gradient, as the optimizer got it.
        total: Norm of the whole gradient.
        largest: Its largest element, without sign.
        cosine: Of the angle to the gradient that was not clipped; 1 where the direction is the same.
        changed: The share of the elements, those that are 0 left out, that the clipping changed.
        loss: On all digits learned from, after the step; NaN or infinite where it diverged.
        curve: Elements before and after the clipping, the smallest first.
    """

    name: str
    norms: tuple[tuple[str, float], ...]
    total: float
    largest: float
    cosine: float
    changed: float
    loss: float
    curve: tuple[tuple[float, float], ...]


def step_with(
    clip: Callable[[Iterable[nn.Parameter]], object], outlier: float, lr: float
) -> tuple[dict[str, Tensor], float]:
    """Take one step of SGD on 64 digits, one of them multiplied by `outlier`.

    Return the gradients as they were after `clip`, and the loss on all digits learned from after the step.
    """
    model = network(0)
    model.norm = nn.Identity()  # LayerNorm would make the outlier as small as the others
    inputs, targets, *_ = digits()
    batch, classes = inputs[:64].clone(), targets[:64]
    batch[0] *= outlier
    nn.functional.cross_entropy(model(batch), classes).backward()
    clip(model.parameters())
    gradients = {name: weight.grad.clone() for name, weight in model.named_parameters() if weight.grad is not None}
    optim.SGD(model.parameters(), lr=lr).step()
    return gradients, examine(model)[0]


def flat(gradients: dict[str, Tensor]) -> Tensor:
    """Return all gradients as one vector."""
    return torch.cat([gradient.flatten() for gradient in gradients.values()])


@lru_cache(maxsize=64)
def steps(outlier: float, max_norm: float, clip_value: float, lr: float) -> tuple[Step, Step, Step]:
    """Take the same step without clipping, clipped by norm, and by value."""
    clips: tuple[Callable[[Iterable[nn.Parameter]], object], ...] = (
        lambda parameters: None,
        lambda parameters: nn.utils.clip_grad_norm_(parameters, max_norm),
        lambda parameters: nn.utils.clip_grad_value_(parameters, clip_value),
    )
    taken = [step_with(clip, outlier, lr) for clip in clips]
    before = flat(taken[0][0])
    first, second, third = (
        _step(name, gradients, before, loss) for name, (gradients, loss) in zip(NAMES, taken, strict=True)
    )
    return first, second, third


def _step(name: str, gradients: dict[str, Tensor], before: Tensor, loss: float) -> Step:
    after = flat(gradients)
    places = before.argsort()[torch.linspace(0, len(before) - 1, POINTS).round().long()]
    return Step(
        name,
        tuple((parameter, gradient.norm().item()) for parameter, gradient in gradients.items()),
        after.norm().item(),
        after.abs().max().item(),
        nn.functional.cosine_similarity(before, after, dim=0).item(),
        (after != before)[before != 0].float().mean().item(),
        loss if math.isfinite(loss) else math.inf,
        tuple(zip(before[places].tolist(), after[places].tolist(), strict=True)),
    )
