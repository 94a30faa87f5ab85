"""The live chart of a run, drawn in the browser from the run's feed."""

import json
from functools import lru_cache
from typing import Any

import streamlit as st
from pydantic import ValidationError

from playground.runs import Run
from playground.training import TrainConfig
from playground.training.plan import Plan, planned_rates
from playground.translations import _
from playground.ui import plotly_route
from playground.ui.assets import asset

_component = st.components.v2.component(
    "playground_live",
    html='<div class="pg-live"></div>\n',
    css=asset("live.css"),
    js=asset("plotly.js", "elements.js", "live_curves.js", "live_views.js", "live.js"),
    isolate_styles=False,  # Plotly puts its styles into the document
)


def status_names() -> dict[str, str]:
    """Return the states of a run in words."""
    return {
        "queued": _("Waiting"),
        "running": _("Running"),
        "paused": _("Paused"),
        "finished": _("Finished"),
        "stopped": _("Stopped"),
        "failed": _("Failed"),
        "interrupted": _("Interrupted"),
    }


def _text() -> dict[str, Any]:
    return {
        "status": status_names(),
        "panel": {
            "loss": _("Loss"),
            "accuracy": _("Validation accuracy"),
            "skill": _("Skill against the last value"),
            "rate": _("Learning rate"),
            "device": _("Computer"),
        },
        "train_loss": _("training"),
        "validation_loss": _("validation"),
        "forecast": _("forecast"),
        "cpu": _("CPU"),
        "memory": _("memory"),
        "axis": _("Axis"),
        "seconds": _("seconds"),
        "step": _("step"),
        "epoch": _("epoch"),
        "log": _("logarithmic loss"),
        "progress": _("Progress of the run"),
        "place": _("place {place} in the queue"),
        "left": _("{time} left"),
        "took": _("took {time}"),
        "short": _("{seconds} s"),
        "medium": _("{minutes} min {seconds} s"),
        "long": _("{hours} h {minutes} min"),
        "speed": _("{speed} samples/s"),
        "connecting": _("Connecting …"),
        "waiting": _("No point of the curve yet."),
        "no_gpu": _("No NVIDIA GPU in this computer: the run uses the CPU."),
        "no_chart": _("The chart could not be loaded. Reload the page."),
    }


def root() -> str:
    """Return what the app's addresses begin with: nothing, unless it is served below a path."""
    path = st.get_option("server.baseUrlPath").strip("/")
    return f"/{path}" if path else ""


def _plan(run: Run) -> Plan:
    """Return the learning rates that a run should have; none where it has no schedule, or is of another version."""
    if not run.config.get("scheduler"):
        return (), ()
    return _planned(json.dumps(run.config, sort_keys=True), run.total_steps)


@lru_cache(maxsize=64)
def _planned(config: str, total_steps: int) -> Plan:
    try:
        return planned_rates(TrainConfig.model_validate_json(config), total_steps)
    except ValidationError:
        return (), ()


def live_chart(run: Run | None, *, key: str, compact: bool = False) -> None:
    """Show a run's curves as they grow; without a run, load the chart so that the first point shows at once.

    The page is run again when the run's status changes.
    """
    _component(
        key=key,
        data={
            "run": run.id if run else None,
            "root": root(),
            "plotly": plotly_route.PATH,
            "status": run.status if run else None,
            "plan": _plan(run) if run and not compact else ((), ()),
            "compact": compact,
            "text": _text(),
        },
        on_status_change=lambda: None,
    )
