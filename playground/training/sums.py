"""The mean loss of many steps."""

from dataclasses import dataclass
from typing import Any


@dataclass
class Sum:
    """A sum of losses: numbers, or tensors, which stay on their device until the sum is asked for."""

    loss: Any = 0.0
    steps: int = 0
    samples: int = 0

    def add(self, loss: Any, samples: int, steps: int = 1) -> None:
        self.loss = self.loss + loss
        self.steps += steps
        self.samples += samples

    def mean(self) -> float:
        return float(self.loss) / self.steps

    def state(self) -> dict[str, Any]:
        # as it is, tensor or number, so that a continued run adds up exactly alike
        return {"loss": self.loss, "steps": self.steps, "samples": self.samples}
