"""Tables of what can be chosen, and of the numbers that go with each choice.

Everything a learner chooses from (data sets, models, losses, optimizers, schedulers) is a `Row` in a table. Its
widgets, defaults, bounds, link to the documentation, shown code and tests are all derived from the row.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from playground.translations import N_, PlaygroundError

_FRACTION = re.compile("[.e]", re.IGNORECASE)

Numbers = tuple[int | float, ...]  # whole ones stay whole
Value = bool | int | float | str | Numbers | tuple[str, ...]


@dataclass(frozen=True)
class Parameter:
    """One setting: what it is called in PyTorch, its default, and what is allowed.

    The type of `default` is the type of the setting. `above` is a bound that is itself not allowed. `choices`, where
    given, are all that is allowed. A tuple has as many numbers as its default, each within the bounds and of the type
    of the default's first; with `longest`, it has from one to so many. A text without `choices`, and each text of a
    tuple of texts, has at most `longest` characters. An `advanced` setting may be shown folded away at first.
    """

    name: str
    default: Any  # a Value
    help: str
    minimum: float = -math.inf
    maximum: float = math.inf
    above: float = -math.inf
    choices: tuple[Any, ...] = ()
    longest: int = 0
    advanced: bool = False

    def check(self, value: object, field: str = "") -> Any:
        """Return `value` as this setting's type, or raise `PlaygroundError` that says what is allowed."""
        field = field or self.name
        if self.choices:
            if type(value) is type(self.default) and value in self.choices:  # True is not 1
                return value
            raise PlaygroundError(
                N_("{field} is {value}; it must be one of: {allowed}."),
                field=field,
                value=short(value),
                allowed=", ".join(map(str, self.choices)),
            )
        if isinstance(self.default, bool):
            if isinstance(value, bool):
                return value
            raise PlaygroundError(N_("{field} is {value}; it must be true or false."), field=field, value=short(value))
        if isinstance(self.default, str):
            return self._check_text(value, field)
        if isinstance(self.default, tuple):
            texts = bool(self.default) and isinstance(self.default[0], str)
            return self._check_texts(value, field) if texts else self._check_numbers(value, field)
        return self._check_number(value, field)

    def _check_text(self, value: object, field: str) -> str:
        if isinstance(value, str) and len(value) <= self.longest:
            return value
        raise PlaygroundError(
            N_("{field} is {value}; it must be a text of at most {most} characters."),
            field=field,
            value=short(value),
            most=self.longest,
        )

    def _check_texts(self, value: object, field: str) -> tuple[str, ...]:
        if isinstance(value, list | tuple) and value:
            return tuple(self._check_text(each, field) for each in value)
        raise PlaygroundError(
            N_("{field} is {value}; it must be a list of texts with at least one in it."),
            field=field,
            value=short(value),
        )

    def _check_numbers(self, value: object, field: str) -> Numbers:
        if not self.longest and (not isinstance(value, list | tuple) or len(value) != len(self.default)):
            raise PlaygroundError(
                N_("{field} is {value}; it must be {count} numbers with commas between them, such as {example}."),
                field=field,
                value=short(value),
                count=len(self.default),
                example=typed(self.default),
            )
        if not isinstance(value, list | tuple) or (self.longest and not 1 <= len(value) <= self.longest):
            raise PlaygroundError(
                N_("{field} is {value}; it must be up to {most} numbers with commas between them, such as {example}."),
                field=field,
                value=short(value),
                most=self.longest,
                example=typed(self.default),
            )
        one = replace(self, default=self.default[0])
        return tuple(one._check_number(number, field) for number in value)

    def _check_number(self, value: object, field: str) -> float:
        whole = isinstance(self.default, int)
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
        inside = self.minimum <= number <= self.maximum and number > self.above
        if inside and (not whole or number == int(number)):
            return int(number) if whole else float(number)
        if whole:
            template = N_("{field} is {value}; it must be a whole number from {low} to {high}.")
        elif math.isfinite(self.above):
            template = N_("{field} is {value}; it must be a number above {low} and at most {high}.")
        else:
            template = N_("{field} is {value}; it must be a number from {low} to {high}.")
        low = self.above if math.isfinite(self.above) else self.minimum
        raise PlaygroundError(template, field=field, value=short(value), low=f"{low:g}", high=f"{self.maximum:g}")


def typed(values: Iterable[object]) -> str:
    """Return numbers, or texts, as they are typed into a field."""
    return ", ".join(map(str, values))


def numbers(text: str) -> Numbers | str:
    """Return the numbers that are typed with commas between them; the text itself where it is something else."""
    try:
        return tuple(float(part) if _FRACTION.search(part) else int(part) for part in text.split(",") if part.strip())
    except ValueError:
        return text


def short(value: object, limit: int = 60) -> str:
    """Return `value` as it would be typed, cut to `limit` characters."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


@dataclass(frozen=True)
class Row:
    """One thing to choose.

    `name` is what is stored, put into links and never translated; `make` is the class or function that the choice
    stands for; `docs` is its page in PyTorch's documentation, where it has one.
    """

    name: str
    make: Callable[..., Any]
    summary: str
    parameters: tuple[Parameter, ...] = ()
    docs: str = ""

    def complete(self, given: Mapping[str, object], field: str) -> dict[str, Value]:
        """Return every parameter of this row, those given checked and the rest at their defaults."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise PlaygroundError(
                    N_("{field} has no setting {name}; it has: {allowed}."),
                    field=f"{field} {self.name}",
                    name=short(name),
                    allowed=", ".join(known) or "–",
                )
        return {
            name: parameter.check(given[name], f"{field}.{name}") if name in given else parameter.default
            for name, parameter in known.items()
        }


R = TypeVar("R", bound=Row)


def table(*rows: R) -> Mapping[str, R]:
    """Return the rows by their names."""
    return {row.name: row for row in rows}


def find(rows: Mapping[str, R], name: object, field: str) -> R:
    """Return the row called `name`, or raise `PlaygroundError` that lists what there is."""
    if isinstance(name, str) and name in rows:
        return rows[name]
    raise PlaygroundError(
        N_("{field} is {value}; it must be one of: {allowed}."),
        field=field,
        value=short(name),
        allowed=", ".join(rows),
    )
