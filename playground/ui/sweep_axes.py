"""The controls that choose what a sweep varies. In the link a range reads like code: ?optimizer.lr.low=0.01."""

from typing import Any

import streamlit as st

from playground.parameters import Value
from playground.sweeps import Axis, Plan, Swept, sweepable
from playground.sweeps.plan import COUNT, DRAWS, MOST_AXES, SEED
from playground.sweeps.suggested import suggested
from playground.training import TrainConfig
from playground.translations import _
from playground.ui.controls import NONE, SMALLEST, control, in_link, step_of

AXES = tuple(f"axis{place}" for place in range(1, MOST_AXES + 1))
FIRST = "optimizer.lr"
DESIGN, GRID, RANDOM = "design", "grid", "random"
SCALES = ("linear", "log")


def axes(base: TrainConfig, drawn: bool) -> tuple[Axis, ...]:
    """Show which settings a sweep varies, and between which values; return them."""
    settings = sweepable(base)
    chosen: list[Axis] = []
    for place, key in enumerate(AXES):
        if place > len(chosen):
            break
        taken = [axis.setting for axis in chosen]
        names = ([] if place == 0 else [NONE]) + [name for name in settings if name not in taken]
        with st.container(border=True, gap="small"):
            first = names.index(FIRST) if place == 0 else 0
            name = st.selectbox(
                _("Setting {number}").format(number=place + 1), names, first, key=key, bind="query-params"
            )
            if name is not None and name != NONE and name in settings:
                chosen.append(_axis(settings[name], base, drawn))
    return tuple(chosen)


def _axis(setting: Swept, base: TrainConfig, drawn: bool) -> Axis:
    first = suggested(setting, base)
    st.caption(_(setting.parameter.help))
    return _numbers(setting, first, drawn) if setting.numeric else _choices(setting, first)


def _choices(setting: Swept, first: Axis) -> Axis:
    by_word = {in_link(value): value for value in setting.parameter.choices}
    words = st.multiselect(
        _("Values"),
        list(by_word),
        [in_link(value) for value in first.values],
        key=f"{setting.name}.values",
        bind="query-params",
        label_visibility="collapsed",
    )
    return Axis(setting.name, values=tuple(by_word[word] for word in words if word in by_word))


def _numbers(setting: Swept, first: Axis, drawn: bool) -> Axis:
    parameter, name = setting.parameter, setting.name
    kind: Any = type(parameter.default)
    bounds = {
        "min_value": kind(max(parameter.minimum, parameter.above + SMALLEST)),
        "max_value": kind(parameter.maximum),
        "step": kind(1) if kind is int else step_of(float(first.low)),
        "format": None if kind is int else "%g",
        "bind": "query-params",
    }
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        low = st.number_input(_("from"), value=kind(first.low), key=f"{name}.low", width=110, **bounds)
        high = st.number_input(_("to"), value=kind(first.high), key=f"{name}.high", width=110, **bounds)
        count = int(COUNT.default)
        if not drawn:
            count = st.number_input(
                _("values"),
                int(COUNT.minimum),
                int(COUNT.maximum),
                int(COUNT.default),
                key=f"{name}.count",
                bind="query-params",
                width=90,
            )
        scale = st.segmented_control(
            _("scale"),
            SCALES,
            default=SCALES[first.log],
            key=f"{name}.scale",
            required=True,
            bind="query-params",
            help=_("log: each value so many times the one before. It suits what spans several powers of ten."),
        )
    return Axis(
        name,
        low=first.low if low is None else low,
        high=first.high if high is None else high,
        count=int(COUNT.default if count is None else count),
        log=scale == SCALES[1],
    )


def design() -> tuple[int, int]:
    """Show how values are combined; return how many combinations are drawn, 0 for all of a grid, and the seed."""
    chosen = st.segmented_control(
        _("Combinations"),
        (GRID, RANDOM),
        default=GRID,
        key=DESIGN,
        required=True,
        bind="query-params",
        help=_(
            "grid: every value of one setting with every value of the others. random: so many draws between the bounds."
        ),
    )
    if chosen != RANDOM:
        return 0, 0
    with st.container(horizontal=True, gap="small"):
        return control(DRAWS), control(SEED, "draws.seed")


def state_of(plan: Plan) -> dict[str, Value]:
    """Return the session state of the controls that choose a plan."""
    settings = sweepable(plan.base)
    state: dict[str, Any] = dict.fromkeys(AXES[1:], NONE) | {DESIGN: RANDOM if plan.draws else GRID}
    if plan.draws:
        state |= {DRAWS.name: plan.draws, "draws.seed": plan.seed}
    for key, axis in zip(AXES, plan.axes, strict=False):
        state[key] = axis.setting
        state |= _axis_state(settings[axis.setting], axis)
    return state


def _axis_state(setting: Swept, axis: Axis) -> dict[str, Any]:
    name = axis.setting
    if not setting.numeric:
        return {f"{name}.values": [in_link(value) for value in axis.values]}
    kind: Any = type(setting.parameter.default)
    numbers = {f"{name}.low": kind(axis.low), f"{name}.high": kind(axis.high), f"{name}.count": axis.count}
    return numbers | {f"{name}.scale": SCALES[axis.log]}


def defaults_of(plan: Plan) -> dict[str, Value]:
    """Return what the controls that choose a plan show where nothing was chosen."""
    settings = sweepable(plan.base)
    first: dict[str, Any] = dict(zip(AXES, (FIRST, NONE, NONE), strict=True)) | {DESIGN: GRID}
    first |= {DRAWS.name: DRAWS.default, "draws.seed": SEED.default}
    for axis in plan.axes:
        first |= _axis_state(settings[axis.setting], suggested(settings[axis.setting], plan.base))
    return first
