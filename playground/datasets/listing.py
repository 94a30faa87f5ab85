"""The program to take home: the class of a data set, one sample, the split."""

from collections.abc import Mapping
from typing import Any

from playground.datasets.opened import Opened
from playground.datasets.parts import SPLITS
from playground.sources import imports, source_of

MAIN = """\
data = {call}
print(len(data))
inputs, target = data[{index}]
print(inputs.shape, inputs.dtype, target)

train, validation, test = {split}(data.targets, {arguments})
print(len(train), len(validation), len(test))
"""


def listing(opened: Opened, index: int, arguments: Mapping[str, Any]) -> str:
    """Return Python that runs alone: it makes the data set, prints the sample `index` and the sizes of the parts."""
    split = SPLITS[opened.kind]
    written = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    main = MAIN.format(call=opened.call, index=index, split=split.__name__, arguments=written)
    return "\n\n".join([imports(opened.make, split) + "\n", source_of(opened.make), source_of(split), main])
