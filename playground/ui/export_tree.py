"""A state_dict drawn as a tree whose tensors are buttons."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.charts import AXIS_COLOURS
from playground.exporting.tree import Branch, Entry, Tree
from playground.timing.units import memory
from playground.translations import _
from playground.ui.assets import script, style
from playground.ui.shapes import chips

_component = st.components.v2.component(
    "playground_state_tree",
    html='<div class="pg-tree"></div>\n',
    css=style("export_tree.css"),
    js=script("elements.js", "export_tree.js"),
)


def state_tree(tree: Tree, chosen: str, *, key: str, on_pick: Callable[[str], None]) -> None:
    """Show a tree with the entry `chosen` marked; `on_pick` is called with the key of the one that is clicked."""

    def picked() -> None:
        on_pick(str(st.session_state[key]["picked"]))

    rows = [row for branch in tree.branches for row in (_module(branch), *map(_entry(branch), branch.entries))]
    data = {"rows": rows, "chosen": chosen, "nothing": _("nothing to keep"), "colour": AXIS_COLOURS[0]}
    _component(key=key, data=data, on_picked_change=picked)


def _module(branch: Branch) -> dict[str, Any]:
    name = branch.path.rpartition(".")[2] if branch.path else _("the network")
    text = branch.text or branch.name
    return {"depth": branch.depth, "name": name, "text": text, "empty": bool(branch.text) and not branch.entries}


def _entry(branch: Branch) -> Callable[[Entry], dict[str, Any]]:
    def row(entry: Entry) -> dict[str, Any]:
        return {
            "depth": branch.depth + 1,
            "entry": entry.name,
            "name": entry.name.rpartition(".")[2],
            "chips": chips(entry.shape),
            "dtype": entry.dtype,
            "bytes": memory(entry.bytes),
            "counts": entry.counts,
            "alt": _("{name}, shape {shape}, {dtype}").format(name=entry.name, shape=entry.shape, dtype=entry.dtype),
        }

    return row
