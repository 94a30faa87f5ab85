"""Numbers as arithmetic is written with them: ``4``, ``(−2)``, ``4×2 + 5×5 + … + 6×8``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

TERMS = 8  # more are cut in the middle


def number(value: float | complex) -> str:
    """Return a number as it is written in arithmetic: four significant digits, a real minus sign."""
    if isinstance(value, complex):
        imaginary = number(value.imag)
        return f"{number(value.real)}{imaginary if imaginary.startswith('−') else f'+{imaginary}'}j"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e6
        return f"{value:{'.0f' if whole else '.4g'}}".replace("-", "−")
    return str(value).replace("-", "−")


def signed(value: float | complex) -> str:
    """Return a number as a part of a formula: in brackets if it has a sign of its own."""
    text = number(value)
    return f"({text})" if text.startswith("−") or isinstance(value, complex) else text


@dataclass(frozen=True, slots=True)
class Terms:
    """The numbers behind one output cell.

    Attributes:
        values: The numbers of each input that has any.
        texts: The same as they are written.
        own: The number in the place of the output cell, of a first input that has the output's shape; else NaN.
        settings: The other arguments of the call.
    """

    values: Sequence[list[Any]]
    texts: Sequence[list[str]]
    own: tuple[Any, str]
    settings: Mapping[str, str]

    @property
    def together(self) -> "Terms":
        """The numbers of all inputs in one line."""
        return Terms([[*chain(*self.values)]], [[*chain(*self.texts)]], self.own, self.settings)

    def part(self, *places: int) -> "Terms":
        """The numbers of some inputs."""
        return Terms([self.values[i] for i in places], [self.texts[i] for i in places], self.own, self.settings)

    def written(self, template: str = "{}", sign: str = " + ") -> str:
        """Return the terms, one number of each input at a time, in a template: ``{}×{}``."""
        rows = list(zip(*self.texts, strict=True))
        if len(rows) <= TERMS:
            return sign.join([template.format(*row) for row in rows])
        return sign.join([*(template.format(*row) for row in rows[: TERMS - 2]), "…", template.format(*rows[-1])])
