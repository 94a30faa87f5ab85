"""A graph in the browser, and backward played on it; what is drawn and said is put together in `graph_story`."""

import json
from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.autograd.folding import folded
from playground.autograd.played import Choice, Played, frames, played
from playground.autograd.sliding import Slide, slides
from playground.charts import AXIS_COLOURS, ink
from playground.translations import _, current
from playground.ui.assets import script, style
from playground.ui.graph_story import frame, structure
from playground.ui.kept import kept

HEIGHT = 300  # pixels
MOST_NODES = 120  # of a graph whose leaves can be slid

_component = st.components.v2.component(
    "playground_graph",
    html='<div class="pg-player"></div>\n',
    css=style("graph.css"),
    js=script("elements.js", "graph.js", "graph_player.js"),
)


def graph_player(source: str, seed: int, choice: Choice, *, key: str, take: Callable[[str], None]) -> None:
    """Show the graph of a program, on which backward is played.

    Args:
        take: Called with the program in which a slid number was put.
    """
    state = st.session_state
    found = _slides(source, seed, choice)
    asked = state[key].get("slide") if key in state else None
    sliding = next((each for each in found if each.name == asked), None)

    def taken() -> None:
        wish = state[key].get("take")
        chosen = next((each for each in found if wish and each.name == wish["slide"]), None)
        if chosen is not None and isinstance(wish["value"], int | float):
            take(chosen.put(source, float(wish["value"])))

    _component(
        key=key,
        data=drawing(source, seed, choice, sliding),
        on_slide_change=lambda: None,
        on_take_change=taken,
    )


def _slides(source: str, seed: int, choice: Choice) -> tuple[Slide, ...]:
    """Return the leaves that can be slid: those written as numbers, of a graph that is not too large."""
    graph = played(source, seed, choice).graph
    if graph is None or len(graph.nodes) > MOST_NODES:
        return ()
    leaves = {node.name for node in graph.nodes if node.kind == "leaf"}
    return tuple(each for each in slides(source) if each.name.partition("[")[0] in leaves)


@kept(8 * 2**20)
def drawing(source: str, seed: int, choice: Choice, sliding: Slide | None = None) -> bytes:
    """Return what the browser draws and plays, in JSON: the graph of a program, and each frame of a slide."""
    shown = [(0.0, played(source, seed, choice))] if sliding is None else frames(source, seed, choice, sliding)
    graphs: list[dict[str, Any]] = []  # frames with the same graph share it
    drawn = []
    for value, each in shown:
        if each.graph is None or each.drawn is None or each.backward is None:
            continue
        back = each.backward if each.drawn is each.graph else folded(each.backward, each.drawn)
        form = structure(each.drawn, back)
        if form not in graphs:
            graphs.append(form)
        drawn.append(
            {
                "graph": graphs.index(form),
                "value": None if sliding is None else value,
                "failure": _failure(each),
                **frame(each.drawn, back, each.root),
            }
        )
    here = [] if sliding is None else [place for place, each in enumerate(drawn) if each["value"] == sliding.value]
    data = {
        "identity": json.dumps([source, seed, choice.root, choice.start, choice.hooks]),
        "language": current(),
        "graphs": graphs,
        "frames": drawn,
        "base": here[0] if here else 0,
        "slides": [{"id": each.name, "name": each.name, "value": each.value} for each in _slides(source, seed, choice)],
        "sliding": sliding.name if sliding else None,
        "colours": [[colour, ink(colour)] for colour in AXIS_COLOURS],
        "texts": _texts(),
        "height": HEIGHT,
    }
    return json.dumps(data, ensure_ascii=False).encode()


def _failure(shown: Played) -> str:
    """Return why backward ended early, if it did."""
    back = shown.backward
    if back is None or not (back.type or back.refusal):
        return ""
    if back.refusal is not None:
        return back.refusal.text()
    return _("PyTorch stops here: {words}").format(words=f"{back.type}: {back.message}")


def _texts() -> dict[str, str]:
    return {
        "first": _("To the beginning"),
        "back": _("One node back"),
        "play": _("Play backward"),
        "pause": _("Pause"),
        "forth": _("One node on"),
        "last": _("To the end"),
        "pace": _("Pace"),
        "turn": _("Turn the graph: top-down or from left to right"),
        "closer": _("Closer"),
        "farther": _("Farther away"),
        "fit": _("Fit the whole graph in"),
        "save": _("Download the picture as SVG"),
        "full": _("On the whole screen"),
        "picture": _(
            "The graph. Arrow keys left and right play backward, up and down choose a node, + and − zoom, 0 fits."
        ),
        "leaf": _("Slide a leaf"),
        "take": _("Put it into the program"),
        "hint": _(
            "▶ goes backward, one node at a time: what comes in, the rule, what goes out. Click a node for its values."
        ),
        "shape": _("shape"),
        "value": _("value"),
        "gradient": _("gradient"),
        "saved": _("saved:"),
        "broken": _("Here NaN or infinity first came about."),
    }
