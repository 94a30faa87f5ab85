"""What a run left is read again: its settings, and the state in a checkpoint. What cannot be read is said in words."""

import pickle
from pathlib import Path
from typing import Any

import torch
from pydantic import ValidationError

from playground.runs.records import Run
from playground.training import TrainConfig, problems
from playground.translations import N_, PlaygroundError

UNREADABLE = (OSError, RuntimeError, EOFError, ValueError, TypeError, KeyError, pickle.UnpicklingError)
GONE = N_(
    "The checkpoint of this run is not there any more. Choose another run, go on from an earlier checkpoint of it on "
    "the page “My runs”, or train it once more."
)
BROKEN = N_(
    "The checkpoint of this run is broken or cut off ({words}). Choose another run, go on from an earlier checkpoint "
    "of it on the page “My runs”, or train it once more."
)
ALWAYS = ("model", "step")  # in the state of a checkpoint


def config_of(run: Run) -> TrainConfig:
    """Return the settings of a run; raises `PlaygroundError` where this playground cannot read them."""
    try:
        return TrainConfig.model_validate(run.config)
    except ValidationError as error:
        raise PlaygroundError(
            N_("This run was made by a playground of another version, or is damaged: {words}"),
            words=" ".join(problem.text() for problem in problems(error)),
        ) from None


def load(path: Path, *needed: str, device: str | None = "cpu") -> dict[str, Any]:
    """Return the state in a checkpoint, in which `needed` must be; nothing but plain values and tensors is read.

    `device` is where its tensors go, None for where they were. Raises `PlaygroundError` where it is gone or broken.
    """
    try:
        state = torch.load(path, map_location=device, weights_only=True)
        missing = [name for name in (*ALWAYS, *needed) if name not in state]
    except FileNotFoundError:
        raise PlaygroundError(GONE) from None
    except UNREADABLE as error:
        raise PlaygroundError(BROKEN, words=first_line(error)) from None
    if missing or not isinstance(state, dict):
        raise PlaygroundError(BROKEN, words=", ".join(missing))
    return state


def first_line(error: Exception) -> str:
    """Return what an error says, shortly."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:150]
