"""A race in the browser: the map with the paths, curves, standings; played, stepped and scrubbed without the server."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import streamlit as st
import torch
from torch import Tensor

from playground.charts import AXIS_COLOURS
from playground.charts.race import relief
from playground.optimization.race import Course, Path, Racer, paths
from playground.optimization.racers import written
from playground.optimization.surfaces import SURFACES
from playground.translations import _
from playground.ui.assets import plotly_js, script, style
from playground.ui.kept import kept
from playground.ui.race_rules import formulas

_component = st.components.v2.component(
    "playground_race",
    html='<div class="pg-race"></div>\n',
    css=style("race.css"),
    js=script("elements.js", "plotly.js", "race_map.js", "race_curves.js", "race_rule.js", "race.js"),
    isolate_styles=False,  # Plotly puts its styles into the document
)


Runner = tuple[int, Racer]  # the number of a racer, which gives its colour, and the racer


def race_view(
    course: Course,
    runners: tuple[Runner, ...],
    *,
    chosen: int | None,
    key: str,
    start: Callable[[float, float], None],
    choose: Callable[[int], None],
) -> None:
    """Show a race.

    Args:
        chosen: The number of the racer whose formulas are shown.
        start: Called with the place that was clicked in the map, before the page runs again.
        choose: Called with the number of the racer that was clicked.
    """

    def clicked() -> None:
        place = st.session_state[key].get("start")
        if isinstance(place, list) and len(place) == 2 and all(isinstance(each, int | float) for each in place):
            start(float(place[0]), float(place[1]))

    def picked() -> None:
        number = st.session_state[key].get("pick")
        if number in [each for each, _racer in runners]:
            choose(number)

    _component(
        key=key,
        data={"race": drawing(course, runners), "chosen": chosen},
        on_start_change=clicked,
        on_pick_change=picked,
    )


@kept(16 * 2**20)
def drawing(course: Course, runners: tuple[Runner, ...]) -> str:
    """Return what the browser draws and plays, in JSON."""
    data = {
        "identity": repr(course),
        "plotly": plotly_js(),
        "steps": course.steps,
        "surface": relief(SURFACES[course.surface]),
        "racers": [
            _runner(number, racer, path, course)
            for (number, racer), path in zip(runners, paths(course, [racer for _n, racer in runners]), strict=True)
        ],
        "texts": _texts(),
    }
    return json.dumps(data, ensure_ascii=False)


def _runner(number: int, racer: Racer, path: Path, course: Course) -> dict[str, Any]:
    minima = torch.tensor(SURFACES[course.surface].minima, dtype=torch.float64)
    distances = torch.cdist(path.places, minima).amin(dim=1)
    return {
        "number": number,
        "label": written(racer),
        "colour": AXIS_COLOURS[number],
        "steps": path.steps,
        "ended": path.ended.text() if path.ended else "",
        "evaluations": path.evaluations,
        "x": _packed(path.places[:, 0]),
        "y": _packed(path.places[:, 1]),
        "loss": _packed(path.losses),
        "distance": _packed(distances),
        "length": _packed(path.lengths),
        "slope": _packed(path.gradients.norm(dim=1)),
        "states": [
            {"name": name, "parts": [_packed(values[:, part]) for part in range(values.shape[1])]}
            for name, values in path.states.items()
            if name != "step"
        ],
        "rule": formulas(racer, path, _packed),
    }


def _packed(numbers: Tensor) -> str:
    """Return numbers as the bytes of float32, in base64."""
    return b64encode(numbers.float().contiguous().numpy().tobytes()).decode()


def _texts() -> dict[str, Any]:
    return {
        "first": _("To the start"),
        "back": _("One step back"),
        "play": _("Play the race"),
        "pause": _("Pause"),
        "forth": _("One step on"),
        "last": _("To the finish"),
        "pace": _("Pace"),
        "step": _("step"),
        "flat": _("Map"),
        "deep": _("3-D"),
        "full": _("On the whole screen"),
        "loss": _("Loss"),
        "distance": _("Distance"),
        "length": _("Step length"),
        "slope": _("Slope"),
        "state": _("State"),
        "racer": _("racer"),
        "missing": _("The chart could not be loaded. Reload the page."),
        "map": _(
            "Map of the surface with the paths of the racers. Click to begin there. "
            "Arrow keys step through the race, the space bar plays it."
        ),
        "curves": _("Curves of all racers over the steps; click to go to a step."),
        "hint": _("Click in the map: all begin there. ★ minimum, ✕ out of the race."),
        "about": {
            "loss": _("How far each racer's loss, without noise, is above the minimum."),
            "distance": _("How far each racer is from the nearest minimum."),
            "length": _("How far each step really goes."),
            "slope": _("The length of the gradient that each optimizer sees."),
        },
        "stateless": _("This optimizer remembers nothing."),
        "stated": _("What {racer} remembers for each weight: x drawn through, y dashed."),
        "rule": _("What {racer} computes in step {step}; pairs are for x and y"),
        "unruled": _("{racer} works each step out in several iterations, too many to write them down here."),
        "over": _("{racer} takes no further step."),
    }
