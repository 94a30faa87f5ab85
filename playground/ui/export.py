"""The page that opens, saves and exports a network: which one, and the part that is looked at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from playground.asking.loading import Asked, open_run
from playground.asking.small import SMALL
from playground.exporting.untrained import untrained
from playground.runs import ENDED, Run
from playground.runs.reading import config_of
from playground.training import TrainConfig
from playground.translations import N_, PlaygroundError, _
from playground.ui.asking import chosen_run
from playground.ui.export_back import show_back
from playground.ui.export_checkpoint import show_checkpoint
from playground.ui.export_formats import show_formats
from playground.ui.export_pickle import show_pickle
from playground.ui.export_state import show_state
from playground.ui.failures import error_box
from playground.ui.linked import linked_choice
from playground.ui.live import live_chart


@dataclass(frozen=True)
class _Part:
    """A part of the page: what it is called, and what shows it; `run` is None where the network is untrained."""

    title: str
    show: Callable[[Asked, Run | None], None]


PARTS: Mapping[str, _Part] = {
    "state": _Part(N_("state_dict"), show_state),
    "checkpoint": _Part(N_("Checkpoint and resume"), show_checkpoint),
    "pickle": _Part(N_("What a file can do"), show_pickle),
    "load": _Part(N_("Bring one back"), show_back),
    "formats": _Part(N_("Other formats"), show_formats),
}


def export() -> None:
    """Show the choice of a network and of a part of the page, and that part alone."""
    run = chosen_run(_("The network"))
    try:
        asked, run = _network(run)
    except PlaygroundError as error:
        error_box(error.message)
        asked, run = untrained(SMALL["digits"].config), None
        st.caption(_("Below is a network that has learned nothing yet, so that there is something to look at."))
    part = linked_choice(_("Part of the page"), {name: _(part.title) for name, part in PARTS.items()}, "part")
    PARTS[part].show(asked, run)


def _network(run: Run | None) -> tuple[Asked, Run | None]:
    """Return the network that is looked at, with its run where it has learned anything; say what it is.

    Raises `PlaygroundError` where it cannot be opened.
    """
    if run is None:
        config = SMALL["digits"].config
        st.caption(_told(_("Until then: **{model}** for **{data}**, with the weights it begins with."), config))
        return untrained(config), None
    config = config_of(run)
    if run.status not in ENDED:
        live_chart(run, key="live", compact=True)
    if run.checkpoint_step is not None:
        return open_run(run), run
    if run.status in ENDED:
        st.warning(_("This run left no checkpoint; these are the weights that it began with."), icon=":material/info:")
    else:
        st.caption(_told(_("**{model}** for **{data}**, with the weights it begins with."), config))
    return untrained(config), None


def _told(text: str, config: TrainConfig) -> str:
    return text.format(model=config.model.name, data=config.data.name)
