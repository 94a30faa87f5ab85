"""The editor beside what its program does, step by step."""

import re
from collections.abc import Callable
from typing import Protocol

import streamlit as st

from playground.program import Trace
from playground.program.functions import FUNCTIONS
from playground.program.listing import listing
from playground.program.outcomes import Outcome, outcome
from playground.translations import _
from playground.ui import programs
from playground.ui.code import code_panel
from playground.ui.editor import program_editor, program_text, set_program
from playground.ui.stale import stale
from playground.ui.steps import choose_step, step_view

SEED = 2**32 - 1
RANDOM = re.compile(rf"\b({'|'.join(row.short for row in FUNCTIONS.values() if row.random)})\b")


class View(Protocol):
    """Shows one step of a program: the one at `place`."""

    def __call__(self, outcome: Outcome, seed: int, place: int, *, key: str) -> None: ...


class Tools(Protocol):
    """Shows controls below the editor `key` that change its program; None while that cannot be read."""

    def __call__(self, trace: Trace | None, *, key: str) -> None: ...


def workbench(key: str, default: str, *, view: View = step_view, tools: Tools | None = None) -> None:
    """Show the editor `key` and its program: every step on one side, mistakes where they are on the other."""
    source = program_text(key, default)
    write, look = st.columns([1, 1.25], gap="medium")
    with write:
        spot = st.container()
        below = st.container() if tools else None
        seed = seed_field(source)
    result = outcome(source, seed)
    if tools and below:
        with below:
            tools(result.trace, key=key)
    shown, drawn_seed = programs.good_view(result, seed, key)
    trace = shown.trace if shown else None
    place = -1
    with look:
        if shown is not result and trace and trace.steps:
            stale()
        if shown and trace and trace.steps:
            place = choose_step(trace, key="step")
            programs.not_run(shown)
            view(shown, drawn_seed, place, key=key)
        else:
            st.info(_("Write a line of PyTorch on the left: x = torch.zeros(2, 3)"), icon=":material/edit:")
    with spot:
        _editor(key, result, trace if shown is result else None, place)
    take_home(source, seed, key)


def seed_field(source: str) -> int:
    """Let the learner choose the seed of a program that draws random numbers; return it."""
    if not RANDOM.search(source):
        return 0
    return int(st.number_input("seed", 0, SEED, 0, key="seed", bind="query-params", width=140) or 0)


def _editor(key: str, result: Outcome, trace: Trace | None, place: int) -> None:
    line = trace.steps[place].line if trace and place >= 0 else 0
    program_editor(key, line=line, mistake=programs.mistake(result))
    programs.problem(result, key=key, edit=lambda text: set_program(key, text))
    if trace:
        programs.warned(trace.steps)


def take_home(source: str, seed: int, key: str) -> None:
    """Show a program with what must stand before it, to copy and to download."""
    code_box(lambda: listing(source, seed), key)


def code_box(text: Callable[[], str], key: str) -> None:
    """Show code in a box that is closed at first; `text` is asked for it when it is opened."""
    box = st.expander(_("The program to take home"), icon=":material/code:", key=f"{key} listing", on_change="rerun")
    if box.open:
        with box:
            code_panel(text(), f"{key}.py", key=f"{key}.py")
