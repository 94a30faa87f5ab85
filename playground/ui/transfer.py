"""The controls of transfer learning, and the run from scratch that is held against it."""

from typing import Any

import streamlit as st

from playground.datasets import Kind
from playground.training import TrainConfig
from playground.training.beginnings import NOTHING
from playground.training.transfer import BEGIN_FROM, BODY_RATE, FREEZE, PER_CLASS, Transfer, scratch
from playground.translations import _
from playground.ui.controls import control, group

DEFAULTS = Transfer().model_dump()
AGAINST = "against_scratch"


def transfer(kind: Kind) -> dict[str, Any]:
    """Show what a network begins from and what of it learns; return what the config's `transfer` holds."""
    if kind != "pictures":
        return {}
    with group(_("Transfer learning"), "move_up", "group transfer", DEFAULTS) as unfolded:
        if not unfolded:
            return {}
        values: dict[str, Any] = {each.name: control(each) for each in (PER_CLASS, BEGIN_FROM, FREEZE)}
        if not values[FREEZE.name]:
            values[BODY_RATE.name] = control(BODY_RATE)
        if values[BEGIN_FROM.name] != NOTHING:
            st.toggle(
                AGAINST,
                True,
                key=AGAINST,
                help=_("Start also trains the same network from scratch, and shows its curves beside, dashed."),
                bind="query-params",
            )
    return values


def rival(config: TrainConfig) -> TrainConfig | None:
    """Return the run from scratch that is to be started with `config`, if one is."""
    wanted = config.transfer.begin_from != NOTHING and st.session_state.get(AGAINST, True)
    return scratch(config) if wanted else None
