"""Beside Start: what can be done with the shown run, how fast it goes, and what of its optimizer can be turned."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import streamlit as st
from pydantic import ValidationError

from playground.parameters import Parameter
from playground.runs import ACTIVE, ENDED, WAITING, Run
from playground.runs.store import shared_store
from playground.training import TrainConfig
from playground.training.steering import beginnings, checked, steered
from playground.translations import _
from playground.ui import training
from playground.ui.assets import script, style
from playground.ui.controls import SMALLEST, step_of
from playground.ui.failures import in_words
from playground.ui.follow import current, follow, when_changed
from playground.ui.visitor import visitor_id

PACES = (1.0, 2.0, 5.0, 10.0, 30.0, 100.0, 0.0)  # steps a second; 0 is full speed
PACE, WATCHED_PACE = "pace", "watched pace"
ONE_STEP = "one step"
MOST_STEPS = 1000  # that one look at the clicks may find

_one_step = st.components.v2.component(
    "playground_one_step",
    html='<button type="button" class="pg-one-step"></button>\n',
    css=style("one_step.css"),
    js=script("elements.js", "one_step.js"),
)


def begin(go: bool, config: TrainConfig | None) -> None:
    """Start a run after a click on Start; after one on One step take it, in a new run if none is going on."""
    steps = _clicks()
    with in_words():
        run = shared_store().get(str(st.query_params.get(training.PARAMETER))[:64]) if steps else None
        if run and run.status not in ENDED:
            shared_store().command(run.id, visitor_id(), "step", steps)
            steps = 0
        if config and (go or steps):
            training.start(config, pace=st.session_state.get(current(PACE)) or None, by_hand=steps)


def _clicks() -> int:
    """Return how often One step was clicked since the last look. The browser counts, so that none of many is lost."""
    sent = (st.session_state.get(ONE_STEP) or {}).get("clicks")
    if not sent:
        return 0
    known = st.session_state.get("clicks taken", {"page": "", "count": 0})
    st.session_state["clicks taken"] = sent
    before = known["count"] if known["page"] == sent["page"] else 0
    return max(0, min(int(sent["count"] - before), MOST_STEPS))


def buttons(run: Run | None) -> None:
    """Show what can be done with the shown run. The buttons keep their places; only its owner's work."""
    mine = _is_mine(run)
    status = run.status if run and mine else ""
    if status == "paused":
        _button(_("Resume"), "play_arrow", "resume", True, _command, run, "resume")
    else:
        _button(_("Pause"), "pause", "pause", status == "running", _command, run, "pause")
    _one_step(
        key=ONE_STEP,
        data={
            "label": _("One step"),
            "help": _("Pauses the run and takes a single step. Where no run is going on, it starts one by hand."),
            "disabled": run is not None and not mine and run.status not in ENDED,
        },
        width="content",
        on_clicks_change=lambda: None,
    )
    _button(_("Stop"), "stop", "stop", status in (WAITING, *ACTIVE), _command, run, "stop")
    _button(_("Continue"), "resume", "continue", bool(run and mine and run.can_continue), _continue, run)


def _is_mine(run: Run | None) -> bool:
    return run is not None and run.owner == visitor_id()


def _button(label: str, icon: str, key: str, works: bool, callback: Callable[..., None], *arguments: object) -> None:
    st.button(label, icon=f":material/{icon}:", key=key, disabled=not works, on_click=callback, args=arguments)


def _command(run: Run, name: str) -> None:
    with in_words():
        shared_store().command(run.id, visitor_id(), name)


def _continue(run: Run) -> None:
    with in_words():
        shared_store().resume_from_checkpoint(run.id, visitor_id())
        shared_store().command(run.id, visitor_id(), "pace", st.session_state.get(current(PACE), 0.0))


def pace(run: Run | None) -> None:
    """Show how fast the run goes; without one that is going on, how fast the next one will."""
    going_on = run is not None and run.status not in ENDED
    watched = going_on and not _is_mine(run)
    key = WATCHED_PACE if watched else PACE
    if run and going_on and (run.pace or 0.0) in PACES:
        _follow(key, (run.id, run.pace), run.pace or 0.0)
    widget = current(key)
    st.select_slider(
        _("Pace"),
        PACES,
        PACES[-1],
        key=widget,
        format_func=_pace_name,
        disabled=watched,
        help=_("How many steps a second the run takes at most; it can be changed at any time."),
        on_change=when_changed(widget, partial(_send_pace, run if going_on else None)),
        width=230,
    )


def _pace_name(steps: float) -> str:
    if not steps:
        return _("full speed")
    return _("1 step/s") if steps == 1 else _("{steps} steps/s").format(steps=f"{steps:g}")


def _send_pace(run: Run | None, steps: float) -> None:
    if run:
        with in_words():
            shared_store().command(run.id, visitor_id(), "pace", steps)


def fields(run: Run | None) -> None:
    """Show what of the optimizer can be turned while the run is going on, and whose run it is."""
    if run and not _is_mine(run):
        st.caption(_("You are watching somebody else's run."))
    if run and run.status not in ENDED:
        with in_words(), suppress(ValidationError):  # told where the run is shown
            _fields(run, TrainConfig.model_validate(run.config))


def _fields(run: Run, config: TrainConfig) -> None:
    changes = {change.payload["name"]: change for change in shared_store().changes(run.id)}
    now = beginnings(config) | {name: change.payload["after"] for name, change in changes.items()}
    for name, parameter in steered(config).items():
        change = changes.get(name)
        value = now[name] if change or name != "lr" else _rate(run, now[name])
        low, high = float(max(parameter.minimum, parameter.above + SMALLEST)), float(parameter.maximum)
        _follow(f"steered {name}", (run.id, change.id if change else 0), min(max(value, low), high))
        _field(run, config, parameter, (low, high))


def _rate(run: Run, value: float) -> float:
    """Return the learning rate that a schedule has brought about by now; `value` where it has not begun."""
    point = shared_store().latest(run.id, "metrics")
    return float(point.payload["values"]["learning_rate"]) if point else value


def _field(run: Run, config: TrainConfig, parameter: Parameter, bounds: tuple[float, float]) -> None:
    widget = current(f"steered {parameter.name}")
    hint = _("Changes the run that is going on, before its next step.")
    st.number_input(
        parameter.name,
        value=None,  # so that an emptied field is not its lowest value
        min_value=bounds[0],
        max_value=bounds[1],
        step=step_of(float(parameter.default)),
        format="%g",
        key=widget,
        disabled=not _is_mine(run),
        help=f"{_(parameter.help)} {hint}",
        on_change=when_changed(widget, partial(_send, run, config, parameter.name)),
        width=140,
    )


def _send(run: Run, config: TrainConfig, name: str, value: float | None) -> None:
    if value is None:  # the field was emptied
        key = f"steered {name}"
        follow(key, st.session_state[f"{key} told"][1])
        return
    with in_words():
        shared_store().command(run.id, visitor_id(), name, checked(config, name, value))


def _follow(key: str, token: object, value: float) -> None:
    """Let a control show what holds for the run, as soon as that is new: also what another tab has set."""
    known = st.session_state.get(f"{key} told")
    if known is None or known[0] != token or current(key) not in st.session_state:
        st.session_state[f"{key} told"] = (token, value)
        follow(key, value)


def settings_hint(run: Run | None) -> None:
    """Say above the settings, while a run is going on, that they are not its own any more."""
    if run and run.status not in ENDED:
        st.caption(
            _(
                "These settings count for the **next** run. The run that is going on is steered with the fields "
                "above; for everything else it takes a new run."
            )
        )
