"""The shape after every layer, from a real forward pass."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class LayerShape:
    """One layer: its text as PyTorch prints it, the shape that leaves it, and how many numbers it learns."""

    layer: str
    shape: tuple[int, ...]
    parameters: int


def layer_shapes(model: nn.Module, shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> list[LayerShape]:
    """Return each innermost layer in the order it ran on a batch of `shape`; no values are computed (meta device)."""
    seen: list[LayerShape] = []

    def note(module: nn.Module, _inputs: Any, output: Tensor | tuple[Tensor, Any]) -> None:
        count = sum(parameter.numel() for parameter in module.parameters())
        seen.append(LayerShape(str(module), tuple((output if isinstance(output, Tensor) else output[0]).shape), count))

    model = model.to("meta")
    hooks = [m.register_forward_hook(note) for m in model.modules() if not list(m.children())]
    try:
        with torch.no_grad():
            model(torch.empty(shape, dtype=dtype, device="meta"))
    finally:
        for hook in hooks:
            hook.remove()
    return seen
