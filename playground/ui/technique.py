"""The controls of what a training does beyond the plain step, and of schedules as text."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from playground.datasets import Kind
from playground.optimization import SCHEDULERS
from playground.optimization.schedule_presets import PRESETS
from playground.optimization.schedule_text import read_line
from playground.parameters import Row, Value
from playground.training import TrainConfig
from playground.training.assembly import find_device
from playground.training.schedules import SCHEDULE
from playground.training.technique import (
    ACCUMULATE,
    AUGMENTATION,
    BY_NORM,
    BY_VALUE,
    CLASS_WEIGHTS,
    CLIP,
    CLIP_VALUE,
    COMPILE,
    DECAY,
    MAX_NORM,
    NO_FLOAT16,
    PATIENCE,
    PRECISION,
    Technique,
)
from playground.translations import N_, Message, PlaygroundError, _
from playground.ui.controls import choose, control, group, state_of
from playground.ui.failures import error_box

AS_TEXT = Row(
    "text",
    read_line,
    N_(
        "Any schedule as a line of text: several in sequence, several at once, or one that waits until the validation "
        "loss no longer falls. The page *Learning-rate schedules* writes and draws them."
    ),
)
WARM_UP = PRESETS[0].lines[0]
DEFAULTS: Mapping[str, Value] = Technique().model_dump()
EXAMPLE = "RandomAffine(degrees=10.0,translate=(0.1,0.1))"


def schedule_state(config: TrainConfig) -> dict[str, Value]:
    """Return the session state of the controls of the schedule."""
    if config.schedule:
        return {"scheduler": AS_TEXT.name, SCHEDULE.name: config.schedule}
    values = config.model_dump()["scheduler"]
    return state_of(values, "scheduler") | {SCHEDULE.name: WARM_UP}


def schedule() -> dict[str, Any]:
    """Show the choice of a schedule; return the fields of the config that say it."""
    choice = choose("scheduler", {**SCHEDULERS, AS_TEXT.name: AS_TEXT}, "scheduler", optional=True)
    if choice is None or choice["name"] != AS_TEXT.name:
        return {"scheduler": choice}
    text = st.text_area(
        SCHEDULE.name, WARM_UP, key=SCHEDULE.name, height="content", bind="query-params", help=_(SCHEDULE.help)
    )
    if not (text or "").strip():
        st.caption(_("Without a text, the learning rate stays as it is."))
    return {SCHEDULE.name: (text or "").strip()}


def technique(kind: Kind) -> dict[str, Any]:
    """Show what a training can do beyond the plain step; return what the config's `technique` holds."""
    with group(_("Technique"), "construction", "group technique", DEFAULTS) as unfolded:
        if not unfolded:
            return {}
        values: dict[str, Any] = {CLIP.name: control(CLIP)}
        limit = {BY_NORM: MAX_NORM, BY_VALUE: CLIP_VALUE}.get(values[CLIP.name])
        shown = [*([limit] if limit else []), ACCUMULATE, PATIENCE, PRECISION, DECAY, CLASS_WEIGHTS, COMPILE]
        values |= {parameter.name: control(parameter) for parameter in shown}
        if kind == "pictures":
            values[AUGMENTATION.name] = _augmentation()
    return values


def _augmentation() -> str:
    text = st.text_area(
        AUGMENTATION.name,
        str(AUGMENTATION.default),
        key=AUGMENTATION.name,
        height="content",
        max_chars=AUGMENTATION.longest,
        placeholder=EXAMPLE,
        help=_(AUGMENTATION.help),
        bind="query-params",
    )
    return (text or "").strip()


def works_here(config: TrainConfig) -> bool:
    """Return whether this computer can do it; tells why not."""
    if config.technique.precision != "float16":
        return True
    try:
        device = find_device(config.device).type
    except PlaygroundError as error:
        error_box(error.message)
        return False
    if device != "cuda":
        error_box(Message(NO_FLOAT16, {"device": device}))
    return device == "cuda"
