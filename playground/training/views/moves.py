"""Which parameters move: each tensor of the network, whether it learns, and how far it is from where it began."""

from typing import TYPE_CHECKING, Any

import torch

from playground.training.views.live import LiveView

if TYPE_CHECKING:
    from playground.training.assembly import Assembly


def scene(parts: "Assembly") -> dict[str, Any]:
    """Return ``moves``: the name and the shape of each parameter's tensor, and whether it learns."""
    return {
        "moves": [
            {"name": name, "shape": list(each.shape), "learns": each.requires_grad}
            for name, each in parts.model.named_parameters()
        ]
    }


@torch.no_grad()
def draw(parts: "Assembly") -> dict[str, Any]:
    """Return ``moved``: for each tensor w the length of w - w₀ in lengths of w₀, with which it began; null where w₀ is
    0."""
    norm = torch.linalg.vector_norm
    lengths = torch.stack(
        [
            torch.stack((norm(now - before), norm(before)))
            for now, before in zip(parts.model.parameters(), parts.beginning, strict=True)
        ]
    )  # (tensors, 2)
    return {"moved": [float(f"{way / begun:.4g}") if begun else None for way, begun in lengths.tolist()]}


VIEW = LiveView("moves", draw)
