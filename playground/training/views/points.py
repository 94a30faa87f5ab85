"""Points in the plane: what the network says of every place, and what each hidden neuron does there."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor, nn

from playground.training.views.live import LiveView, Made, looking, once_a_run, packed, packed_signed, scale_of

if TYPE_CHECKING:
    from playground.training.assembly import Assembly

GRID = 48  # places along a side of the plane at which the network is asked
COARSER = 3  # a neuron's picture has so many times fewer along a side: the middle one of these
LAYERS, NEURONS = 3, 16  # the most that are shown
DRAWN = 1500  # the most points
MARGIN = 0.08  # of the plane around the points, as a share of its side


def scene(parts: "Assembly") -> dict[str, Any]:
    """Return what `scene_of` does of a run's data."""
    learned, held = (set(cast(Any, each.dataset).indices) for each in (parts.train, parts.validation))
    return scene_of(parts.data, parts.classes, learned, {*held, *parts.test_indices.tolist()})


def scene_of(
    data: Any, classes: Sequence[str], learned: Container[int], held: Container[int], margin: float = MARGIN
) -> dict[str, Any]:
    """Return the square that is looked at, and the points in it: each a line [x, y, class].

    Returns:
        ``low``, its lower left corner; ``side``; ``classes``, their names; ``train`` and ``held``, the points with
        their indices in `learned`, and those in `held` (validation and test).
    """
    low, side = _square(data, margin)
    shown = range(0, len(data), -(-len(data) // DRAWN))

    def lines(indices: Iterable[int]) -> list[list[float]]:
        return [[*(round(each, 4) for each in data[i][0].tolist()), int(data[i][1])] for i in indices]

    return {
        "low": low.tolist(),
        "side": side,
        "classes": list(classes),
        "train": lines(i for i in shown if i in learned),
        "held": lines(i for i in shown if i in held),
    }


def _square(data: Any, margin: float = MARGIN) -> tuple[Tensor, float]:
    """Return the lower left corner (2,) and the side of a square around all points."""
    points = torch.stack([data[i][0] for i in range(len(data))])  # (N, 2)
    low, high = points.amin(dim=0), points.amax(dim=0)
    side = float((high - low).max()) * (1 + 2 * margin) or 1.0
    return (low + high - side) / 2, side


@once_a_run
def _grid(parts: "Assembly") -> Tensor:
    low, side = _square(parts.data)
    return places(low, side).to(parts.device)


def places(low: Tensor, side: float, count: int = GRID) -> Tensor:
    """Return the places (count², 2) at which a network is asked: line by line from the top, each from the left."""
    middle = (torch.arange(count) + 0.5) * side / count  # of the little squares
    y, x = torch.meshgrid(low[1] + middle.flip(0), low[0] + middle, indexing="ij")
    return torch.stack([x.flatten(), y.flatten()], dim=1)


def answered(logits: Tensor) -> dict[str, str]:
    """Return ``classes``, the likeliest class of each place, and ``confidence``, its probability × 255, both packed."""
    confidence, classes = logits.T.contiguous().softmax(dim=0).max(dim=0)  # four times as fast as along lines of two
    return {"classes": packed(classes), "confidence": packed((confidence.nan_to_num() * 255).round())}


def draw_boundary(parts: "Assembly") -> dict[str, Any]:
    """Ask the network once at every place of the grid.

    Returns:
        ``classes`` and ``confidence``, see `answered`; ``layers``, for each hidden layer: ``neurons``, the activation
        of each of its first neurons at every coarser place, packed in parts of ``scale``; ``shown``, how many these
        are, and ``count``, how many it has.
    """
    with looking(parts.model) as network, heard(hidden(network), _layer) as layers:
        logits = network(_grid(parts))  # (GRID², classes)
    return answered(logits) | {"layers": layers}


def _layer(activations: Tensor) -> dict[str, Any]:
    """Return the pictures of a layer with activations (GRID², neurons)."""
    middle = slice(COARSER // 2, None, COARSER)
    squares = activations.reshape(GRID, GRID, -1)[middle, middle, :NEURONS]
    coarse = squares.permute(2, 0, 1).contiguous()
    scale = scale_of(coarse)
    return {
        "neurons": packed_signed(coarse, scale),
        "scale": scale,
        "shown": len(coarse),
        "count": activations.shape[1],
    }


def hidden(model: nn.Module) -> list[nn.Module]:
    """Return the modules after which the first hidden layers' neurons have their values: the activation functions."""
    bends = [module for module in model.modules() if type(module).__module__ == "torch.nn.modules.activation"]
    return bends[:LAYERS]


@contextmanager
def heard(modules: Iterable[nn.Module], take: Callable[[Tensor], Made]) -> Iterator[list[Made]]:
    """Give the list of what `take` makes of the outputs of these modules while the block lasts."""
    made: list[Made] = []
    handles = [module.register_forward_hook(lambda _module, _given, out: made.append(take(out))) for module in modules]
    try:
        yield made
    finally:
        for handle in handles:
            handle.remove()


VIEWS = (LiveView("boundary", draw_boundary, share=0.025),)
