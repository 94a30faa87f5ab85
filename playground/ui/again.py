"""The way back from a run to the settings of the training page."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import streamlit as st
from pydantic import ValidationError

from playground.datasets import ALL_DATASETS
from playground.parameters import Value
from playground.training import TrainConfig
from playground.translations import _
from playground.ui.controls import in_link
from playground.ui.datasets_own import BROUGHT, CHOICES
from playground.ui.filled import fill
from playground.ui.training import DEFAULTS, TABLES, control_state

_BRINGS = {"table": "own CSV", "pictures": "own pictures"}  # the choice that an upload of this kind is made by


def brought(config: TrainConfig) -> bool:
    """Return whether a run's data were brought by a visitor: no link holds them."""
    return config.data.name not in CHOICES or config.data.name in BROUGHT


def settings_state(config: TrainConfig) -> dict[str, Value]:
    """Return the session state of the training page's controls that choose a config, but for what was brought."""
    state = control_state(config)
    if not brought(config):
        return state
    name = config.data.name
    kept = {key: value for key, value in state.items() if key in DEFAULTS}
    return kept | {"data": _BRINGS.get(ALL_DATASETS[name].upload, name)}


def use_settings(config: TrainConfig) -> None:
    """Show a button that fills the settings of a run into the training page's controls."""
    st.button(
        _("Use the settings of this run"),
        icon=":material/replay:",
        key="use settings",
        on_click=lambda: fill(settings_state(config), DEFAULTS),
        help=_("Its data are not taken along, because they were brought.") if brought(config) else None,
    )


def link_of(config: Mapping[str, Any]) -> tuple[dict[str, str], bool]:
    """Return what a link says so that the training page opens with a run's settings, and whether its data are left out.

    Nothing, where they cannot be read.
    """
    return _link_of(json.dumps(config, sort_keys=True))


@lru_cache(maxsize=256)
def _link_of(config: str) -> tuple[dict[str, str], bool]:
    try:
        read = TrainConfig.model_validate_json(config)
    except ValidationError:
        return {}, False
    state = settings_state(read)
    wanted = {key: value for key, value in state.items() if key in TABLES or value != DEFAULTS.get(key)}
    return {key: in_link(value) for key, value in wanted.items()}, brought(read)
