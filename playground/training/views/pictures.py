"""Pictures: the first layer's filters as they form, and what the network says of pictures of the validation part."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor, nn

from playground.training.views.live import LiveView, looking, once_a_run, packed, packed_signed, scale_of

if TYPE_CHECKING:
    from playground.training.assembly import Assembly

FILTERS = 64  # the most that are shown
NUMBERS = 8192  # the most weights that are shown; the first filters have them
CHECKED = 256  # the most pictures of the validation part that are asked for, always the same
CHECKED_NUMBERS = 2_000_000  # the most numbers in these
SHOWN = 12  # of them
SIDE = 32  # the most pixels along a side of a picture that is shown


@dataclass(frozen=True)
class Checked:
    """Pictures of the validation part, (N, C, H, W), their classes (N,), and which of them are shown (SHOWN,)."""

    pictures: Tensor
    labels: Tensor
    shown: Tensor


@once_a_run
def checked(parts: "Assembly") -> Checked:
    """Return the pictures that are looked at, spread evenly over the validation part; those shown, over the classes."""
    indices = cast(Any, parts.validation.dataset).indices
    most = max(1, min(CHECKED, CHECKED_NUMBERS // parts.data[0][0].numel()))
    samples = [parts.data[indices[i]] for i in _spread(len(indices), most)]
    pictures = torch.stack([picture for picture, _label in samples])
    labels = torch.tensor([int(label) for _picture, label in samples])
    shown = labels.argsort(stable=True)[_spread(len(labels), SHOWN)]
    return Checked(pictures.to(parts.device), labels, shown)


def _spread(count: int, most: int) -> list[int]:
    """Return at most so many of the numbers below `count`, evenly spread."""
    taken = min(count, most)
    return [i * count // taken for i in range(taken)]


def scene(parts: "Assembly") -> dict[str, Any]:
    """Return the pictures that are shown.

    Returns:
        ``shape``, theirs (C, H, W); ``pictures``, their values × 255, each packed; ``labels``, their classes;
        ``classes``, the names of all; ``checked``, how many pictures are asked for, of ``validation`` in their part.
    """
    looked = checked(parts)
    pictures = looked.pictures[looked.shown].float()
    if max(pictures.shape[-2:]) > SIDE:
        height, width = (min(SIDE, side) for side in pictures.shape[-2:])
        pictures = nn.functional.adaptive_avg_pool2d(pictures, (height, width))
    return {
        "shape": list(pictures.shape[1:]),
        "pictures": [packed((picture * 255).round().clamp(0, 255)) for picture in pictures],
        "labels": looked.labels[looked.shown].tolist(),
        "classes": list(parts.classes),
        "checked": len(looked.labels),
        "validation": len(parts.validation.dataset),  # type: ignore[arg-type]
    }


def draw_filters(parts: "Assembly") -> dict[str, Any]:
    """Return the weights of the first layer as pictures.

    Returns:
        ``kind``, the layer's class; ``shape``, (filters that are shown, channels, height, width); ``count``, how many
        filters there are; ``weights``, packed in parts of ``scale``, the largest of all.
    """
    first = next(each for each in parts.model.modules() if isinstance(each, nn.Conv2d | nn.Linear))
    weight = first.weight.detach()
    if isinstance(first, nn.Linear):  # a neuron's weights, laid out as the picture they are multiplied with
        weight = weight.reshape(-1, *parts.data[0][0].shape)
    count = len(weight)
    weight = weight[: max(1, min(FILTERS, NUMBERS // weight[0].numel()))]
    scale = scale_of(weight)
    return {
        "kind": type(first).__name__,
        "shape": list(weight.shape),
        "count": count,
        "weights": packed_signed(weight, scale),
        "scale": scale,
    }


def draw_answers(parts: "Assembly") -> dict[str, Any]:
    """Ask the network about the checked pictures.

    Returns:
        ``predictions`` and ``confidence`` for those that are shown; ``confusion``, where row i, column j counts the
        checked pictures of class i taken for j.
    """
    looked = checked(parts)
    with looking(parts.model) as network:
        probabilities = network(looked.pictures).softmax(dim=1).cpu()  # (N, classes)
    confidence, predicted = probabilities.max(dim=1)
    classes = probabilities.shape[1]
    confusion = torch.bincount(looked.labels * classes + predicted, minlength=classes**2).reshape(classes, classes)
    return {
        "predictions": predicted[looked.shown].tolist(),
        "confidence": [round(each, 3) for each in confidence[looked.shown].nan_to_num().tolist()],
        "confusion": confusion.tolist(),
    }


VIEWS = (LiveView("filters", draw_filters), LiveView("answers", draw_answers))
