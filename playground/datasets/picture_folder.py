"""Pictures from a folder, one folder inside for each class."""

from pathlib import Path

import torch
from PIL import Image, ImageOps
from torch import Tensor
from torch.utils.data import Dataset
from torchvision.transforms.functional import pil_to_tensor

from playground.parameters import Parameter
from playground.translations import N_


class PictureFolder(Dataset[tuple[Tensor, Tensor]]):
    """Pictures in ``root/<class>/…``: (C, side, side) with values from 0 to 1, and the numbers of their classes.

    Each is cut to a square around its middle and made smaller or larger. A picture is read when it is asked for, so a
    large folder needs little memory. C is 3, or 1 with `grey`.
    """

    def __init__(self, root: str | Path, side: int = 32, grey: bool = False) -> None:
        suffixes = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif")
        self.files = sorted(path for path in Path(root).glob("*/*") if path.suffix.lower() in suffixes)
        self.classes = tuple(sorted({path.parent.name for path in self.files}))
        self.targets = torch.tensor([self.classes.index(path.parent.name) for path in self.files], dtype=torch.int64)
        self.side, self.mode = side, "L" if grey else "RGB"

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        with Image.open(self.files[index]) as picture:
            upright = ImageOps.exif_transpose(picture).convert(self.mode)
        square = ImageOps.fit(upright, (self.side, self.side))
        return pil_to_tensor(square).float() / 255, self.targets[index]


SIDE = Parameter("side", 32, N_("Pixels of each side, after cutting to a square."), choices=(8, 16, 28, 32, 64, 128))
GREY = Parameter("grey", False, N_("One channel instead of three."))
