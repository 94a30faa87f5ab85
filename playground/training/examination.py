"""The last examination, on the test part: in plain JSON values, for each kind of data."""

from collections.abc import Iterable
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
    one_step = model(inputs.to(device)).cpu()
    window, rolled_out = inputs[:1].to(device), []
    for _ in range(len(targets)):
        following = model(window)  # (1, 1)
        rolled_out.append(float(following))
        window = torch.cat([window[:, 1:], following.unsqueeze(-1)], dim=1)
    return {
        "indices": indices.tolist(),
        "truth": targets.flatten().tolist(),
        "one_step": one_step.flatten().tolist(),
        "rolled_out": rolled_out,
    }


@torch.no_grad()
def examine_text(
    model: nn.Module, batches: Batches, _indices: Tensor, data: Any, device: torch.device
) -> dict[str, Any]:
    """Return how a text goes on after the first line of the test part: ``begun``, and ``written`` by the network.

    Every character is drawn with the probability that the network gives it.
    """
    model.eval()
    generator = torch.Generator().manual_seed(0)
    begun = next(iter(batches))[0][0].tolist()
    numbers = list(begun)
    for _ in range(WRITTEN):
        line = torch.tensor([numbers[-len(begun) :]], device=device)
        probabilities = model(line)[0, :, -1].softmax(dim=0).cpu()  # (vocabulary,)
        numbers.append(int(torch.multinomial(probabilities, 1, generator=generator)))
    text = "".join(data.characters[number] for number in numbers)
    return {"begun": text[: len(begun)], "written": text[len(begun) :]}
