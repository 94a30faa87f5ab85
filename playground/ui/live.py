"""The live chart of a run, drawn in the browser from the run's feed."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import streamlit as st
from pydantic import ValidationError

from playground.charts import AXIS_COLOURS, CLASS_COLOURS
from playground.datasets.table import ALL_DATASETS
from playground.runs import Run
from playground.training import TrainConfig
from playground.training.plan import Plan, planned_rates
from playground.training.scores import SCORES, is_share
from playground.training.tasks import task_of
from playground.training.transfer import Transfer
from playground.translations import _
from playground.ui.assets import plotly_js, root, script, style
from playground.ui.live_curve_texts import curve_texts
from playground.ui.live_step_texts import step_texts
from playground.ui.live_view_texts import view_texts

_VIEWS = tuple(
    f"live_view_{name}.js" for name in ("plane", "points", "pictures", "line", "series", "text", "moves", "step")
)
_CURVES = ("live_curves.js", "live_pointer.js", "live_tools.js", "live_view_histograms.js")
_FEEDS = ("live_beside.js", "live.js")
_component = st.components.v2.component(
    "playground_live",
    html='<div class="pg-live"></div>\n',
    css=style("live.css"),
    js=script("plotly.js", "elements.js", "drawing.js", *_CURVES, "live_changes.js", "live_views.js", *_VIEWS, *_FEEDS),
    isolate_styles=False,  # Plotly puts its styles into the document
)


_COLOURS = {"classes": CLASS_COLOURS, "above": AXIS_COLOURS[0], "below": AXIS_COLOURS[5]}  # 0, as in grids


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
            **{name: _(score.title) for name, score in SCORES.items()},
            "rate": _("Learning rate"),
            "norm": _("Gradient norm"),
            "speed": _("Samples per second"),
            "device": _("Computer"),
        },
        **curve_texts(),
        "views": view_texts(),
        "parts": step_texts(),
        "train_loss": _("training"),
        "validation_loss": _("validation"),
        "forecast": _("forecast"),
        "this_run": _("this run"),
        "cpu": _("CPU"),
        "memory": _("memory"),
        "axis": _("Axis"),
        "seconds": _("seconds"),
        "step": _("step"),
        "epoch": _("epoch"),
        "progress": _("Progress of the run"),
        "place": _("place {place} in the queue"),
        "left": _("{time} left"),
        "took": _("took {time}"),
        "short": _("{seconds} s"),
        "medium": _("{minutes} min {seconds} s"),
        "long": _("{hours} h {minutes} min"),
        "speed": _("{speed} samples/s"),
        "pace": _("steps a second: {pace}"),
        "changes": _("Changed while the run was at work"),
        "change": _("after step {step}: "),
        "changes_note": _("The code of the run does not contain these changes: it trains as the run began."),
        "connecting": _("Connecting …"),
        "preparing": _("it prepares itself: its data, its network, and what that begins from …"),
        "waiting": _("No point of the curve yet."),
        "no_gpu": _("No NVIDIA GPU in this computer: the run uses the CPU."),
        "no_chart": _("The chart could not be loaded. Reload the page."),
    }


@dataclass(frozen=True)
class Second:
    """A run whose curves are drawn beside: its id, and how it differs from the shown one, in words."""

    id: str
    name: str


def _scheduled(run: Run) -> bool:
    return bool(run.config.get("scheduler") or run.config.get("schedule"))


def _plan(run: Run) -> Plan:
    """Return the learning rates that a run should have; none where it has no schedule, or is of another version."""
    if not _scheduled(run):
        return (), ()
    return _planned(json.dumps(run.config, sort_keys=True), run.total_steps)


@lru_cache(maxsize=64)
def _planned(config: str, total_steps: int) -> Plan:
    try:
        return planned_rates(TrainConfig.model_validate_json(config), total_steps)
    except ValidationError:
        return (), ()


def _views(run: Run) -> tuple[str, ...]:
    """Return the names of what can be watched while this run learns; none where its data are unknown."""
    data = run.config.get("data")  # a config of another version may hold anything
    row = ALL_DATASETS.get(str(data.get("name"))) if isinstance(data, dict) else None
    return tuple(view.name for view in task_of(row.kind, _moves_apart(run)).views) if row else ()


def _moves_apart(run: Run) -> bool:
    with suppress(ValidationError):
        return Transfer.model_validate(run.config.get("transfer", {})).moves_apart
    return False


def live_chart(run: Run | None, *, key: str, compact: bool = False, beside: Second | None = None) -> None:
    """Show a run's curves as they grow; without a run, load the chart so that the first point shows at once.

    The curves of a run `beside` are drawn dashed over them.

    The page is run again when the run's status changes, and once when its steps are known, where they are scheduled.
    """
    _component(
        key=key,
        data={
            "run": run.id if run else None,
            "root": root(),
            "plotly": plotly_js(),
            "status": run.status if run else None,
            "plan": _plan(run) if run and not compact else ((), ()),
            "unplanned": bool(run and not compact and _scheduled(run) and not run.total_steps),  # they are known soon
            "compact": compact,
            "beside": asdict(beside) if beside else None,
            "views": _views(run) if run else (),
            "colours": _COLOURS,
            "shares": [name for name in SCORES if is_share(name)],
            "text": _text(),
        },
        on_status_change=lambda: None,
    )
