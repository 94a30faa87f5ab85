"""The views of the page on optimizers. A new one is a new row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from playground.translations import N_, _
from playground.ui import optimizers
from playground.ui.clipping import clipping_view
from playground.ui.groups import groups_view
from playground.ui.linked import linked_choice
from playground.ui.network_race import network_view, rates_view
from playground.ui.racers import racers


@dataclass(frozen=True)
class View:
    """What is shown, and how it is called."""

    title: str
    show: Callable[[], None]


def surface_view() -> None:
    """Show the race on a surface."""
    optimizers.presets()
    choices, view = st.columns([1, 2.5], gap="medium")
    with choices:
        course = optimizers.course()
        entries = racers()
    with view:
        optimizers.race(course, entries)
    optimizers.take_home(course, entries)


VIEWS: Mapping[str, View] = {
    "surface": View(N_("Race on a surface"), surface_view),
    "network": View(N_("Race on a network"), network_view),
    "rates": View(N_("Learning rates"), rates_view),
    "groups": View(N_("Parameter groups"), groups_view),
    "clipping": View(N_("Gradient clipping"), clipping_view),
}


def chosen_view() -> None:
    """Let the learner choose what to look at, and show it."""
    titles = {name: _(view.title) for name, view in VIEWS.items()}
    VIEWS[linked_choice(_("View"), titles, "view")].show()
