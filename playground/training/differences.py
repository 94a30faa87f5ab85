"""The settings in which runs differ."""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.datasets import ALL_DATASETS
from playground.networks import MODELS
from playground.optimization import LOSSES, OPTIMIZERS, SCHEDULERS
from playground.parameters import Row

MISSING = "–"
LONGEST = 60  # characters of a value
_TABLES: Mapping[str, Mapping[str, Row]] = {
    "data": ALL_DATASETS,
    "model": MODELS,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "scheduler": SCHEDULERS,
}


def different(configs: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the settings that are not the same in all configs: their values by name, – where one lacks it.

    The configs are plain JSON values, of any version.
    """
    flat = [_flat(_apart(config, configs)) for config in configs]
    names = dict.fromkeys(name for each in flat for name in each)
    values = {name: [_said(each.get(name, MISSING)) for each in flat] for name in names if name != "version"}
    return {name: each for name, each in values.items() if len(set(each)) > 1}


def _apart(config: Mapping[str, Any], configs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a config with those choices on one line that have another name in another config.

    Their settings are not the same ones, so they cannot stand side by side.
    """
    return {
        field: _one_line(field, choice) if len({_name(each.get(field)) for each in configs}) > 1 else choice
        for field, choice in config.items()
    }


def _name(choice: Any) -> str:
    return str(choice.get("name")) if isinstance(choice, dict) else ""


def _one_line(field: str, choice: Any) -> Any:
    """Return a choice with those of its settings that are not at their defaults."""
    if not isinstance(choice, dict) or "name" not in choice:
        return choice
    row = _TABLES.get(field, {}).get(str(choice["name"]))
    defaults = {each.name: _plain(each.default) for each in row.parameters} if row else {}
    parameters: dict[str, Any] = choice.get("parameters") or {}
    told = [f"{name}={value}" for name, value in parameters.items() if value != defaults.get(name)]
    return " ".join([str(choice["name"]), *told])


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _flat(value: Any, path: str = "") -> dict[str, Any]:
    if not isinstance(value, dict):
        return {path: value}
    flat: dict[str, Any] = {}
    for name, each in value.items():
        flat |= _flat(each, path if name == "parameters" else f"{path}.{name}".strip("."))
    return flat


def _said(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
