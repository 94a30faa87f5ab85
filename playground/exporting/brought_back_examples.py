"""Files to bring back that are made on the spot from a network: what fits, what does not, and what is none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, optim

from playground.asking.loading import Asked
from playground.exporting.pickled import harmful
from playground.exporting.saved import written
from playground.translations import N_

State = dict[str, Tensor]


@dataclass(frozen=True)
class Example:
    """A file: what it is called, what is in it, and how it is made."""

    title: str
    summary: str
    make: Callable[[Asked], bytes]


def _state(asked: Asked) -> State:
    return {name: tensor.clone() for name, tensor in asked.model.state_dict().items()}


def _checkpoint(asked: Asked) -> bytes:
    optimizer = optim.Adam([tensor for tensor in _state(asked).values() if tensor.is_floating_point()])
    usual = {"epoch": 5, "model_state_dict": _state(asked), "optimizer_state_dict": optimizer.state_dict()}
    return written(usual)


def _prefixed(asked: Asked) -> bytes:
    return written({f"module.{name}": tensor for name, tensor in _state(asked).items()})


def _renamed(asked: Asked) -> bytes:
    """The last entry has another name."""
    state = _state(asked)
    name, tensor = state.popitem()
    return written(state | {name.rpartition(".")[0] + ".offset": tensor})


def _other_head(asked: Asked) -> bytes:
    """The last two entries belong to a layer with one output more."""
    state = _state(asked)
    for name in [*state][-2:]:
        state[name] = torch.cat([state[name], state[name][:1]])
    return written(state)


def _shuffled(asked: Asked) -> bytes:
    """Every tensor keeps its values, in another order."""
    generator = torch.Generator().manual_seed(0)
    return written(
        {
            name: tensor.flatten()[torch.randperm(tensor.numel(), generator=generator)].reshape(tensor.shape)
            for name, tensor in _state(asked).items()
        }
    )


def _half(asked: Asked) -> bytes:
    return written(
        {name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in _state(asked).items()}
    )


def _safetensors(asked: Asked) -> bytes:
    from safetensors.torch import save

    return bytes(save({name: tensor.contiguous() for name, tensor in _state(asked).items()}))


def _module(asked: Asked) -> bytes:
    with asked.lock:  # no hooks are on the network then
        return written(asked.model)


EXAMPLES: Mapping[str, Example] = {
    "own": Example(
        N_("its own weights"),
        N_("The network's own state_dict: nothing changes."),
        lambda asked: written(_state(asked)),
    ),
    "shuffled": Example(
        N_("shuffled values"),
        N_("Every tensor has the values it had, in another order: names and shapes fit, the knowledge is gone."),
        _shuffled,
    ),
    "checkpoint": Example(
        N_("a whole checkpoint"), N_("The weights lie under a key, beside the optimizer's state."), _checkpoint
    ),
    "half": Example(N_("float16"), N_("Half the bytes; each number is rounded to about three digits."), _half),
    "safetensors": Example(N_("safetensors"), N_("A format that can hold nothing but tensors."), _safetensors),
    "renamed": Example(
        N_("a renamed entry"), N_("One name is another: something is missing, and something is too much."), _renamed
    ),
    "prefix": Example(
        N_("names with module."), N_("As DataParallel saves them: all names begin with `module.`."), _prefixed
    ),
    "head": Example(
        N_("one output more"), N_("The last layer belongs to a network with one output more."), _other_head
    ),
    "module": Example(
        N_("the whole module"),
        N_("torch.save(model): refused, for it would import and call what the file says."),
        _module,
    ),
    "cut": Example(
        N_("cut off"),
        N_("The last part of the file is missing, as after a broken download."),
        lambda asked: written(_state(asked))[:-2000],
    ),
    "harmful": Example(N_("a harmful file"), N_("Its pickle names os.system."), lambda _asked: harmful()),
    "text": Example(
        N_("a text"), N_("A text whose name ends in .pt."), lambda _asked: b"These are the best weights ever.\n" * 40
    ),
}
