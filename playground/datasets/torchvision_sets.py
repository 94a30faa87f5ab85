"""Pictures that torchvision fetches from the internet: on request, see `downloads`.

torchvision takes two seconds to load, so it is loaded only where one of them is opened.
"""

import torch
from torch import Tensor
from torch.utils.data import Dataset

from playground.datasets.rows import DatasetRow
from playground.parameters import Parameter
from playground.translations import N_


class MNIST(Dataset[tuple[Tensor, Tensor]]):
    """Handwritten digits: pictures (1, 28, 28) with values from 0 to 1, and class numbers from 0 to 9."""

    def __init__(self, root: str = "data", train: bool = True, download: bool = False) -> None:
        from torchvision import datasets

        source = datasets.MNIST(root, train, download=download)
        self.images = source.data.unsqueeze(1)  # kept as bytes: a quarter of the memory of float32
        self.targets = source.targets

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.images[index].float() / 255, self.targets[index]


class FashionMNIST(Dataset[tuple[Tensor, Tensor]]):
    """Clothes and shoes: pictures (1, 28, 28) with values from 0 to 1, and class numbers from 0 to 9."""

    def __init__(self, root: str = "data", train: bool = True, download: bool = False) -> None:
        from torchvision import datasets

        source = datasets.FashionMNIST(root, train, download=download)
        self.images = source.data.unsqueeze(1)  # kept as bytes: a quarter of the memory of float32
        self.targets = source.targets

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.images[index].float() / 255, self.targets[index]


class CIFAR10(Dataset[tuple[Tensor, Tensor]]):
    """Small photographs: pictures (3, 32, 32) with values from 0 to 1, and class numbers from 0 to 9."""

    def __init__(self, root: str = "data", train: bool = True, download: bool = False) -> None:
        from torchvision import datasets

        source = datasets.CIFAR10(root, train, download=download)
        self.images = torch.from_numpy(source.data).permute(0, 3, 1, 2)  # bytes, the channels moved to the front
        self.targets = torch.tensor(source.targets)

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.images[index].float() / 255, self.targets[index]


TRAIN = Parameter("train", True, N_("The part that is meant for training; off: the part for the final examination."))

MNIST_ROW = DatasetRow(
    "MNIST",
    MNIST,
    N_("Handwritten digits, 28×28 pixels in grey: 60,000 for training, 10,000 to examine."),
    (TRAIN,),
    shape=(1, 28, 28),
    classes=tuple("0123456789"),
    source="Y. LeCun, C. Cortes, C. J. C. Burges",
    address="http://yann.lecun.com/exdb/mnist/",
    licence="CC BY-SA 3.0",
    download=11_594_722,
)
FASHION_MNIST = DatasetRow(
    "FashionMNIST",
    FashionMNIST,
    N_("Clothes and shoes, 28×28 pixels in grey: 60,000 for training, 10,000 to examine."),
    (TRAIN,),
    shape=(1, 28, 28),
    classes=("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
    source="Zalando Research",
    address="https://github.com/zalandoresearch/fashion-mnist",
    licence="MIT",
    download=30_878_645,
)
CIFAR_10 = DatasetRow(
    "CIFAR10",
    CIFAR10,
    N_("Photographs of animals and vehicles, 32×32 pixels in colour: 50,000 for training, 10,000 to examine."),
    (TRAIN,),
    shape=(3, 32, 32),
    classes=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    source="A. Krizhevsky, V. Nair, G. Hinton, University of Toronto",
    address="https://www.cs.toronto.edu/~kriz/cifar.html",
    licence=N_("none stated; the authors ask to cite their report of 2009"),
    download=170_498_071,
)
