"""The transforms page's controls: the picture, the chain, and the settings of one of its steps."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.datasets.transforms import (
    MOST,
    PICTURES,
    PRESETS,
    TRANSFORMS,
    Problem,
    Source,
    Step,
    fresh,
    parse,
    pictures,
    step,
    text_of,
)
from playground.datasets.transforms.arguments import Argument, Given
from playground.datasets.transforms.chain import LONGEST
from playground.parameters import Parameter, Value, numbers, typed
from playground.translations import N_, PlaygroundError, _
from playground.ui.controls import control
from playground.ui.failures import error_box
from playground.ui.filled import fill, now
from playground.ui.follow import current, follow, when_changed
from playground.ui.picked import when_picked
from playground.ui.presets import control_presets
from playground.ui.programs import plain
from playground.ui.stale import stale
from playground.ui.transforms_film import CHAIN, CHOSEN
from playground.ui.visitor import visitor_id
from playground.uploads import store

DOCS = "https://docs.pytorch.org/vision/stable/generated/"
DEFAULTS: dict[str, Value] = {"pictures": "photos", "index": 0, CHAIN: PRESETS[0].chain}
GOOD = "chain good"  # the last chain that could be read
ADD = "add a transform"
SEED = 2**32 - 1
SETS = N_("Which data set the picture is from. What you upload on the page Data sets can be chosen here, too: folder.")
SMOOTH = 10  # numbers up to here are set with a slider


def presets() -> None:
    """Show chains to start from."""
    control_presets(PRESETS, DEFAULTS, "transforms preset")


def picture() -> tuple[Source, int]:
    """Let a picture be chosen; return where it is from and its index there."""
    own = store.pictures_of(visitor_id())
    names = tuple(name for name in PICTURES if own or name != "folder")
    sets = Parameter("pictures", names[0], SETS, choices=names)
    with st.container(width="content"):
        name = str(control(sets))
    source = Source(name, str(own.root), own.stamp) if own and name == "folder" else Source(name)
    last = len(pictures(source)) - 1  # type: ignore[arg-type]
    if st.session_state.get("index", 0) > last:
        st.session_state["index"] = last
    return source, whole(Parameter("index", 0, N_("Which sample of the data set."), 0, last))


def whole(parameter: Parameter) -> int:
    """Show a narrow field for a whole number; return it."""
    with st.container(width=140):
        number = control(parameter)
    assert isinstance(number, int)
    return number


def luck() -> int:
    """Let the seed be chosen; return it."""

    def again() -> None:
        fill({"seed": (int(now("seed") or 0) + 1) % SEED}, {"seed": 0})

    seed = whole(Parameter("seed", 0, N_("Where the random numbers begin."), 0, SEED))
    st.button(_("Draw again"), icon=":material/casino:", key="draw again", on_click=again)
    return seed


def chain(told: DeltaGenerator) -> tuple[Step, ...]:
    """Show the chain as text; return its steps, or those that could be read last, and say so in `told`."""
    typed = st.text_input(
        _("The chain as text"),
        PRESETS[0].chain,
        key=CHAIN,
        max_chars=LONGEST,
        bind="query-params",
        help=_("The link holds it, too. ~ before a step leaves it out for now."),
    )
    state = st.session_state
    try:
        state[GOOD] = parse(typed or "")
    except PlaygroundError as error:
        told.error(plain(error.message.text()), icon=":material/error:")
        with told:
            stale()
    steps: tuple[Step, ...] = state.get(GOOD, parse(PRESETS[0].chain))
    return steps


def chosen(steps: Sequence[Step]) -> int:
    """Return the place of the step that is looked at, -1 for an empty chain."""
    return max(min(int(st.session_state.get(CHOSEN, 0)), len(steps) - 1), min(0, len(steps) - 1))


def _set(steps: Sequence[Step], place: int) -> None:
    """Put a chain in place of the one that is there; for callbacks."""
    st.session_state[CHOSEN] = place
    fill({CHAIN: text_of(steps)}, DEFAULTS)


def add(steps: Sequence[Step], place: int) -> None:
    """Let a transform be added behind the one at `place`."""
    names = {name: f"{name} – {_(row.summary)}" for name, row in TRANSFORMS.items()}

    def picked(name: str) -> None:
        _set([*steps[: place + 1], fresh(name), *steps[place + 1 :]], place + 1)

    full = len(steps) >= MOST
    widget = follow(ADD, None)
    st.selectbox(
        _("Add a transform"),
        list(names),
        None,
        format_func=names.__getitem__,
        key=widget,
        on_change=when_picked(widget, names, picked),
        placeholder=_("{count} steps are the most").format(count=MOST) if full else _("choose or search"),
        disabled=full,
    )


def problem(found: Problem, place: int, name: str) -> None:
    """Say which step breaks and why, and offer what would mend it."""
    lines = [_("Step {place}, {name}, breaks here; what follows is not run.").format(place=place + 1, name=name)]
    if found.said:
        lines.append(_("PyTorch says: {said}").format(said=f"`{found.said.replace('`', ' ')}`"))
    if found.why:
        lines.append(plain(found.why.text()))
    st.error("\n\n".join(lines), icon=":material/error:")
    for number, mend in enumerate(found.mends):
        st.button(
            plain(mend.words.text()),
            icon=":material/build:",
            key=f"mend {number}",
            on_click=partial(_set, mend.chain, place),
        )


def settings(steps: tuple[Step, ...], place: int) -> None:
    """Show one step's arguments; a change is a change of the chain."""
    row = steps[place].row
    st.markdown(f"**{place + 1} {row.name}** [v2.{row.name} ↗]({DOCS}{row.docs})")
    st.caption(_(row.summary))
    for argument in row.arguments:
        _field(steps, place, argument)
    if not row.arguments:
        st.caption(_("There is nothing to set."))
    if row.left_out:
        names = ", ".join(f"`{name}`" for name in row.left_out)
        st.caption(_("Also in the signature, but not offered here: {names}").format(names=names))


def _field(steps: tuple[Step, ...], place: int, argument: Argument) -> None:
    """Show one argument; what cannot be taken is told, and the chain stays as it is."""
    key = f"{place} {steps[place].name} {argument.name}"
    mine, state, widget = f"{key} value", st.session_state, current(key)
    value = steps[place].values()[argument.name]
    listed = len(argument.lengths) > 1 or (argument.lengths != (1,) and not argument.limits.ends)
    if state.get(mine, ()) != value or widget not in state:
        state[mine] = value
        widget = follow(key, _typed(value) if listed else _shown(argument, value))

    def changed(given: Given) -> None:
        try:
            now = _read(argument, given, listed)
            other = step(steps[place].name, _given(steps[place], argument.name, now), on=steps[place].on)
        except PlaygroundError:
            return  # it is told below the field
        state[mine] = other.values()[argument.name]
        _set([*steps[:place], other, *steps[place + 1 :]], place)

    hint = _(argument.limits.help)
    common: dict[str, Any] = {"key": widget, "help": hint, "on_change": when_changed(widget, changed)}
    low, high = argument.limits.minimum, argument.limits.maximum
    if listed:
        st.text_input(argument.name, max_chars=80, **common)
        try:
            _read(argument, state[widget], listed)
        except PlaygroundError as error:
            error_box(error.message)
    elif isinstance(argument.start, bool):
        st.toggle(argument.name, **common)
    elif argument.limits.choices:
        st.selectbox(argument.name, argument.limits.choices, filter_mode=None, **common)
    elif argument.limits.ends or (not argument.whole and high <= SMOOTH):
        st.slider(argument.name, float(low), float(high), step=0.01, **common)
    else:
        kind = int if argument.whole else float
        st.number_input(
            argument.name,
            kind(low),
            kind(high),
            step=kind(1),
            format=None if argument.whole else "%g",
            **common,
        )


def _given(step: Step, name: str, value: Given) -> dict[str, Given]:
    """Return the arguments of a step with one changed; those without a value are left out."""
    values = step.values() | {name: value}
    return {each: given for each, given in values.items() if given is not None}


def _shown(argument: Argument, value: Given) -> Given:
    """Return what a control shows for a value."""
    return (1.0, 1.0) if value is None and argument.limits.ends else value


def _typed(value: Given) -> str:
    """Return one number or several as they are typed."""
    if value is None:
        return ""
    return typed(value) if isinstance(value, tuple) else str(value)


def _read(argument: Argument, given: Given, listed: bool) -> Given:
    """Return what a control holds as the argument's value; raise `PlaygroundError` if it cannot be taken."""
    optional = argument.default is None and not argument.required
    if given is None or given == "":
        return None if optional else argument.start
    if not listed:
        return given
    read = numbers(str(given))
    one = isinstance(read, tuple) and len(read) == 1
    return argument.check(read[0] if one else read, argument.name)
