"""A run whose numbers run away: at which step and in which layer that began; and a memory that is full."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from playground.translations import N_, PlaygroundError

if TYPE_CHECKING:
    from playground.training.assembly import Assembly

BEGINNINGS: Mapping[str, str] = {
    "input": N_(
        "The loss became {loss} at step {step}, because the batch itself holds numbers that are infinite or NaN. "
        "Look through the data for gaps."
    ),
    "weight": N_(
        "The loss became {loss} at step {step}. It began in {layer}, whose weights the steps before had made infinite "
        "or NaN. Usually the learning rate is too high (it was {rate}); try a tenth of it."
    ),
    "output": N_(
        "The loss became {loss} at step {step}. It began in {layer}, the first layer whose output was infinite or NaN, "
        "while its input was not. Usually the learning rate is too high (it was {rate}); try a tenth of it."
    ),
    "loss": N_(
        "The loss became {loss} at step {step}. It began in the loss function: the network's answers were still "
        "finite, but already as large as {largest}. Usually the learning rate is too high (it was {rate}); try a "
        "tenth of it."
    ),
    "gradient": N_(
        "The gradient became infinite or NaN by step {step}. It began in {layer}, the first layer on the way back. "
        "Usually the learning rate is too high (it was {rate}); try a tenth of it, or clip the gradient."
    ),
    "validation": N_(
        "The loss on the validation part became {loss} after step {step}, while that of the training was finite. "
        "Usually the learning rate is too high (it was {rate}); try a tenth of it."
    ),
}
FULL_MEMORY = ("can't allocate memory", "not enough memory", "out of memory")  # how PyTorch says it on a CPU


class Watch:
    """Looks at every loss of the training before its gradient is worked out, so that no step is taken from a bad one.

    On a GPU it does not: to read each loss would make it wait, so there the loop tells when it reads one that is not
    finite. `inputs` are the batch that is learned from now, as the loop tells it.
    """

    def __init__(self, parts: "Assembly", step: Callable[[], int]) -> None:
        self.parts, self.step = parts, step
        self.inputs: Tensor | None = None
        if parts.device.type == "cpu":
            self.loss_of = parts.loss_fn.forward
            vars(parts.loss_fn)["forward"] = self._look  # a hook would cost each step three times as much

    def _look(self, predictions: Tensor, targets: Tensor) -> Tensor:
        loss: Tensor = self.loss_of(predictions, targets)
        if torch.is_grad_enabled() and not math.isfinite(value := loss.item()):
            raise self.fault(value, self.step(), predictions)
        return loss

    def fault(self, loss: float, step: int, answers: Tensor | None = None) -> PlaygroundError:
        """Return where it began that the loss is not finite; `answers` are the network's on that batch."""
        beginning, layer = first_fault(self.parts.model, self.inputs)
        largest = float("nan") if answers is None else answers.detach().abs().max().item()
        return self._told(beginning, step, loss=str(loss), layer=layer, largest=f"{largest:.1e}")

    def validation_fault(self, loss: float, step: int) -> PlaygroundError:
        """Return what to say where only the validation part's loss is not finite."""
        return self._told("validation", step, loss=str(loss))

    def gradient_fault(self, step: int) -> PlaygroundError | None:
        """Return where a gradient that is not finite began, if it has spoiled the weights; else None.

        Mixed precision meets infinite gradients and leaves out their steps: that is no fault.
        """
        spoiled = [name for name, parameter in self.parts.model.named_parameters() if not _finite(parameter)]
        layer = _layer(self.parts.model, spoiled[-1].rpartition(".")[0]) if spoiled else ""
        return self._told("gradient", step, layer=layer) if spoiled else None

    def _told(self, beginning: str, step: int, **values: str) -> PlaygroundError:
        rate = f"{self.parts.optimizer.param_groups[0]['lr']:.3g}"
        return PlaygroundError(BEGINNINGS[beginning], step=step, rate=rate, **values)


@torch.no_grad()
def first_fault(model: nn.Module, inputs: Tensor | None) -> tuple[str, str]:
    """Return where numbers on their way through the network first are not finite: a key of `BEGINNINGS`, and the layer.

    A layer is bad if its own weights are, or if its output is. "loss" and no layer where all of the network is good.
    """
    if inputs is not None and not _finite(inputs):
        return "input", ""
    for name, parameter in model.named_parameters():
        if not _finite(parameter):
            return "weight", _layer(model, name.rpartition(".")[0])
    names = {module: name for name, module in model.named_modules() if not list(module.children())}
    found: list[str] = []

    def look(module: nn.Module, _arguments: Any, output: Any) -> None:
        if not all(map(_finite, tensors(output))):
            found.append(names[module])

    hooks = [module.register_forward_hook(look) for module in names]
    try:
        if inputs is not None:
            model(inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return ("output", _layer(model, found[0])) if found else ("loss", "")


def all_finite(model: nn.Module) -> bool:
    """Return whether every number of a network is finite: what is not is no good checkpoint."""
    return all(_finite(each) for each in model.state_dict().values())


def is_full(error: BaseException) -> bool:
    """Return whether an error says that the memory is full, on whatever device."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in FULL_MEMORY)


def tensors(output: Any) -> Iterator[Tensor]:
    """Yield the tensors of what a layer returned: recurrent ones return their states too."""
    if isinstance(output, Tensor):
        yield output
    elif isinstance(output, list | tuple):
        for each in output:
            yield from tensors(each)


def _finite(numbers: Tensor) -> bool:
    return bool(torch.isfinite(numbers).all())


def _layer(model: nn.Module, name: str) -> str:
    """Return a layer as readers know it: its name in the network and its class, ``layers.0 (Conv2d)``."""
    kind = type(model.get_submodule(name)).__name__
    return f"{name} ({kind})" if name else kind
