"""torch.compile for the steps of a run. Views and validation go on with the network as it is."""

import copy

import torch
from torch import nn

from playground.training.assembly import Assembly
from playground.translations import N_, Message

SHOWN = 300  # characters of what the compiler says


def compile_steps(parts: Assembly) -> Message | None:
    """Let the steps run a compiled network; where that does not work, leave it as it is and return why.

    PyTorch compiles when it first meets a batch, so one of the validation part goes forward and back here; neither
    random numbers nor the network are changed by it.
    """
    if not parts.technique.compile:
        return None
    before = copy.deepcopy(parts.model.state_dict())
    try:
        with torch.random.fork_rng():
            inputs = next(iter(parts.validation))[0][: parts.train.batch_size].to(parts.device)
            compiled: nn.Module = torch.compile(parts.model)  # type: ignore[assignment]
            compiled(inputs).sum().backward()
    except Exception as error:  # noqa: BLE001 - a compiler can be missing in many ways: none may end the run
        return Message(
            N_("torch.compile does not work here, so the run goes on without it: {words}"),
            {"words": f"{type(error).__name__}: {error}"[:SHOWN]},
        )
    finally:
        parts.model.load_state_dict(before)
        parts.model.zero_grad()
    parts.stepped_model = compiled
    return None
