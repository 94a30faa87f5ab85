"""Points in the plane in shapes that are easy, or hard, to separate."""

import sklearn.datasets
import torch
from torch import Tensor
from torch.utils.data import Dataset

from playground.datasets.rows import DatasetRow
from playground.parameters import Parameter
from playground.translations import N_


class Circles(Dataset[tuple[Tensor, Tensor]]):
    """Points (2,) on two circles, one inside the other; the class is 0 outside and 1 inside."""

    def __init__(self, n_samples: int = 400, noise: float = 0.08, factor: float = 0.5, seed: int = 0) -> None:
        points, classes = sklearn.datasets.make_circles(n_samples, noise=noise, factor=factor, random_state=seed)
        self.points = torch.tensor(points, dtype=torch.float32)
        self.targets = torch.tensor(classes, dtype=torch.int64)

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.points[index], self.targets[index]


class Moons(Dataset[tuple[Tensor, Tensor]]):
    """Points (2,) on two half circles that reach into each other; the class is 0 or 1."""

    def __init__(self, n_samples: int = 400, noise: float = 0.1, seed: int = 0) -> None:
        points, classes = sklearn.datasets.make_moons(n_samples, noise=noise, random_state=seed)
        self.points = torch.tensor(points, dtype=torch.float32)
        self.targets = torch.tensor(classes, dtype=torch.int64)

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.points[index], self.targets[index]


class Spirals(Dataset[tuple[Tensor, Tensor]]):
    """Points (2,) on two spirals wound into each other; the class is 0 or 1."""

    def __init__(self, n_samples: int = 400, turns: float = 1.5, noise: float = 0.03, seed: int = 0) -> None:
        generator = torch.Generator().manual_seed(seed)
        self.targets = torch.arange(n_samples) % 2
        radius = torch.rand(n_samples, generator=generator).sqrt()  # the square root fills the outer turns as well
        angle = 2 * torch.pi * turns * radius + torch.pi * self.targets
        points = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
        self.points = points + noise * torch.randn(n_samples, 2, generator=generator)

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.points[index], self.targets[index]


class XOR(Dataset[tuple[Tensor, Tensor]]):
    """Points (2,) in a square; the class is 1 where exactly one of x and y is above 0."""

    def __init__(self, n_samples: int = 400, noise: float = 0.05, seed: int = 0) -> None:
        generator = torch.Generator().manual_seed(seed)
        points = 2 * torch.rand(n_samples, 2, generator=generator) - 1
        self.targets = ((points[:, 0] > 0) ^ (points[:, 1] > 0)).long()
        self.points = points + noise * torch.randn(n_samples, 2, generator=generator)

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.points[index], self.targets[index]


class Blobs(Dataset[tuple[Tensor, Tensor]]):
    """Points (2,) scattered around `n_classes` centres; the class is the number of the cluster."""

    def __init__(self, n_samples: int = 400, n_classes: int = 3, cluster_std: float = 1.0, seed: int = 0) -> None:
        points, classes = sklearn.datasets.make_blobs(
            n_samples, centers=n_classes, cluster_std=cluster_std, random_state=seed
        )
        self.points = torch.tensor(points, dtype=torch.float32)
        self.targets = torch.tensor(classes, dtype=torch.int64)
        self.classes = [str(number) for number in range(n_classes)]

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.points[index], self.targets[index]


N_SAMPLES = Parameter("n_samples", 400, N_("Number of samples."), 100, 5000)
SEED = Parameter("seed", 0, N_("Start of the random numbers: the same seed gives the same samples."), 0, 2**31 - 1)


def _noise(default: float) -> Parameter:
    return Parameter("noise", default, N_("How far each point strays: the standard deviation of the noise."), 0, 1)


_SCIKIT_LEARN = "https://scikit-learn.org/stable/modules/generated/sklearn.datasets.{}.html"

CIRCLES = DatasetRow(
    "circles",
    Circles,
    N_("Two circles, one inside the other: no straight line separates them."),
    (
        N_SAMPLES,
        _noise(0.08),
        Parameter("factor", 0.5, N_("Radius of the inner circle; the outer one has 1."), 0.1, 0.9),
        SEED,
    ),
    kind="points",
    shape=(2,),
    classes=("0", "1"),
    source="scikit-learn, make_circles",
    address=_SCIKIT_LEARN.format("make_circles"),
    licence="BSD-3-Clause",
)
MOONS = DatasetRow(
    "moons",
    Moons,
    N_("Two half moons that reach into each other."),
    (N_SAMPLES, _noise(0.1), SEED),
    kind="points",
    shape=(2,),
    classes=("0", "1"),
    source="scikit-learn, make_moons",
    address=_SCIKIT_LEARN.format("make_moons"),
    licence="BSD-3-Clause",
)
SPIRALS = DatasetRow(
    "spirals",
    Spirals,
    N_("Two spirals wound into each other: hard for a small network."),
    (
        N_SAMPLES,
        Parameter("turns", 1.5, N_("How often each spiral goes round."), 0.25, 4),
        _noise(0.03),
        SEED,
    ),
    kind="points",
    shape=(2,),
    classes=("0", "1"),
    source="PyTorch Playground",
    licence="Apache-2.0",
)
EXCLUSIVE_OR = DatasetRow(
    "xor",
    XOR,
    N_("Exclusive or: opposite corners of a square belong together. One layer alone cannot learn it."),
    (N_SAMPLES, _noise(0.05), SEED),
    kind="points",
    shape=(2,),
    classes=("0", "1"),
    source="PyTorch Playground",
    licence="Apache-2.0",
)
BLOBS = DatasetRow(
    "blobs",
    Blobs,
    N_("Clusters of points around as many centres as there are classes."),
    (
        N_SAMPLES,
        Parameter("n_classes", 3, N_("Number of clusters, and so of classes."), 2, 10),
        Parameter("cluster_std", 1.0, N_("How wide a cluster is: the standard deviation around its centre."), 0.1, 5),
        SEED,
    ),
    kind="points",
    shape=(2,),
    source="scikit-learn, make_blobs",
    address=_SCIKIT_LEARN.format("make_blobs"),
    licence="BSD-3-Clause",
)
