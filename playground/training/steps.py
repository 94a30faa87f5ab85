"""The functions that a run is made of, in plain PyTorch. The exported script contains their very source."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn, optim


def train_step(
    model: nn.Module, loss_fn: nn.Module, optimizer: optim.Optimizer, inputs: Tensor, targets: Tensor
) -> Tensor:
    """Take one step on one batch and return its loss."""
    optimizer.zero_grad()
    logits = model(inputs)  # (N, C)
    loss: Tensor = loss_fn(logits, targets)
    loss.backward()
    optimizer.step()
    return loss.detach()


@torch.no_grad()
def evaluate(
    model: nn.Module, loss_fn: nn.Module, batches: Iterable[tuple[Tensor, Tensor]], device: torch.device
) -> tuple[float, float]:
    """Return the mean loss and the accuracy (0 to 1) over all batches, with dropout switched off."""
    model.eval()
    total_loss, correct, count = 0.0, 0, 0
    for inputs, targets in batches:
        inputs, targets = inputs.to(device), targets.to(device)
        logits = model(inputs)
        total_loss += loss_fn(logits, targets).item() * len(targets)
        correct += int((logits.argmax(dim=1) == targets).sum())
        count += len(targets)
    model.train()
    return total_loss / count, correct / count
