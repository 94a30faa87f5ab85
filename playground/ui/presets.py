"""Ready-made programs and settings, to start from with one click."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Protocol

import streamlit as st

from playground.parameters import Value
from playground.tensors.presets import ProgramPreset
from playground.translations import _
from playground.ui.address import went_back
from playground.ui.controls import in_link
from playground.ui.editor import set_program, text_now
from playground.ui.filled import fill
from playground.ui.follow import follow
from playground.ui.picked import when_picked


class Preset(Protocol):
    """Something to start from: its name, and what to look for in it."""

    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...


class ControlPreset(Preset, Protocol):
    """Values of controls (key to value)."""

    @property
    def state(self) -> Mapping[str, Value]: ...


def program_presets(presets: Sequence[ProgramPreset], key: str) -> None:
    """Show presets that fill the editor `key`, and what to look for in the one that is there."""
    text = text_now(key, presets[0].source)
    chosen = next((place for place, preset in enumerate(presets) if preset.source == text), None)
    preset_pills(presets, chosen, f"{key} preset", lambda number: set_program(key, presets[number].source))


def control_presets(presets: Sequence[ControlPreset], defaults: Mapping[str, Value], key: str) -> None:
    """Show presets that fill controls (key to default), and what to look for in the one that is there."""
    now = {name: value_now(name, default) for name, default in defaults.items()}
    fits = ({**defaults, **preset.state} == now for preset in presets)
    chosen = next((place for place, fit in enumerate(fits) if fit), None)
    preset_pills(presets, chosen, key, lambda number: fill({**defaults, **presets[number].state}, defaults))


def value_now(name: str, default: Value) -> Value:
    """Return the value of a control that is yet to be drawn: as it is, as the link will set it, or its default."""
    if name in st.session_state and not went_back():
        value: Value = st.session_state[name]
        return value
    given = st.query_params.get_all(name)
    if not given:
        return default
    if isinstance(default, bool):
        return given[-1] == in_link(True)
    if isinstance(default, int | float):
        with suppress(ValueError):
            return float(given[-1])
        return default
    return given if isinstance(default, list) else given[-1]


def preset_pills(
    presets: Sequence[Preset], chosen: int | None, key: str, use: Callable[[int], None], own: str = "&nbsp;"
) -> None:
    """Show presets by name; `use` is called with the place of the one that was picked, before the page runs again.

    `own` stands where none of them is there, so that the line keeps its place.
    """
    names = [_(preset.name) for preset in presets]
    widget = follow(key, chosen, names)
    st.pills(
        _("Start from"),
        list(range(len(presets))),
        format_func=names.__getitem__,
        key=widget,
        on_change=when_picked(widget, range(len(presets)), use),
        label_visibility="collapsed",
    )
    st.caption(own if chosen is None else _(presets[chosen].summary))
