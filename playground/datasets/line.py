"""Points beside a straight line: from x, foretell y."""

import torch
from torch import Tensor
from torch.utils.data import Dataset

from playground.datasets.points import SEED
from playground.datasets.rows import DatasetRow
from playground.parameters import Parameter
from playground.translations import N_


class Line(Dataset[tuple[Tensor, Tensor]]):
    """Points beside the line y = slope · x + intercept: x (1,), evenly spaced from -1 to 2, and y (1,)."""

    def __init__(
        self, slope: float = 2.0, intercept: float = 1.0, points: int = 15, noise: float = 0.05, seed: int = 0
    ) -> None:
        self.slope, self.intercept = slope, intercept
        generator = torch.Generator().manual_seed(seed)
        self.inputs = torch.linspace(-1, 2, points).unsqueeze(1)
        strays = noise * torch.randn(points, 1, generator=generator)
        self.targets = slope * self.inputs + intercept + strays

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.inputs[index], self.targets[index]


LINE = DatasetRow(
    "line",
    Line,
    N_("Points beside a straight line: from x, predict y. Two numbers are to be found, the slope and the intercept."),
    (
        Parameter("slope", 2.0, N_("How much y grows when x grows by 1."), -10, 10),
        Parameter("intercept", 1.0, N_("The y where x is 0."), -10, 10),
        Parameter("points", 15, N_("Number of points."), 10, 1000),
        Parameter("noise", 0.05, N_("How far each y strays from the line: the standard deviation of the noise."), 0, 5),
        SEED,
    ),
    kind="line",
    shape=(1,),
    source="PyTorch Playground",
    licence="Apache-2.0",
)
