"""Stopping early: the weights with the lowest validation loss so far, and when it has been waited long enough."""

import copy
import math
from typing import Any

from torch import nn

from playground.translations import N_, Message


class EarlyStop:
    """Keeps the best weights of a run; with a patience of 0 it keeps nothing and never ends a run."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.loss = math.inf
        self.epoch = 0  # after which the loss was lowest
        self.weights: dict[str, Any] = {}

    def look(self, epoch: int, validation_loss: float, model: nn.Module) -> None:
        """Hear how an epoch ended."""
        if self.patience and validation_loss < self.loss:
            self.loss, self.epoch, self.weights = validation_loss, epoch, copy.deepcopy(model.state_dict())

    def is_over(self, epoch: int) -> bool:
        """Return whether the run ends after `epoch`."""
        return self.patience > 0 and epoch - self.epoch >= self.patience

    def restore(self, model: nn.Module, epoch: int) -> Message | None:
        """Put the best weights back after the last `epoch`; return what to tell about it."""
        if not self.weights:
            return None
        model.load_state_dict(self.weights)
        values = {"epoch": epoch, "patience": self.patience, "best": self.epoch, "loss": f"{self.loss:.4f}"}
        if self.is_over(epoch):
            return Message(
                N_(
                    "Stopped early after epoch {epoch}: in {patience} epochs the validation loss was never below the "
                    "{loss} of epoch {best}. The weights of epoch {best} are restored."
                ),
                values,
            )
        return Message(
            N_("The weights of epoch {best} are restored: there the validation loss was lowest, {loss}."), values
        )

    def state(self) -> dict[str, Any]:
        """Return what a continued run needs: numbers and tensors."""
        return {"loss": self.loss, "epoch": self.epoch, "weights": self.weights}

    def load(self, state: dict[str, Any]) -> None:
        """Take up a `state`."""
        self.loss, self.epoch, self.weights = state["loss"], state["epoch"], state["weights"]
