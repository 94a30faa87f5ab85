"""What a hook on a tensor can do to the gradient that comes by."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from playground.translations import N_


@dataclass(frozen=True)
class HookRow:
    """A hook: its name in the link, what it does in words, the function, and the same as code of `gradient`."""

    name: str
    label: str
    make: Callable[[Tensor], Tensor]
    code: str


HOOKS = {
    row.name: row
    for row in (
        HookRow("half", N_("half of it"), lambda gradient: gradient * 0.5, "gradient * 0.5"),
        HookRow("double", N_("twice of it"), lambda gradient: gradient * 2, "gradient * 2"),
        HookRow("flip", N_("the opposite sign"), lambda gradient: -gradient, "-gradient"),
        HookRow("zero", N_("nothing: 0"), lambda gradient: gradient * 0, "gradient * 0"),
        HookRow("clamp", N_("clamped to −1 … 1"), lambda gradient: gradient.clamp(-1, 1), "gradient.clamp(-1, 1)"),
    )
}
