"""What a hook on a tensor can make of the gradient that comes by."""

from collections.abc import Callable

from torch import Tensor

# As code of `gradient`, and the same as a function
HOOKS: dict[str, Callable[[Tensor], Tensor]] = {
    "gradient * 0.5": lambda gradient: gradient * 0.5,
    "gradient * 2": lambda gradient: gradient * 2,
    "-gradient": lambda gradient: -gradient,
    "gradient * 0": lambda gradient: gradient * 0,
    "gradient.clamp(-1, 1)": lambda gradient: gradient.clamp(-1, 1),
}
