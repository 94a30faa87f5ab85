"""Functions that only some runs need, in plain PyTorch. The exported script contains the source of those it uses."""

from typing import Any

from torch import Tensor, nn


def class_weights(targets: Tensor, classes: int) -> Tensor:
    """Return how much a sample of each class counts: samples / (classes · samples of the class), so rare ones more.

    It is what scikit-learn calls "balanced"; a class without any sample counts as if it had one.
    """
    counts = targets.flatten().bincount(minlength=classes).clamp(min=1)
    return targets.numel() / (classes * counts)


def decay_groups(model: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Return two groups of parameters: matrices with weight decay, vectors (norms and biases) without."""
    matrices = [parameter for parameter in model.parameters() if parameter.ndim > 1]
    vectors = [parameter for parameter in model.parameters() if parameter.ndim <= 1]
    return [{"params": matrices, "weight_decay": weight_decay}, {"params": vectors, "weight_decay": 0.0}]


def spared(group: dict[str, Any]) -> bool:
    """Return whether a group of parameters is that of the vectors."""
    return all(parameter.ndim <= 1 for parameter in group["params"])
