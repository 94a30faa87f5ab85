"""A run's checkpoint in the usual form, and its weights alone as safetensors."""

import io
import zipfile
from typing import Any

import torch

from playground.runs import Run, Store
from playground.runs.checkpoints import last_of
from playground.runs.reading import BROKEN, GONE, load
from playground.translations import N_, Message, PlaygroundError, _

NONE_YET = N_("There is no checkpoint of this run yet: the first is written after an epoch.")
CUT = N_("its end is missing")


def missing(run: Run, store: Store) -> Message | None:
    """Return why a run has no checkpoint to give; a look at the file's end, which a cut one has not."""
    path = last_of(store.settings, run)
    if not path.exists():
        return Message(NONE_YET if run.checkpoint_step is None else GONE)
    return None if zipfile.is_zipfile(path) else Message(BROKEN, {"words": _(CUT)})


def as_pt(run: Run, store: Store) -> bytes:
    """Return the checkpoint as ``torch.load(…, weights_only=True)`` reads it.

    Its dictionary has the usual keys, ``epoch`` (those that are over), ``model_state_dict``, ``optimizer_state_dict``
    and ``scheduler_state_dict`` among them, and ``config``. Raises `PlaygroundError`.
    """
    state = _state(run, store)
    usual = {
        "epoch": state["epoch"] - 1,
        "step": state["step"],
        "model_state_dict": state["model"],
        "optimizer_state_dict": state["optimizer"],
        "scheduler_state_dict": state["scheduler"],
        "scaler_state_dict": state.get("scaler"),
        "config": run.config,
    }
    buffer = io.BytesIO()
    torch.save({name: value for name, value in usual.items() if value}, buffer)
    return buffer.getvalue()


def as_safetensors(run: Run, store: Store) -> bytes:
    """Return the weights alone, in a format that can hold nothing else. Raises `PlaygroundError`."""
    from safetensors.torch import save

    weights = {name: tensor.contiguous() for name, tensor in _state(run, store)["model"].items()}
    return bytes(save(weights, {"format": "pt"}))


def _state(run: Run, store: Store) -> dict[str, Any]:
    if reason := missing(run, store):
        raise PlaygroundError(reason.template, **reason.values)
    return load(last_of(store.settings, run), "optimizer", "scheduler", "epoch")
