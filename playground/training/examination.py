"""The last examination, on the test part: in plain JSON values, for each kind of data."""

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

EXAMPLES = 12
WRITTEN = 200  # characters that a text network writes on

Batches = Iterable[tuple[Tensor, Tensor]]


@torch.no_grad()
def examine_classes(
    model: nn.Module, batches: Batches, indices: Tensor, _data: Any, device: torch.device
) -> dict[str, Any]:
    """Return the confusion matrix and a few right and wrong samples of those in `batches`, which stand at `indices`.

    ``confusion[i][j]`` counts samples of class i taken for j; ``right`` and ``wrong`` are a few samples, each with
    ``index`` (in the whole data set), ``label``, ``prediction`` and ``confidence``, the softmax of the logits. The
    wrong ones come with the surest mistake first.
    """
    model.eval()
    answers = [(model(inputs.to(device)).softmax(dim=1).cpu(), targets) for inputs, targets in batches]
    probabilities, labels = (torch.cat(parts) for parts in zip(*answers, strict=True))  # (N, C), (N,)
    confidence, predicted = probabilities.max(dim=1)
    classes = probabilities.shape[1]
    confusion = torch.bincount(labels * classes + predicted, minlength=classes * classes).reshape(classes, classes)

    def some(chosen: Tensor) -> list[dict[str, Any]]:
        return [
            {
                "index": int(indices[i]),
                "label": int(labels[i]),
                "prediction": int(predicted[i]),
                "confidence": round(float(confidence[i]), 4),
            }
            for i in chosen[:EXAMPLES].tolist()
        ]

    right = (predicted == labels).nonzero().flatten()
    right = right[:: max(1, len(right) // EXAMPLES)]  # spread over all classes
    wrong = (predicted != labels).nonzero().flatten()
    return {
        "confusion": confusion.tolist(),
        "right": some(right),
        "wrong": some(wrong[confidence[wrong].argsort(descending=True)]),
    }


@torch.no_grad()
def examine_forecast(
    model: nn.Module, batches: Batches, indices: Tensor, _data: Any, device: torch.device
) -> dict[str, Any]:
    """Return the truth and two forecasts at `indices`, one value each.

    ``one_step`` is foretold from the true values before each; ``rolled_out`` goes on from the first window with
    nothing but its own answers.
    """
    model.eval()
    inputs, targets = (torch.cat(parts) for parts in zip(*batches, strict=True))  # (N, L, 1), (N, 1)
    one_step, rolled_out = forecasts(model, inputs.to(device))
    return {
        "indices": indices.tolist(),
        "truth": targets.flatten().tolist(),
        "one_step": one_step.tolist(),
        "rolled_out": rolled_out.tolist(),
    }


def forecasts(model: nn.Module, windows: Tensor) -> tuple[Tensor, Tensor]:
    """Return what follows each of the windows (N, L, 1): one step ahead (N,), and rolled out from the first (N,)."""
    one_step = model(windows)  # (N, 1)
    return one_step.flatten().cpu(), roll_out(model, windows[:1], len(windows)).cpu()


def roll_out(model: nn.Module, window: Tensor, count: int) -> Tensor:
    """Return `count` values (count,) that follow a window (1, L, 1), each foretold from those before it."""
    values = []
    for _ in range(count):
        values.append(model(window))  # (1, 1)
        window = torch.cat([window[:, 1:], values[-1].unsqueeze(-1)], dim=1)
    return torch.cat(values).flatten()


@torch.no_grad()
def examine_text(
    model: nn.Module, batches: Batches, _indices: Tensor, data: Any, device: torch.device
) -> dict[str, Any]:
    """Return how a text goes on after the first line of the test part: ``begun``, and ``written`` by the network.

    Every character is drawn with the probability that the network gives it.
    """
    model.eval()
    begun = next(iter(batches))[0][0].tolist()
    written = write_on(model, begun, WRITTEN, device)
    return {"begun": spelled(begun, data.characters), "written": spelled(written, data.characters)}


def write_on(model: nn.Module, begun: list[int], count: int, device: torch.device) -> list[int]:
    """Return `count` characters that follow those in `begun`, by their numbers; the draws are always the same.

    Fewer where the network's numbers have run away: nothing can be drawn from what is not finite.
    """
    generator = torch.Generator().manual_seed(0)
    numbers = list(begun)
    for _ in range(count):
        line = torch.tensor([numbers[-len(begun) :]], device=device)
        probabilities = model(line)[0, :, -1].softmax(dim=0).cpu()  # (vocabulary,)
        if not probabilities.isfinite().all():
            break
        numbers.append(int(torch.multinomial(probabilities, 1, generator=generator)))
    return numbers[len(begun) :]


def spelled(numbers: list[int], characters: Sequence[str]) -> str:
    """Return the text of character numbers."""
    return "".join(characters[number] for number in numbers)


@torch.no_grad()
def examine_numbers(
    model: nn.Module, batches: Batches, indices: Tensor, _data: Any, device: torch.device
) -> dict[str, Any]:
    """Return what the network answers at `indices`: ``truth`` and ``answers``, a number each."""
    model.eval()
    inputs, targets = (torch.cat(parts) for parts in zip(*batches, strict=True))  # (N, F), (N, 1)
    return {
        "indices": indices.tolist(),
        "truth": targets.flatten().tolist(),
        "answers": model(inputs.to(device)).flatten().tolist(),
    }


@torch.no_grad()
def examine_line(
    model: nn.Module, batches: Batches, indices: Tensor, data: Any, device: torch.device
) -> dict[str, Any]:
    """Return the learned line, ``weight`` and ``bias``, and what `examine_numbers` tells."""
    weight, bias = weight_and_bias(model)
    return {"weight": weight, "bias": bias, **examine_numbers(model, batches, indices, data, device)}


def weight_and_bias(model: nn.Module) -> tuple[float, float]:
    """Return the two numbers of a network that is a straight line."""
    weight, bias = (parameter.item() for parameter in model.parameters())
    return weight, bias
