"""Racers as text, ``SGD(lr=0.01, momentum=0.9); Adam(lr=0.1)``, for links and for typing. Read strictly, never run."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import torch

from playground.optimization.optimizers import ALL_OPTIMIZERS
from playground.optimization.race import RACERS, Racer, optimizer_of
from playground.parameters import Parameter, Value, find, numbers, short
from playground.translations import N_, Message, PlaygroundError

_RACER = re.compile(r"\s*(\w+)\s*(?:\((.*)\))?\s*", re.DOTALL)
_SETTING = re.compile(r"\s*(\w+)\s*=\s*(\([^()]*\)|[^(),=]+?)\s*(?:,|$)")


@dataclass(frozen=True)
class Entry:
    """A racer that was asked for: the racer, as far as it could be read, and what is wrong with it."""

    text: str
    racer: Racer | None
    problem: Message | None = None

    @property
    def starts(self) -> bool:
        return self.racer is not None and self.problem is None


def written(racer: Racer) -> str:
    """Return a racer as text; it is valid Python but for the parameters."""
    return f"{racer.optimizer}({', '.join(f'{name}={value!r}' for name, value in racer.settings)})"


def all_written(racers: Iterable[str | Racer]) -> str:
    return "; ".join(each if isinstance(each, str) else written(each) for each in racers)


def read(text: str) -> tuple[Entry, ...]:
    """Return who is asked for in a text; of more than `RACERS` the first."""
    asked = [part.strip() for part in text.split(";") if part.strip()]
    return tuple(_entry(part) for part in asked[:RACERS])


@lru_cache(maxsize=256)
def _entry(text: str) -> Entry:
    try:
        racer = read_racer(text)
    except PlaygroundError as error:
        return Entry(text, None, error.message)
    return Entry(written(racer), racer, refusal(racer))


def read_racer(text: str) -> Racer:
    """Return the racer that a text names.

    Raises:
        PlaygroundError: It cannot be read, or has a setting that its optimizer has not.
    """
    found = _RACER.fullmatch(text)
    if found is None:
        raise PlaygroundError(
            N_("{text} cannot be read as a racer; write it like {example}."),
            text=short(text),
            example="SGD(lr=0.01, momentum=0.9)",
        )
    row = find(ALL_OPTIMIZERS, found[1], "optimizer")
    known = {setting.name: setting for setting in row.parameters}
    settings: dict[str, Value] = {}
    rest, place = found[2] or "", 0
    while rest[place:].strip():
        setting = _SETTING.match(rest, place)
        if setting is None:
            raise PlaygroundError(
                N_("{text} cannot be read; settings are written like {example}."),
                text=short(rest[place:].strip()),
                example="lr=0.01, momentum=0.9",
            )
        name, value = setting[1], setting[2]
        if name not in known:
            raise PlaygroundError(
                N_("{field} has no setting {name}; it has: {allowed}."),
                field=row.name,
                name=short(name),
                allowed=", ".join(known),
            )
        settings[name] = _value(known[name], value, row.name)
        place = setting.end()
    return with_settings(Racer(row.name), settings)


def with_settings(racer: Racer, settings: dict[str, Value]) -> Racer:
    """Return a racer with other settings; the learning rate is always named, the others where they are not defaults."""
    row = ALL_OPTIMIZERS[racer.optimizer]
    full = {setting.name: setting.default for setting in row.parameters} | settings
    kept = [s for s in row.parameters if s.name == "lr" or full[s.name] != s.default]
    return replace(racer, settings=tuple((setting.name, full[setting.name]) for setting in kept))


def _value(setting: Parameter, text: str, field: str) -> Any:
    """Return a setting's value. Fractions may be anything: whether they make sense is for PyTorch to say."""
    default = setting.default
    if isinstance(default, bool):
        return setting.check({"True": True, "False": False}.get(text, text), f"{field}.{setting.name}")
    if isinstance(default, str):
        return setting.check(text.strip("'\""), f"{field}.{setting.name}")
    free = setting if isinstance(default, int) else replace(setting, minimum=-1e308, maximum=1e308, above=-1e309)
    typed = text.strip("()") if isinstance(default, tuple) else text
    given = numbers(typed)
    if isinstance(default, float) and text.lower() in ("nan", "inf", "-inf"):
        return float(text)
    single = given[0] if isinstance(given, tuple) and len(given) == 1 and not isinstance(default, tuple) else given
    return free.check(single, f"{field}.{setting.name}")


def refusal(racer: Racer) -> Message | None:
    """Return why PyTorch does not take a racer's settings, in its own words; None if it takes them."""
    try:
        optimizer_of(racer, torch.zeros(1, 2, requires_grad=True))
    except (ValueError, TypeError, RuntimeError, AssertionError) as error:
        return Message(
            N_("PyTorch does not accept these settings of {name}: {words}"),
            {"name": racer.optimizer, "words": str(error)},
        )
    return None
