"""The one table of data sets. A new one is a new row."""

from playground.datasets.digits import DIGITS, MOVED_DIGITS
from playground.datasets.line import LINE
from playground.datasets.own import OWN
from playground.datasets.points import BLOBS, CIRCLES, EXCLUSIVE_OR, MOONS, SPIRALS
from playground.datasets.series import SUNSPOTS, WAVES
from playground.datasets.text import CHARACTERS
from playground.datasets.torchvision_sets import CIFAR_10, FASHION_MNIST, MNIST_ROW
from playground.parameters import table

DATASETS = table(
    DIGITS,
    MOVED_DIGITS,
    LINE,
    CIRCLES,
    MOONS,
    SPIRALS,
    EXCLUSIVE_OR,
    BLOBS,
    WAVES,
    SUNSPOTS,
    CHARACTERS,
    MNIST_ROW,
    FASHION_MNIST,
    CIFAR_10,
)
ALL_DATASETS = {**DATASETS, **OWN}  # with what a visitor brings
