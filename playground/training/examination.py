"""The last examination: the test part, sample by sample."""

from typing import Any

import torch
from torch import Tensor, nn

EXAMPLES = 12


@torch.no_grad()
def examine(model: nn.Module, inputs: Tensor, targets: Tensor, indices: Tensor, device: torch.device) -> dict[str, Any]:
    """Return the confusion matrix and a few right and wrong samples of those at `indices`.

    The wrong ones come with the surest mistake first. Confidence is the softmax of the logits.
    """
    model.eval()
    probabilities = model(inputs[indices].to(device)).softmax(dim=1).cpu()  # (N, C)
    confidence, predicted = probabilities.max(dim=1)
    labels = targets[indices]
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
