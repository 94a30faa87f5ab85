"""How much work a network is: what a page need not wait for is bounded by it, not by the clock of a busy machine."""

from typing import Any

import torch
from torch import Tensor, nn


def multiplications(model: nn.Module, sample: Tensor) -> int:
    """Return the multiplications of convolutions and linear layers for a batch of one, by asking the network once.

    Each number that leaves such a layer is a sum of as many products as one of its filters, or rows, has weights. The
    network's lock must be held.
    """
    found = 0

    def count(module: nn.Module, _inputs: Any, output: Tensor) -> None:
        nonlocal found
        weight: Any = module.weight
        found += output.numel() * weight[0].numel()

    layers = [each for each in model.modules() if isinstance(each, nn.Conv2d | nn.Linear)]
    hooks = [each.register_forward_hook(count) for each in layers]
    try:
        with torch.no_grad():
            model(sample)
    finally:
        for hook in hooks:
            hook.remove()
    return max(1, found)
