"""Traps on the way to a gradient: each is a program that falls in, and the program that does not.

Both are run by the engine of `playground.program`; what a learner's prediction is compared with is what PyTorch really
printed, or the error that it really raised.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.autograd.traps import again, asking, cutting, in_place, leaving, numbers
from playground.autograd.traps.rows import Choice, Ending, Telling, TrapRow, telling
from playground.translations import N_

__all__ = ["THEMES", "TRAPS", "Choice", "Ending", "Telling", "Theme", "TrapRow", "telling"]


@dataclass(frozen=True)
class Theme:
    """Traps of one kind."""

    slug: str
    title: str
    traps: tuple[TrapRow, ...]


THEMES: tuple[Theme, ...] = (
    Theme("again", N_("backward, and again"), again.ROWS),
    Theme("in_place", N_("Changed in place"), in_place.ROWS),
    Theme("cutting", N_("Cut off"), cutting.ROWS),
    Theme("leaving", N_("Out to Python"), leaving.ROWS),
    Theme("asking", N_("What has a gradient"), asking.ROWS),
    Theme("numbers", N_("Too small, too large, NaN"), numbers.ROWS),
)
TRAPS: Mapping[str, TrapRow] = {trap.slug: trap for theme in THEMES for trap in theme.traps}
