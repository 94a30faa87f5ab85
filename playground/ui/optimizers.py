"""The page on optimizers: where the race is run, who runs, and the race itself."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.optimization.race import Course, is_known, paths
from playground.optimization.race_presets import DEFAULTS, LENGTH, NOISE, PRESETS, SEED, START, SURFACE
from playground.optimization.race_script import script
from playground.optimization.racers import Entry
from playground.optimization.surfaces import SURFACES
from playground.parameters import Parameter
from playground.translations import _
from playground.ui.controls import control
from playground.ui.filled import fill
from playground.ui.presets import control_presets
from playground.ui.race import race_view
from playground.ui.racers import CHOSEN
from playground.ui.workbench import code_box

LONG = 1500  # steps of all racers; more take so long that their progress is shown


def presets() -> None:
    """Show races to start from."""
    control_presets(PRESETS, DEFAULTS, "race preset")


def course() -> Course:
    """Show where the race is run; return it."""
    name = str(control(SURFACE))
    surface = SURFACES.get(name, SURFACES[str(SURFACE.default)])
    st.caption(f"**{_(surface.title)}** – {_(surface.summary)} $f = {surface.formula}$")
    (x, y), (steps, noise) = _pair(*START), _pair(LENGTH, NOISE)
    seed = int(_number(SEED)) if noise else 0
    return Course(surface.name, (x, y), int(steps), noise, seed)


def _pair(left: Parameter, right: Parameter) -> tuple[float, float]:
    """Show two fields side by side."""
    one, other = st.columns(2)
    with one:
        first = _number(left)
    with other:
        return first, _number(right)


def _number(parameter: Parameter) -> float:
    value = control(parameter)
    assert isinstance(value, int | float)
    return value


def race(course: Course, entries: tuple[Entry, ...]) -> None:
    """Show the race, with progress where much is to be worked out."""
    runners = tuple((number, entry.racer) for number, entry in enumerate(entries) if entry.racer and entry.starts)
    if not runners:
        st.info(_("Nobody can start. Add a racer on the left."), icon=":material/edit:")
        return
    missing = [racer for _number, racer in runners if not is_known(course, racer)]
    if len(missing) * course.steps > LONG:
        bar = st.progress(0.0)
        paths(course, missing, lambda share: _advance(bar, share))
        bar.empty()
    chosen = st.session_state.get(CHOSEN)
    race_view(course, runners, chosen=chosen, key="race", start=_begin_at, choose=_choose)


def _advance(bar: DeltaGenerator, share: float) -> None:
    bar.progress(share, _("The racers are on their way …"))


def take_home(course: Course, entries: tuple[Entry, ...]) -> None:
    """Show the program of the race."""
    code_box(lambda: script(course, [entry.racer for entry in entries if entry.racer and entry.starts]), "optimizers")


def _begin_at(x: float, y: float) -> None:
    """Let all begin at another place, for a callback."""
    fill({"x0": round(x, 2), "y0": round(y, 2)}, {"x0": DEFAULTS["x0"], "y0": DEFAULTS["y0"]})


def _choose(number: int) -> None:
    st.session_state[CHOSEN] = number
