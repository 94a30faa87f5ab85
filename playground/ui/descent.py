"""The descent page's controls: what to walk down, from where, how fast, and how far."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial

import streamlit as st

from playground.autograd.descent import Descent, Function, Path, function_of, path
from playground.autograd.descent_presets import LANDSCAPES, MOVES, PRESETS, RATE, START, START_Y, STEPS
from playground.parameters import Parameter, Value
from playground.translations import Message, PlaygroundError, _
from playground.ui.filled import fill, now
from playground.ui.follow import follow
from playground.ui.picked import when_picked
from playground.ui.presets import preset_pills, value_now
from playground.ui.programs import plain

FIRST = PRESETS[0]
DEFAULTS: dict[str, Value] = {
    **FIRST.state,
    "y0": START_Y.default,
    "steps": 0,
    "own": False,
    **{move.name: move.default for move in MOVES},
}
GOOD = "descent good"  # the last settings that could be shown


def presets() -> None:
    """Show settings to start from; the one that is there stays marked while its steps are taken."""
    fits = (all(value_now(name, DEFAULTS[name]) == value for name, value in preset.state.items()) for preset in PRESETS)
    chosen = next((place for place, fit in enumerate(fits) if fit), None)
    preset_pills(PRESETS, chosen, "descent preset", lambda number: _begin(PRESETS[number].state))


def _begin(state: Mapping[str, Value]) -> None:
    """Set controls, with no step taken; for a callback."""
    fill({**DEFAULTS, **state}, DEFAULTS)


def settings() -> Descent:
    """Show the function, the start and the learning rate; return them, with the last good ones for what is wrong."""
    wrong: list[Message] = []
    function = _function(wrong)
    names = (START, START_Y)[: len(function.variables)]
    columns = st.columns(len(names) + 1)
    numbers = [_field(parameter, column, wrong) for parameter, column in zip((*names, RATE), columns, strict=True)]
    if wrong:
        _say(*wrong)
    return Descent(function, tuple(numbers[:-1]), numbers[-1])


def _function(wrong: list[Message]) -> Function:
    state = st.session_state
    known = [function_of(landscape.text) for landscape in LANDSCAPES]
    spot = st.container()
    typed = st.text_input(
        "f",
        FIRST.f,
        key="f",
        live=True,
        bind="query-params",
        help=_("Your own: one expression of x, or of x and y, with PyTorch's functions, such as torch.sin(x) + x**2."),
    )
    good = f"{GOOD} f"
    try:
        state[good] = function_of(typed or "")
    except PlaygroundError as error:
        wrong.append(error.message)
    function: Function = state.get(good) or function_of(FIRST.f)
    widget = follow("landscape", known.index(function) if function in known else None)
    names = [f"{_(landscape.name)}: {landscape.text}" for landscape in LANDSCAPES]

    numbers = range(len(LANDSCAPES))

    def picked(number: int) -> None:
        row = LANDSCAPES[number]
        starts = dict(zip(("x0", "y0"), row.start, strict=False))
        _begin({"f": row.text, "lr": row.lr, **starts})

    spot.selectbox(
        _("Function"),
        list(numbers),
        None,
        format_func=names.__getitem__,
        key=widget,
        on_change=when_picked(widget, numbers, picked),
        placeholder=_("your own"),
        filter_mode=None,
    )
    return function


def _field(parameter: Parameter, column: st.delta_generator.DeltaGenerator, wrong: list[Message]) -> float:
    """Show a field for a number; one that is out of reach is told and keeps the last good one."""
    default = float(parameter.default)
    step = 0.01 if parameter is RATE else 0.1
    given = column.number_input(
        parameter.name,
        value=default,
        step=step,
        format="%g",
        key=parameter.name,
        help=_(parameter.help),
        bind="query-params",
    )
    good = f"{GOOD} {parameter.name}"
    try:
        st.session_state[good] = float(parameter.check(default if given is None else given))
    except PlaygroundError as error:
        wrong.append(error.message)
    return float(st.session_state.get(good, default))


def _say(*messages: Message) -> None:
    """Say what is wrong; expressions are full of signs that mean something in Markdown."""
    st.error("\n\n".join(plain(message.text()) for message in messages), icon=":material/error:")


def steps(descent: Descent) -> Descent:
    """Show how to go on and back; return the descent with the steps taken, and with the learner's own next one."""
    spot = st.container(horizontal=True, gap="xsmall")
    taken = int(st.slider(_("steps taken"), 0, STEPS, 0, key="steps", bind="query-params"))
    own = st.toggle(
        _("I choose the step"),
        key="own",
        bind="query-params",
        help=_("Try any step: how well does the tangent tell what f will do?"),
    )
    move = tuple(_slider(MOVES[i]) for i in range(len(descent.function.variables))) if own else None
    descent = replace(descent, steps=taken, move=move)
    full = taken == STEPS
    with spot:
        if own:
            _button(_("Go there"), "there", partial(_go_there, descent), False, primary=True)
        else:
            _button(_("Take a step"), "take", partial(_go, 1), full, primary=True)
            _button(_("Ten steps"), "ten", partial(_go, 10), full)
        _button(_("Back"), "back", partial(_go, -1), taken == 0)
        _button(_("Start again"), "again", partial(_go, -STEPS), taken == 0)
    if full:
        st.caption(_("{most} steps are the most here.").format(most=STEPS))
    return descent


def _go(by: int) -> None:
    fill({"steps": min(STEPS, max(0, int(now("steps") or 0) + by))}, DEFAULTS)


def _go_there(descent: Descent) -> None:
    """Begin anew where the learner's own step leads."""
    with suppress(PlaygroundError):
        at = [
            parameter.check(round(x, 4)) for parameter, x in zip((START, START_Y), path(descent).trial.at, strict=False)
        ]
        fill({**dict(zip(("x0", "y0"), at, strict=False)), "steps": 0}, DEFAULTS)


def _button(label: str, key: str, go: Callable[[], None], disabled: bool, primary: bool = False) -> None:
    st.button(
        label,
        key=key,
        on_click=go,
        disabled=disabled,
        type="primary" if primary else "secondary",
    )


def _slider(parameter: Parameter) -> float:
    name, low, high = parameter.name, float(parameter.minimum), float(parameter.maximum)
    return float(st.slider(name, low, high, float(parameter.default), 0.05, key=name, bind="query-params"))


def walked(descent: Descent) -> tuple[Descent, Path]:
    """Return the descent and its path; of one that is not possible say why, and return the last that was."""
    try:
        found = path(descent)
        st.session_state[GOOD] = descent
    except PlaygroundError as error:
        _say(error.message)
        kept: Descent = st.session_state.get(GOOD) or Descent(function_of(FIRST.f), (FIRST.x0,), FIRST.lr)
        return kept, path(kept)
    return descent, found
