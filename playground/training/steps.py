"""The functions that a run is made of, in plain PyTorch. The exported script contains their very source."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn, optim


def train_step(
    model: nn.Module, loss_fn: nn.Module, optimizer: optim.Optimizer, inputs: Tensor, targets: Tensor
) -> Tensor:
    """Take one step on one batch and return its loss."""
    optimizer.zero_grad()
    predictions = model(inputs)
    loss: Tensor = loss_fn(predictions, targets)
    loss.backward()
    optimizer.step()
    return loss.detach()


@torch.no_grad()
def evaluate_classes(
    model: nn.Module, loss_fn: nn.Module, batches: Iterable[tuple[Tensor, Tensor]], device: torch.device
) -> tuple[float, float]:
    """Return the mean loss and the accuracy (0 to 1) over all batches, with dropout switched off."""
    model.eval()
    total_loss, correct, samples, answers = 0.0, 0, 0, 0
    for inputs, targets in batches:
        inputs, targets = inputs.to(device), targets.to(device)
        logits = model(inputs)  # (N, C), or (N, C, L) for text
        total_loss += loss_fn(logits, targets).item() * len(targets)
        correct += int((logits.argmax(dim=1) == targets).sum())
        samples += len(targets)
        answers += targets.numel()
    model.train()
    return total_loss / samples, correct / answers


@torch.no_grad()
def evaluate_forecast(
    model: nn.Module, loss_fn: nn.Module, batches: Iterable[tuple[Tensor, Tensor]], device: torch.device
) -> tuple[float, float]:
    """Return the mean loss and the skill over all batches, with dropout switched off.

    The skill is 1 - error / error of "the same as the last value", both squared: 1 is perfect, 0 no better than that.
    """
    model.eval()
    total_loss, error, naive_error, samples = 0.0, 0.0, 0.0, 0
    for inputs, targets in batches:
        inputs, targets = inputs.to(device), targets.to(device)
        predictions = model(inputs)  # (N, 1)
        total_loss += loss_fn(predictions, targets).item() * len(targets)
        error += float((predictions - targets).square().sum())
        naive_error += float((inputs[:, -1] - targets).square().sum())
        samples += len(targets)
    model.train()
    return total_loss / samples, 1 - error / max(naive_error, 1e-12)


@torch.no_grad()
def evaluate_numbers(
    model: nn.Module, loss_fn: nn.Module, batches: Iterable[tuple[Tensor, Tensor]], device: torch.device
) -> tuple[float, float]:
    """Return the mean loss and R² over all batches, with dropout switched off.

    R² is 1 - error / error of "always the mean of the targets", both squared: 1 is perfect, 0 no better than that.
    """
    model.eval()
    answers = [(model(inputs.to(device)), targets.to(device)) for inputs, targets in batches]
    predicted, wanted = (torch.cat(parts) for parts in zip(*answers, strict=True))  # (N, 1)
    error = float((predicted - wanted).square().sum())
    mean_error = float((wanted.mean() - wanted).square().sum())
    model.train()
    return loss_fn(predicted, wanted).item(), 1 - error / max(mean_error, 1e-12)
