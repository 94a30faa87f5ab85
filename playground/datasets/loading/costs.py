"""What `__getitem__` does for a sample: next to nothing, computing, or waiting."""

import io
import time
from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor
from torchvision.transforms import v2

from playground.datasets.digits import Digits
from playground.parameters import Row, table
from playground.translations import N_


class Pictures(Digits):
    """The digits as PNG files in memory: each sample is decoded, enlarged to (1, 32, 32) and turned a little."""

    def __init__(self) -> None:
        super().__init__()
        self.files = []
        for image in self.images:
            file = io.BytesIO()
            Image.fromarray((image[0] * 255).byte().numpy()).save(file, "png")
            self.files.append(file.getvalue())
        self.transform = v2.Compose(
            [v2.Resize(32), v2.RandomRotation(15), v2.ToImage(), v2.ToDtype(torch.float32, scale=True)]
        )

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        picture = Image.open(io.BytesIO(self.files[index]))
        return self.transform(picture), self.targets[index]


class Waiting(Digits):
    """The digits from something slow: for each sample a millisecond is waited, as for a disk or a network."""

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        time.sleep(0.001)
        return super().__getitem__(index)


@dataclass(frozen=True)
class Cost(Row):
    """What a sample costs. `make()` returns the data set; `sources` are the classes that it takes, in order."""

    sources: tuple[type, ...] = ()


COSTS = table(
    Cost(
        "memory",
        Digits,
        N_("The samples are tensors in memory: `__getitem__` only picks one out."),
        docs="data.html#single-and-multi-process-data-loading",
        sources=(Digits,),
    ),
    Cost(
        "decode",
        Pictures,
        N_("Each sample is a PNG picture that is decoded, enlarged and turned: work for the processor."),
        docs="data.html#single-and-multi-process-data-loading",
        sources=(Digits, Pictures),
    ),
    Cost(
        "wait",
        Waiting,
        N_("Each sample is waited for, as for a slow disk or a network: the processor has nothing to do meanwhile."),
        docs="data.html#single-and-multi-process-data-loading",
        sources=(Digits, Waiting),
    ),
)
