"""To try out: gradients through the depth of a network, and clipping. Both are programs that the page shows."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from playground.autograd.traps.rows import PATIENT
from playground.program import run
from playground.translations import N_

WIDTH = 64
DEEPEST = 40
# A layer's expression for each activation, over `h` and `w`
ACTIVATIONS: Mapping[str, str] = {
    "sigmoid": "torch.sigmoid(h @ w)",
    "tanh": "torch.tanh(h @ w)",
    "relu": "torch.relu(h @ w)",
    "none": "h @ w",
}


@dataclass(frozen=True)
class Depth:
    """A network of equal layers: how many, their activation, and the weights' spread as multiples of 1 / √width."""

    layers: int = 20
    activation: str = "sigmoid"
    scale: float = 1.0

    @property
    def program(self) -> str:
        """The network, one real backward through it, and how long the gradient is when it arrives after each layer."""
        return f"""\
h = torch.randn(32, {WIDTH}, requires_grad=True)
states = []
for layer in range({self.layers}):
    w = torch.randn({WIDTH}, {WIDTH}) * {self.scale:g} / {WIDTH} ** 0.5
    h = {ACTIVATIONS[self.activation]}
    h.retain_grad()
    states.append(h)
h.sum().backward()
norms = [h.grad.norm().item() for h in states]
print(norms)
"""


GOOD = Depth(activation="relu", scale=1.4)  # √2 ≈ 1.4 is what Kaiming's initialization takes for relu


@dataclass(frozen=True)
class DepthPreset:
    """A network with a name, and what to look for in it."""

    name: str
    summary: str
    depth: Depth

    @property
    def state(self) -> Mapping[str, int | str | float]:
        """The controls' values."""
        depth = self.depth
        return {"depth.layers": depth.layers, "depth.activation": depth.activation, "depth.scale": depth.scale}


DEPTHS: tuple[DepthPreset, ...] = (
    DepthPreset(
        N_("Sigmoid"),
        N_("On its way back, to the left, the gradient shrinks in every layer: a straight line on a logarithmic axis."),
        Depth(),
    ),
    DepthPreset(
        N_("tanh, weights too small"),
        N_("tanh is steep at 0, but small weights make every layer pass on less."),
        Depth(activation="tanh", scale=0.5),
    ),
    DepthPreset(
        N_("ReLU, weights too large"),
        N_("Twice the right weights, and the gradient doubles from layer to layer."),
        Depth(activation="relu", scale=2.8),
    ),
    DepthPreset(
        N_("ReLU, as Kaiming has it"),
        N_("A scale of √2 makes up for the half that relu cuts away: the gradient stays about as long."),
        GOOD,
    ),
)


@lru_cache(maxsize=1024)
def gradient_norms(depth: Depth) -> tuple[float, ...]:
    """Return how long the gradient is that arrives at each layer's output, the first layer first."""
    return tuple(run(depth.program, limits=PATIENT).namespace["norms"])


def steepness(norms: tuple[float, ...]) -> float:
    """Return how many times as large the first layer's gradient is as the last one's; NaN where that cannot be told."""
    first, last = norms[0], norms[-1]
    return first / last if last and math.isfinite(last) else math.nan


@dataclass(frozen=True)
class Clipping:
    """A gradient of two numbers, and the limit that both ways of clipping are given."""

    first: float = 30.0
    second: float = 4.0
    limit: float = 10.0

    @property
    def program(self) -> str:
        """The gradient clipped in both ways."""
        return f"""\
by_norm = torch.zeros(2, requires_grad=True)
by_norm.grad = torch.tensor([{self.first:.1f}, {self.second:.1f}])
length = torch.nn.utils.clip_grad_norm_([by_norm], max_norm={self.limit:.1f})
print(length, by_norm.grad)

by_value = torch.zeros(2, requires_grad=True)
by_value.grad = torch.tensor([{self.first:.1f}, {self.second:.1f}])
torch.nn.utils.clip_grad_value_([by_value], clip_value={self.limit:.1f})
print(by_value.grad)
"""


@dataclass(frozen=True)
class Arrow:
    """A gradient of two numbers: the call that left it so, its length, and how far it was turned, in degrees."""

    call: str
    end: tuple[float, float]
    length: float
    turned: float


@lru_cache(maxsize=1024)
def clipped(clipping: Clipping) -> tuple[Arrow, ...]:
    """Return the gradient as it was, and as each way of clipping leaves it."""
    names = run(clipping.program, limits=PATIENT).namespace
    before = torch.tensor([clipping.first, clipping.second])
    ends = {
        "grad": before,
        "clip_grad_norm_": names["by_norm"].grad,
        "clip_grad_value_": names["by_value"].grad,
    }
    return tuple(_arrow(call, end, before) for call, end in ends.items())


def _arrow(call: str, end: Tensor, before: Tensor) -> Arrow:
    first, second = end.tolist()
    turned = math.degrees(math.atan2(second, first) - math.atan2(before[1].item(), before[0].item()))
    return Arrow(call, (first, second), math.hypot(first, second), abs((turned + 180) % 360 - 180))
