"""Which settings of a training can take several values: read from the config's own fields and tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.datasets import ALL_DATASETS
from playground.parameters import Parameter, Value
from playground.training import TrainConfig
from playground.training.fields import Checked, Choice, Chosen, Frozen
from playground.translations import N_

NONE = "None"  # how a choice says that nothing is chosen
ROWS = N_("Each comes with its own defaults for what is not chosen here.")

# results on different data cannot be compared; the others change nothing of what is learned
LEFT_OUT = ("data", "device", "log_interval")


@dataclass(frozen=True)
class Swept:
    """A setting that can take several values.

    Attributes:
        name: As a config has it, with dots: ``optimizer.lr``; of a choice itself ``optimizer``.
        parameter: What is allowed; of a choice the names of its rows.
        row: Whether it chooses a row of a table.
    """

    name: str
    parameter: Parameter
    row: bool = False

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers between two bounds."""
        return not self.parameter.choices

    def put(self, config: dict[str, Any], value: Value) -> None:
        """Set it in a config, which is plain JSON values and is changed in place.

        Another row than the one that is there comes with its own defaults.
        """
        if self.row:
            if value != (config[self.name] or {"name": NONE})["name"]:
                config[self.name] = None if value == NONE else {"name": value, "parameters": {}}
            return
        *parts, last = self.name.split(".")
        for part in parts:
            config = config[part] or {}
            config = config.get("parameters", config)
        config[last] = value

    def value(self, config: Mapping[str, Any]) -> Any:
        """Return its value in a config, which is plain JSON values; None where that has no such setting."""
        found: Any = config
        for part in self.name.split("."):
            found = found.get("parameters", found).get(part) if isinstance(found, Mapping) else None
        return (found or {"name": NONE})["name"] if self.row else found


def sweepable(config: TrainConfig) -> dict[str, Swept]:
    """Return, by name, the settings of a config that can take several values: numbers, switches and choices."""
    return {each.name: each for each in _walk(config, config, "") if each.name not in LEFT_OUT}


def _walk(part: Frozen, config: TrainConfig, prefix: str) -> Iterator[Swept]:
    kind = ALL_DATASETS[config.data.name].kind
    for field, info in type(part).model_fields.items():
        value = getattr(part, field)
        if isinstance(value, Frozen) and not isinstance(value, Choice):
            yield from _walk(value, config, f"{field}.")
        for mark in info.metadata:
            if isinstance(mark, Checked):
                yield from _of(prefix + field, mark.parameter)
            elif isinstance(mark, Chosen):
                fits: dict[str, Any] = {name: row for name, row in mark.rows.items() if _fits(row, kind)}
                names = ((NONE,) if mark.optional else ()) + tuple(fits)
                if len(names) > 1:
                    yield Swept(field, Parameter(field, names[0], ROWS, choices=names), row=True)
                for parameter in mark.rows[value.name].parameters if value else ():
                    yield from _of(f"{field}.{parameter.name}", parameter)


def _fits(row: Any, kind: str) -> bool:
    return kind in getattr(row, "kinds", (kind,))


def _of(name: str, parameter: Parameter) -> Iterator[Swept]:
    """Return a parameter as a setting that can take several values, where it is a number, a switch or a choice."""
    if isinstance(parameter.default, bool):
        yield Swept(name, Parameter(parameter.name, parameter.default, parameter.help, choices=(False, True)))
    elif parameter.choices or isinstance(parameter.default, int | float):
        yield Swept(name, parameter)
