"""The fields of one scheduler's settings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from playground.optimization.schedule import Schedule, Setting, arguments
from playground.optimization.schedule_text import LARGEST, loose
from playground.parameters import Parameter, Value, numbers
from playground.translations import PlaygroundError, _
from playground.ui.controls import shown
from playground.ui.follow import follow, when_changed
from playground.ui.picked import when_picked

WRONG = "schedule editor wrong"  # what the last change was refused for
COLUMNS = 3
Write = Callable[[Schedule], None]


def select(
    label: str,
    options: Sequence[str],
    now: str,
    key: str,
    write: Callable[[str], None],
    names: Mapping[str, str] | None = None,
    hint: str | None = None,
) -> None:
    """Show a choice that stands at `now`; `write` is called with another one."""
    widget = follow(key, now)
    st.selectbox(
        label,
        options,
        key=widget,
        format_func=names.__getitem__ if names else str,
        on_change=when_picked(widget, options, write),
        filter_mode=None,
        help=hint,
    )


def settings(schedule: Schedule, number: int, setting: Setting, write: Write) -> None:
    """Show the settings of a part; those that are seldom changed are folded away."""
    part = schedule.parts[number]
    now = arguments(schedule, number, setting)
    given = dict(part.given)

    def change(parameter: Parameter, value: Value | None) -> None:
        parts = list(schedule.parts)
        default = part.row.pytorch_defaults.get(parameter.name)
        parts[number] = part.having(parameter.name, None if value == default else value)
        write(replace(schedule, parts=tuple(parts)))

    main = [each for each in part.row.settings.values() if not each.advanced]
    more = [each for each in part.row.settings.values() if each.advanced]
    optional = {each.name for each in part.row.optional}

    def fields(parameters: Sequence[Parameter], count: int) -> None:
        columns = st.columns(count, gap="small")
        switches = [each for each in parameters if isinstance(each.default, bool)]
        entries = [each for each in parameters if each not in switches]
        spots = [columns[place % len(columns)] for place in range(len(entries))]
        row = st.container(horizontal=True) if switches else st.container()
        for each, spot in zip([*entries, *switches], [*spots, *[row] * len(switches)], strict=True):
            with spot:
                left_out = each.name in optional and each.name not in given
                _field(each, part.name, now.get(each.name), left_out, partial(change, each))

    fields(main, 1 if any(each.name == "lr_lambda" for each in main) else COLUMNS)
    if more:
        box = st.expander(_("More settings"), key=f"edit more {part.name}", on_change="rerun")
        if box.open or any(each.name in given for each in more):
            with box:
                fields(more, 2)


def _field(parameter: Parameter, owner: str, now: Any, left_out: bool, change: Callable[[Value | None], None]) -> None:
    """Show one setting. One that is left out is an empty field with what follows for it in grey."""
    key, hint = f"edit {owner}.{parameter.name}", _(parameter.help)

    def changed(value: Any) -> None:
        try:
            if isinstance(parameter.default, tuple):
                value = numbers(value or "")
            change(None if value is None else loose(parameter).check(value))
        except PlaygroundError as error:
            st.session_state[WRONG] = error.message

    if parameter.choices:
        select(parameter.name, [str(each) for each in parameter.choices], str(now), key, change, hint=hint)
    elif isinstance(parameter.default, bool):
        widget = follow(key, bool(now))
        st.toggle(parameter.name, key=widget, on_change=when_changed(widget, changed), help=hint)
    elif isinstance(parameter.default, tuple):
        widget = follow(key, shown(now))
        st.text_input(parameter.name, key=widget, on_change=when_changed(widget, changed), help=hint)
    else:
        kind = type(parameter.default)
        widget = follow(key, None if left_out or now is None else kind(now))
        st.number_input(
            parameter.name,
            kind(-LARGEST),
            kind(LARGEST),
            None if left_out else "min",
            step=1 if kind is int else _step(parameter, now),
            format=None if kind is int else "%g",
            key=widget,
            on_change=when_changed(widget, changed),
            help=hint,
            placeholder=str(now) if left_out and now is not None else None,
        )


def _step(parameter: Parameter, now: Any) -> float:
    """Return a step that suits the size of the number: 0.02 for 0.1."""
    size = abs(float(now or 0.0)) or abs(float(parameter.default)) or 0.1
    return float(f"{size / 5:.0e}")
