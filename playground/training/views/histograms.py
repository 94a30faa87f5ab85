"""How weights, gradients and activations are spread, layer by layer, and what that says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn
from torch.utils.data import default_collate

from playground.training.faults import tensors
from playground.training.views.live import looking

if TYPE_CHECKING:
    from playground.training.assembly import Assembly

NAME = "histograms"
SHARE = 0.005  # of the run's time that looking at them may take
BINS = 24
SAMPLES = 64  # of the validation part, always the same, whose activations are looked at
MOST_LAYERS = 24  # of each kind
UNCHANGING = (nn.Flatten, nn.Dropout, nn.Identity)  # of which the activations are those of the layer before
RECTIFIERS = (nn.ReLU, nn.ReLU6)  # a unit that is 0 for every sample gets no gradient: it cannot learn
VANISHING = 1e-3  # the mean size of a gradient in the first layer, as a share of that in the last
EXPLODING = 1e3  # the length of a layer's gradient

_batches: "WeakKeyDictionary[nn.Module, Tensor]" = WeakKeyDictionary()


def histograms(parts: "Assembly") -> dict[str, Any]:
    """Return how the network's numbers are spread now.

    ``layers`` are dicts of ``kind`` (weight, gradient or activation), ``name``, ``low`` and ``high``, between which lie
    ``counts`` of numbers in `BINS` bins of equal width. ``remarks`` are what to worry about (see `remarks`);
    ``samples`` is how many were looked at for the activations.
    """
    inputs = _some_samples(parts)
    answers = activations(parts.model, inputs)
    weights = _most(list(parts.model.named_parameters()))
    kinds = {
        "weight": weights,
        "gradient": [(name, each.grad) for name, each in weights if each.grad is not None],
        "activation": _most([(name, found) for name, module, found in answers if not isinstance(module, UNCHANGING)]),
    }
    return {
        "layers": [
            {"kind": kind, "name": name} | histogram(numbers)
            for kind, named in kinds.items()
            for name, numbers in named
        ],
        "remarks": [*dead_units(answers), *runaway_gradients(kinds["gradient"])],
        "samples": len(inputs),
    }


@torch.no_grad()
def histogram(numbers: Tensor) -> dict[str, Any]:
    """Return ``low``, ``high`` and ``counts``: how many of the finite numbers lie in each of `BINS` equal bins."""
    numbers = numbers.detach().float()
    numbers = numbers[numbers.isfinite()]
    low, high = (float(end) for end in numbers.aminmax()) if len(numbers) else (0.0, 0.0)
    if low == high:
        low, high = low - 0.5, high + 0.5
    counts = torch.histc(numbers, BINS, low, high)
    return {"low": low, "high": high, "counts": counts.int().tolist()}


def activations(model: nn.Module, inputs: Tensor) -> list[tuple[str, nn.Module, Tensor]]:
    """Return the name, the layer and the output of every layer that has no layers in it, in the order they answer."""
    found: dict[str, tuple[str, nn.Module, Tensor]] = {}
    names = {module: name for name, module in model.named_modules() if not list(module.children())}

    def note(module: nn.Module, _arguments: Any, output: Any) -> None:
        label = f"{names[module]} ({type(module).__name__})".strip()
        found[label] = (label, module, next(tensors(output)))

    hooks = [module.register_forward_hook(note) for module in names]
    try:
        with looking(model):
            model(inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return list(found.values())


def dead_units(answers: list[tuple[str, nn.Module, Tensor]]) -> Iterator[dict[str, Any]]:
    """Yield a remark for each rectifier with units, (N, units, …), that are above 0 for no sample at no place."""
    for name, module, found in answers:
        if isinstance(module, RECTIFIERS):
            dead = (found.movedim(1, 0).flatten(1) <= 0).all(dim=1)
            if dead.any():
                yield {"name": "dead", "layer": name, "count": int(dead.sum()), "units": len(dead)}


def runaway_gradients(gradients: list[tuple[str, Tensor]]) -> Iterator[dict[str, Any]]:
    """Yield remarks on gradients that vanish on their way back from the last layer to the first, or explode."""
    matrices = [(name, each) for name, each in gradients if each.ndim > 1]
    if len(matrices) > 1:
        (first, early), (last, late) = matrices[0], matrices[-1]
        sizes = [float(each.float().square().mean().sqrt()) for each in (early, late)]
        if sizes[0] < VANISHING * sizes[1]:
            times = sizes[1] / max(sizes[0], 1e-30)
            yield {"name": "vanishing", "first": first, "last": last, "times": times}
    lengths = {name: float(torch.linalg.vector_norm(each.float())) for name, each in gradients}
    longest = max(lengths, key=lambda name: lengths[name], default=None)
    if longest is not None and lengths[longest] > EXPLODING:
        yield {"name": "exploding", "layer": longest, "length": lengths[longest]}


def _some_samples(parts: "Assembly") -> Tensor:
    """Return the inputs of the first samples of the validation part, (N, …); read once for a run."""
    if parts.model not in _batches:
        samples: Any = parts.validation.dataset
        with torch.random.fork_rng(devices=[]):  # whatever reads them leaves the run's random numbers alone
            first = [samples[i][0] for i in range(min(SAMPLES, len(samples)))]
        _batches[parts.model] = default_collate(first).to(parts.device)
    return _batches[parts.model]


def _most(named: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return all that is named or, of a deep network, layers from bottom to top."""
    if len(named) > MOST_LAYERS:
        named = [(name, each) for name, each in named if each.ndim > 1]
    return named[:: -(-len(named) // MOST_LAYERS) or 1]
