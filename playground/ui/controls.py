"""Controls made from parameter tables. Keys are the parameters' own names, so links read like code (`?lr=0.01`)."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st

from playground.parameters import Parameter, Row, Value, numbers, typed
from playground.translations import PlaygroundError, _
from playground.ui.failures import error_box

DOCS = "https://docs.pytorch.org/docs/stable/"
NONE = "None"
SMALLEST = 1e-8  # what a field takes above a bound that is itself not allowed


def control(parameter: Parameter, key: str = "") -> Any:
    """Show one setting and return its value; it is kept in the link."""
    key, hint = key or parameter.name, _(parameter.help)
    if parameter.choices:
        choices = list(parameter.choices)
        if len(choices) <= 5:
            chosen = st.segmented_control(
                parameter.name,
                choices,
                default=parameter.default,
                key=key,
                help=hint,
                required=True,
                bind="query-params",
            )
        else:
            chosen = st.selectbox(
                parameter.name, choices, choices.index(parameter.default), key=key, help=hint, bind="query-params"
            )
        return parameter.default if chosen is None else chosen
    if isinstance(parameter.default, bool):
        return st.toggle(parameter.name, parameter.default, key=key, help=hint, bind="query-params")
    if isinstance(parameter.default, tuple):
        return _tuple(parameter, key, hint)
    return _number(parameter, key, hint)


def _tuple(parameter: Parameter, key: str, hint: str) -> Value:
    """Show a field for numbers with commas between them; what is wrong with them is told, and the default counts."""
    assert isinstance(parameter.default, tuple)
    given = st.text_input(parameter.name, typed(parameter.default), key=key, help=hint, bind="query-params")
    try:
        return parameter.check(numbers(given)) if given else parameter.default
    except PlaygroundError as error:
        error_box(error.message)
        return parameter.default


def _number(parameter: Parameter, key: str, hint: str) -> int | float:
    """Show a field for a number; an emptied field counts as the default."""
    kind: Any = type(parameter.default)
    bounds: dict[str, Any] = {
        "min_value": kind(max(parameter.minimum, parameter.above + SMALLEST)),
        "max_value": kind(parameter.maximum),
        "value": parameter.default,
        "step": kind(1) if kind is int else step_of(float(parameter.default)),
        "format": None if kind is int else "%g",
    }
    given = st.number_input(parameter.name, **bounds, key=key, help=hint, bind="query-params")
    number: int | float = kind(parameter.default if given is None else given)
    return number


def step_of(default: float) -> float:
    """Return a step that suits the size of the default: 0.001 for 0.001, 0.05 for shares."""
    size = abs(default)
    return 0.05 if size == 0 or not 1e-12 < size < 0.05 else 10.0 ** math.floor(math.log10(size))


def choose(
    label: str,
    rows: Mapping[str, Row],
    key: str,
    *,
    default: str | None = None,
    optional: bool = False,
    docs: bool = True,
) -> dict[str, object] | None:
    """Show a choice from a table with the chosen row's settings; return it as a config wants it.

    A setting whose name could belong to two rows is kept apart by the choice's key: ``optimizer.lr``.
    """
    names = ([NONE] if optional else []) + list(rows)
    hint = "\n\n".join(f"**{row.name}** – {_(row.summary)}" for row in rows.values())
    name = st.selectbox(
        label, names, names.index(default or names[0]), key=key, help=hint, bind="query-params", filter_mode=None
    )
    if name is None or name == NONE or name not in rows:
        return None if optional else {"name": names[0]}
    row = rows[name]
    link = f" [{row.name} ↗]({DOCS}{row.docs})" if docs and row.docs else ""
    st.caption(_(row.summary) + link)
    values = {each.name: control(each, f"{row.name}.{each.name}") for each in row.parameters if not each.advanced}
    rest = {f"{row.name}.{each.name}": each for each in row.parameters if each.advanced}
    if rest:
        defaults = {name: shown(each.default) for name, each in rest.items()}
        with group(_("More settings"), "tune", f"{key} more", defaults) as wanted:
            if wanted:
                values |= {each.name: control(each, name) for name, each in rest.items()}
    return {"name": row.name, "parameters": values}


def state_of(choice: Mapping[str, Any] | None, key: str) -> dict[str, Value]:
    """Return the session state that makes `choose` show `choice`."""
    if choice is None:
        return {key: NONE}
    return {key: choice["name"]} | {
        f"{choice['name']}.{name}": shown(value) for name, value in choice["parameters"].items()
    }


def shown(value: Value) -> Value:
    """Return a setting's value as its control holds it: numbers with commas between them as text."""
    return typed(value) if isinstance(value, tuple) else value


@contextmanager
def group(label: str, icon: str, key: str, defaults: Mapping[str, object]) -> Iterator[bool]:
    """Show a group of controls to fold out, closed at first; give whether its controls are to be shown.

    A closed group whose controls (key to default) are all at their defaults is left out: every control costs each rerun
    of the page its share. One that differs stays, closed or not, because the link holds only what is shown.
    """
    box = st.expander(label, icon=f":material/{icon}:", key=key, on_change="rerun")
    changed = any(
        name in st.query_params or st.session_state.get(name, value) != value for name, value in defaults.items()
    )
    with box:
        yield bool(box.open) or changed


def in_link(value: Value) -> str:
    """Return a control's value as the link says it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
