"""What a checkpoint keeps of the live objects of a run: a continued run gives the numbers of an unbroken one."""

from typing import Any

import torch

from playground.training.assembly import Assembly
from playground.training.early_stop import EarlyStop
from playground.training.stepping import restore_gradients, unfinished_gradients


def state_of(parts: Assembly, early: EarlyStop, batch: int) -> dict[str, Any]:
    """Return the state of everything that learns or draws, before the batch that is number `batch` of its epoch."""
    return {
        "model": parts.model.state_dict(),
        "optimizer": parts.optimizer.state_dict(),
        "scheduler": parts.scheduler.state_dict() if parts.scheduler else None,
        "scaler": parts.scaler.state_dict(),
        "gradients": unfinished_gradients(parts, batch),
        "early": early.state(),
        "rng": _random_numbers(),
    }


def restore(parts: Assembly, early: EarlyStop, state: dict[str, Any]) -> None:
    """Take up what `state_of` returned; all but the random numbers, which building the parts goes on to move."""
    parts.model.load_state_dict(state["model"])
    parts.optimizer.load_state_dict(state["optimizer"])
    if parts.scheduler:
        parts.scheduler.load_state_dict(state["scheduler"])
    if "early" in state:  # a checkpoint that is older than the techniques has none of this
        parts.scaler.load_state_dict(state["scaler"])
        restore_gradients(parts, state["gradients"])
        early.load(state["early"])


def _random_numbers() -> dict[str, Any]:
    return {"cpu": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else []}


def set_random_numbers(state: dict[str, Any]) -> None:
    """Take up the state of the random numbers that `state_of` returned as ``rng``."""
    torch.set_rng_state(state["cpu"])
    if state["cuda"]:
        torch.cuda.set_rng_state_all(state["cuda"])
