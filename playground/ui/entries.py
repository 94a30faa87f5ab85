"""Fields in which tensors are typed, as a shape or as values."""

from collections.abc import Collection, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.tensors.entries import expression
from playground.translations import PlaygroundError, _
from playground.ui.failures import error_box
from playground.ui.stale import stale


def tensor_fields(
    defaults: Mapping[str, str], row: DeltaGenerator, page: str, optional: Collection[str] = ()
) -> dict[str, str]:
    """Show a field for each name; return the line that makes each tensor.

    What cannot be read is told below the fields and keeps the last good line; what follows is greyed.

    Args:
        defaults: For each name what stands in its field at first.
        row: Where the fields go, side by side.
        page: Whose fields these are; the last good lines are kept for it.
        optional: Names that make no line while their field is empty.
    """
    lines, wrong = {}, []
    hint = _("2, 3 is a shape, filled with 1, 2, 3, …; [2, 3] and [[1, 2], [3, 4]] are values.")
    for name, default in defaults.items():
        typed = row.text_input(
            _("{name}: shape or [values]").format(name=name),
            default,
            key=name,
            live=True,
            bind="query-params",
            help=hint,
            max_chars=5_000,
            placeholder=_("none") if name in optional else None,
        )
        good = f"{page} {name} good"
        try:
            st.session_state[good] = _line(name, typed or "", name in optional)
        except PlaygroundError as error:
            wrong.append(error.message)
        if line := st.session_state.get(good, _line(name, default, name in optional)):
            lines[name] = line
    if wrong:
        error_box(*wrong)
        stale()
    return lines


def _line(name: str, typed: str, optional: bool) -> str:
    """Return the line that makes a tensor, "" for one that is left out."""
    return "" if optional and not typed.strip() else f"{name} = {expression(typed, name)}"
