"""What a network says of a sample, and what left each of its layers on the way."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from playground.asking.loading import Asked
from playground.translations import N_, PlaygroundError

AS_BEFORE = (nn.Flatten, nn.Dropout, nn.Identity)  # what comes out of these is what went in


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer that ran: its class, its text as PyTorch prints it, and what left it, without the batch."""

    name: str
    text: str
    values: Tensor


@dataclass(frozen=True, eq=False)
class Answer:
    """`outputs` is what left the network, without the batch: logits, or predicted numbers."""

    outputs: Tensor
    layers: tuple[Layer, ...] = ()

    @property
    def probabilities(self) -> list[float]:
        """Return the softmax of the logits."""
        return self.outputs.softmax(dim=0).tolist()

    @property
    def best(self) -> int:
        """Return the number of the class with the largest logit."""
        return int(self.outputs.argmax())


def answer(asked: Asked, sample: Tensor) -> Answer:
    """Ask the network about one sample, and write down what left each innermost layer that changes anything.

    Raises `PlaygroundError` where the answer is not finite.
    """
    layers: list[Layer] = []

    def note(module: nn.Module, _inputs: Any, output: Any) -> None:
        values = output if isinstance(output, Tensor) else output[0]
        layers.append(Layer(type(module).__name__, str(module), values[0].clone()))

    innermost = [each for each in asked.model.modules() if not list(each.children())]
    with asked.lock, torch.no_grad():
        hooks = [each.register_forward_hook(note) for each in innermost if not isinstance(each, AS_BEFORE)]
        try:
            outputs = asked.model(sample[None])[0]
        finally:
            for hook in hooks:
                hook.remove()
    return Answer(finite(outputs), tuple(layers))


def answers(asked: Asked, samples: Tensor) -> Tensor:
    """Return what leaves the network for a batch of samples (N, …).

    Raises `PlaygroundError` where an answer is not finite.
    """
    with torch.no_grad():
        return finite(asked.model(samples))


def finite(outputs: Tensor) -> Tensor:
    """Return what left a network; raises `PlaygroundError` where some of it is no finite number."""
    if not outputs.isfinite().all():
        raise PlaygroundError(
            N_(
                "The network's answer is infinite or no number (NaN): its weights are so large that the sums overflow. "
                "Choose another run, or train again with a smaller learning rate."
            )
        )
    return outputs
