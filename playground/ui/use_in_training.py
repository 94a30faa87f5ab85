"""The way from a page that tries something out to a training that uses it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from playground.parameters import Value
from playground.translations import _
from playground.ui.controls import in_link, state_of


def use_in_training(
    *, optimizer: Mapping[str, Any], scheduler: Mapping[str, Any] | None = None, why_not: str = "", **settings: Value
) -> None:
    """Show a link to the training page that takes choices along, as a `TrainConfig` holds them.

    Args:
        why_not: Why the training page cannot take them; then the link cannot be followed.
        settings: Further settings of the training page, such as ``epochs``.
    """
    state = state_of(optimizer, "optimizer") | state_of(scheduler, "scheduler") | settings
    st.page_link(
        "../pages/train.py",
        label=_("Use this in a training"),
        icon=":material/model_training:",
        query_params={name: in_link(value) for name, value in state.items()},
        disabled=bool(why_not),
        help=why_not or None,
    )
