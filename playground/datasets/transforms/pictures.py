"""The pictures that go through the chain: real ones, which come with scikit-learn, or a visitor's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sklearn.datasets
from PIL import Image
from torch.utils.data import Dataset
from torchvision.datasets import ImageFolder

from playground.parameters import Row, table
from playground.translations import N_, PlaygroundError

GONE = N_("This picture is not there any more: it was deleted, or its time is over. Choose other pictures.")


class Photos(Dataset[tuple[Any, Any]]):
    """Two photos, 240 pixels wide, as PIL images: 0 is a temple in China, 1 a flower."""

    def __init__(
        self, transform: Callable[[Any], Any] | None = None, target_transform: Callable[[int], Any] | None = None
    ) -> None:
        self.transform, self.target_transform = transform, target_transform
        self.images = []
        for name in ("china.jpg", "flower.jpg"):
            image = Image.fromarray(sklearn.datasets.load_sample_image(name))
            image.thumbnail((240, 240))
            self.images.append(image)

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        picture, target = self.images[index], index
        if self.transform:
            picture = self.transform(picture)
        return picture, self.target_transform(target) if self.target_transform else target


class Digits(Dataset[tuple[Any, Any]]):
    """1,797 handwritten digits, 8×8 pixels in grey, as PIL images, and which digit each is."""

    def __init__(
        self, transform: Callable[[Any], Any] | None = None, target_transform: Callable[[int], Any] | None = None
    ) -> None:
        self.transform, self.target_transform = transform, target_transform
        self.data = sklearn.datasets.load_digits()

    def __len__(self) -> int:
        return len(self.data.images)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        grey = (self.data.images[index] * 15.9375).astype("uint8")  # 0 to 16 become 0 to 255
        picture, target = Image.fromarray(grey), int(self.data.target[index])
        if self.transform:
            picture = self.transform(picture)
        return picture, self.target_transform(target) if self.target_transform else target


PICTURES = table(
    Row("photos", Photos, N_("Two photos in colour: a temple and a flower.")),
    Row("digits", Digits, N_("1,797 handwritten digits, 8×8 pixels in grey.")),
    Row("folder", ImageFolder, N_("Your own pictures.")),
)
CLASSES: Mapping[str, tuple[str, ...]] = {"photos": (N_("temple"), N_("flower")), "digits": tuple("0123456789")}


@dataclass(frozen=True)
class Source:
    """Where pictures are from.

    Attributes:
        name: The row of `PICTURES`.
        root: For "folder", the folder with one folder for each class.
        stamp: Another one when the pictures in the folder have changed.
    """

    name: str
    root: str = ""
    stamp: int = 0


@lru_cache(32)
def pictures(source: Source) -> Dataset[tuple[Any, Any]]:
    """Return the data set without transforms: PIL images and class numbers; shared, never changed."""
    try:
        made: Dataset[tuple[Any, Any]] = PICTURES[source.name].make(*filter(None, [source.root]))
    except OSError:
        raise PlaygroundError(GONE) from None
    return made


def sample(source: Source, index: int) -> tuple[Image.Image, int]:
    """Return a picture and its class number; raise `PlaygroundError` if it has been deleted meanwhile."""
    try:
        picture, label = pictures(source)[index]
    except OSError:
        raise PlaygroundError(GONE) from None
    return picture, label


def class_name(source: Source, label: int) -> str:
    """Return the English name of a class, or the visitor's own."""
    data: Any = pictures(source)
    return (CLASSES.get(source.name) or data.classes)[label]
