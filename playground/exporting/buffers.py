"""What is kept and not learned: the buffers of a BatchNorm layer, before and after batches went through it."""

from dataclasses import dataclass
from functools import cache

import torch
from torch import nn

BATCHES = 3
CODE = """\
import torch
from torch import nn

layer = nn.BatchNorm1d(2)
generator = torch.Generator().manual_seed(0)
for _ in range(3):
    layer(5 + 2 * torch.randn(100, 2, generator=generator))
print(layer.state_dict())
"""


@dataclass(frozen=True)
class Change:
    """An entry of the layer's state_dict: its name, whether it is learned, and its values before and after."""

    name: str
    learned: bool
    before: str
    after: str


@cache
def changes() -> tuple[Change, ...]:
    """Let `BATCHES` batches through a BatchNorm layer, as `CODE` does; return what became of its state_dict."""
    layer, generator = nn.BatchNorm1d(2), torch.Generator().manual_seed(0)
    before = {name: _written(tensor) for name, tensor in layer.state_dict().items()}
    with torch.no_grad():
        for _ in range(BATCHES):
            layer(5 + 2 * torch.randn(100, 2, generator=generator))
    learned = dict(layer.named_parameters())
    after = layer.state_dict()
    return tuple(Change(name, name in learned, before[name], _written(after[name])) for name in after)


def _written(tensor: torch.Tensor) -> str:
    return str([round(value, 3) for value in tensor.tolist()] if tensor.dim() else tensor.item())
