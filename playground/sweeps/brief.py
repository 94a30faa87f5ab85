"""The settings of a training in few words: only those that are not at their defaults. Links carry them."""

import json
from typing import Any

from playground.training import TrainConfig
from playground.training.fields import Choice, Chosen, Frozen


def brief(config: TrainConfig) -> str:
    """Return a config as short JSON; `TrainConfig.model_validate_json` makes the same config of it."""
    plain = TrainConfig.model_validate({"data": config.data.name})  # the model and the loss follow from the data
    given = {"data": _choice("data", config.data)} | _differing(config, plain)
    return json.dumps(given, separators=(",", ":"))


def _differing(part: Frozen, plain: Frozen) -> dict[str, Any]:
    differing: dict[str, Any] = {}
    for field in type(part).model_fields:
        value, default = getattr(part, field), getattr(plain, field)
        if value == default:
            continue
        if isinstance(value, Choice):
            differing[field] = _choice(field, value)
        elif isinstance(value, Frozen):
            differing[field] = _differing(value, default)
        else:
            differing[field] = value
    return differing


def _choice(field: str, choice: Choice) -> str | dict[str, Any]:
    """Return a choice with those of its settings that are not the row's own defaults."""
    [rows] = [mark.rows for mark in TrainConfig.model_fields[field].metadata if isinstance(mark, Chosen)]
    defaults = rows[choice.name].complete({}, field)
    own = {name: value for name, value in choice.parameters.items() if value != defaults[name]}
    return {"name": choice.name, "parameters": own} if own else choice.name
