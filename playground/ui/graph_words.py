"""Numbers and slopes as they stand in the nodes of a graph and in what is said of them."""

import html
import math
from typing import Any

from torch import Tensor

from playground.program.origins.arithmetic import number

FEW = 64  # elements that a text shows
BRIEF = 16  # characters in a node


def slope(root: str, name: str) -> str:
    """Return how the derivative of the root by something is written."""
    cut = name if len(name) <= 28 else name[:27] + "…"
    return f"∂{root}/∂{cut}" if cut.isidentifier() else f"∂{root}/∂({cut})"


def strong(tensor: Tensor | None) -> str:
    return f"<b>{html.escape(brief(tensor, 60))}</b>"


def brief(tensor: Tensor | None, limit: int = BRIEF) -> str:
    """Return a tensor's numbers in one line, cut where it is long."""
    if tensor is None:
        return "0"
    if tensor.is_meta:
        return "…"
    if tensor.dim() == 0:
        return number(_positive_zero(tensor.item()))
    flat = tensor.flatten()[:FEW].tolist()
    text = f"[{' '.join(number(_positive_zero(each)) for each in flat)}]"
    return text if len(text) <= limit and tensor.numel() <= FEW else text[: limit - 1] + "…"


def numbers(tensor: Tensor | None) -> str:
    """Return a tensor's numbers as PyTorch prints them, cut where there are many."""
    if tensor is None or tensor.is_meta:
        return "…"
    if tensor.dim() == 0:
        return number(tensor.item())
    torch_text = repr(tensor if tensor.numel() <= 1_000 else tensor.flatten()[:1_000])
    body = torch_text.removeprefix("tensor(").rpartition("]")[0] + "]"
    return body.replace("\n       ", "\n")


def in_code(tensor: Tensor) -> str:
    """Return a single number so that it can stand in code."""
    value = tensor.item()
    return f"{value:.4g}" if isinstance(value, float) and math.isfinite(value) else str(value)


def _positive_zero(value: Any) -> Any:
    return 0.0 if value == 0 and isinstance(value, float) else value
