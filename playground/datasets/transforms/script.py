"""The code of a chain: with the data set that the picture is from, it runs alone."""

import inspect
from collections.abc import Sequence

from playground.datasets.transforms.chain import Step
from playground.datasets.transforms.pictures import PICTURES, Source
from playground.datasets.transforms.targets import TARGETS

HEAD = """\
from collections.abc import Callable
from typing import Any

import sklearn.datasets
import torch
from PIL import Image
{one_hot}from torch.utils.data import Dataset
from torchvision.transforms import v2


{source}

"""
OWN = """\
import torch
{one_hot}from torchvision.datasets import ImageFolder
from torchvision.transforms import v2

"""
CHAIN = """\
transform = v2.Compose(
    [
{steps}
    ]
)
data = {name}({folder}transform=transform, target_transform={target})

torch.manual_seed({seed})
picture, target = data[{index}]
"""
AGAIN = """\
draws = [picture] + [data[{index}][0] for _ in range({more})]  # each time drawn anew
"""


def script(steps: Sequence[Step], source: Source, index: int, seed: int, target: str, classes: int, draws: int) -> str:
    """Return Python code that makes the page's last picture, its target, and its draws.

    A visitor's own pictures are looked for in the folder ``pictures``.
    """
    make, own = PICTURES[source.name].make, source.root
    lines = [f"        {'' if each.on else '# '}{each.call()}," for each in steps]
    if not any(each.on for each in steps):
        lines.append("        v2.Identity(),")
    written = TARGETS[target].code.format(classes=classes)
    one_hot = "from torch.nn.functional import one_hot\n" if "one_hot" in written else ""
    head = OWN.format(one_hot=one_hot) if own else HEAD.format(one_hot=one_hot, source=inspect.getsource(make))
    chain = CHAIN.format(
        steps="\n".join(lines),
        name=make.__name__,
        folder='"pictures", ' if own else "",
        target=written,
        seed=seed,
        index=index,
    )
    return head + chain + (AGAIN.format(index=index, more=draws - 1) if draws > 1 else "")
