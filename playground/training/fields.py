"""Fields of a config, checked against parameters and tables, with sentences for what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from playground.parameters import Parameter, Row, Value, find, short
from playground.translations import N_, PlaygroundError


def in_config(error: PlaygroundError) -> PydanticCustomError:
    """Return `error` so that pydantic carries it."""
    return problem(error.message.template, **error.message.values)


def problem(template: str, **values: Any) -> PydanticCustomError:
    """Return an error that pydantic carries and `config.problems` turns back into a `Message`."""
    return PydanticCustomError(
        "playground", "{text}", {"text": template.format(**values), "template": template, "values": values}
    )


@dataclass(frozen=True, kw_only=True)
class Checked(BeforeValidator):
    """The validator of a config field that is one parameter."""

    parameter: Parameter


@dataclass(frozen=True, kw_only=True)
class Chosen(BeforeValidator):
    """The validator of a config field that chooses from a table, or nothing where it is `optional`."""

    rows: Mapping[str, Row]
    optional: bool


def checked(parameter: Parameter, prefix: str = "") -> Checked:
    """Return the validator of a config field that is one `parameter`."""

    def check(value: object) -> Any:
        try:
            return parameter.check(value, prefix + parameter.name)
        except PlaygroundError as error:
            raise in_config(error) from None

    return Checked(check, parameter=parameter)


class Frozen(BaseModel):
    """A part of a config."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=True)


class Choice(Frozen):
    """One row of a table, by name, with all of its parameters."""

    name: str
    parameters: dict[str, Value] = {}


def chosen(rows: Mapping[str, Row], field: str, *, optional: bool = False) -> Chosen:
    """Return the validator of a config field that chooses from `rows`: it checks and completes the parameters."""

    def check(value: object) -> Choice | None:
        if value is None and optional:
            return None
        given = value.model_dump() if isinstance(value, Choice) else value
        if isinstance(given, str):
            given = {"name": given}
        if not isinstance(given, dict) or not isinstance(given.get("parameters", {}), dict):
            raise problem(
                N_("{field} is {value}; write a name and its settings, such as {example}."),
                field=field,
                value=short(value),
                example=f'{{"name": "{next(iter(rows))}", "parameters": {{}}}}',
            )
        try:
            row = find(rows, given.get("name"), field)
            return Choice(name=row.name, parameters=row.complete(given.get("parameters", {}), field))
        except PlaygroundError as error:
            raise in_config(error) from None

    return Chosen(check, rows=rows, optional=optional)
