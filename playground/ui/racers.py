"""Who runs: racers to add, double and remove, each with its own settings; all of them as one text in the link."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from playground.charts import AXIS_COLOURS
from playground.optimization.optimizers import ALL_OPTIMIZERS
from playground.optimization.race import RACERS, Racer
from playground.optimization.race_presets import DEFAULTS, RATES
from playground.optimization.racers import Entry, all_written, read, with_settings
from playground.parameters import Parameter, Value, numbers, typed
from playground.translations import PlaygroundError, _
from playground.ui.controls import DOCS, step_of
from playground.ui.filled import fill, now
from playground.ui.follow import follow, when_changed
from playground.ui.picked import when_picked
from playground.ui.programs import plain
from playground.ui.use_in_training import use_in_training

TEXT = "racers"
CHOSEN = "racer"
LONGEST = 2000  # characters


def racers() -> tuple[Entry, ...]:
    """Show who runs and the settings of the chosen one; return all who are asked for."""
    spot = st.container()
    text = st.text_input(
        _("All racers in one line"),
        str(DEFAULTS[TEXT]),
        max_chars=LONGEST,
        key=TEXT,
        bind="query-params",
        help=_("Write your own: racers with semicolons between them, each as PyTorch would make it."),
    )
    entries = read(text or "")
    with spot:
        chosen = _choice(entries)
        for entry in entries:
            if entry.problem is not None:
                st.error(f"{plain(entry.text)}  \n{plain(entry.problem.text())}", icon=":material/error:")
        if chosen is not None:
            _settings(entries, chosen)
    return entries


def _choice(entries: tuple[Entry, ...]) -> int | None:
    """Show the racers as chips in their colours; return the place of the chosen one."""
    state, count = st.session_state, len(entries)
    if state.get(CHOSEN) is None or state[CHOSEN] >= count:
        state[CHOSEN] = max(0, min(state.get("racer before", 0), count - 1)) if count else None
    names = [("" if entry.starts else "⚠ ") + plain(entry.text) for entry in entries]
    st.html(_colours(count))
    chosen: int | None = st.pills(_("Racers"), list(range(count)), format_func=names.__getitem__, key=CHOSEN)
    state["racer before"] = chosen if chosen is not None else state.get("racer before", 0)
    with st.container(horizontal=True, gap="xsmall"):
        _button("add", _("Add"), "add", count >= RACERS, partial(_put, count, [_newcomer(entries)]))
        empty = chosen is None
        here = entries[chosen].text if chosen is not None else ""
        _button("copy", _("Copy"), "content_copy", empty or count >= RACERS, partial(_copy, chosen, here))
        _button("remove", _("Remove"), "delete", empty or count < 2, partial(_remove, chosen))
    return chosen


def _colours(count: int) -> str:
    """Return a style that gives each chip the colour of its path."""
    rules = (
        f".st-key-{CHOSEN} button:nth-of-type({place + 1}){{border-left:.6rem solid {AXIS_COLOURS[place]}!important}}"
        for place in range(count)
    )
    return f"<style>{''.join(rules)}</style>"


def _button(key: str, label: str, icon: str, disabled: bool, act: Callable[[], None]) -> None:
    st.button(label, key=f"{key} racer", icon=f":material/{icon}:", disabled=disabled, on_click=act, type="tertiary")


def _newcomer(entries: tuple[Entry, ...]) -> Racer:
    """Return a racer with an optimizer that does not run yet."""
    running = {entry.racer.optimizer for entry in entries if entry.racer}
    name = next((name for name in RATES if name not in running), next(iter(RATES)))
    return _fresh(name)


def _fresh(name: str) -> Racer:
    return with_settings(Racer(name), {"lr": RATES[name]} if name in RATES else {})


def _put(place: int, new: list[str | Racer], instead: int = 0) -> None:
    """Put racers at a place, `instead` of so many that are there; for a callback."""
    texts: list[str | Racer] = [entry.text for entry in read(now(TEXT) or "")]
    texts[place : place + instead] = new
    fill({TEXT: all_written(texts)}, DEFAULTS)
    st.session_state[CHOSEN] = min(place, len(texts) - 1)


def _copy(place: int | None, text: str) -> None:
    if place is not None:
        _put(place + 1, [text])


def _remove(place: int | None) -> None:
    if place is not None:
        _put(place, [], instead=1)


def _settings(entries: tuple[Entry, ...], place: int) -> None:
    """Show the settings of one racer, and what PyTorch has against them."""
    entry = entries[place]
    names = list(ALL_OPTIMIZERS)
    widget = follow("race optimizer", entry.racer.optimizer if entry.racer else None)
    picked = when_picked(widget, names, lambda name: _put(place, [_fresh(name)], instead=1))
    hint = "\n\n".join(f"**{row.name}** – {_(row.summary)}" for row in ALL_OPTIMIZERS.values())
    st.selectbox(_("Optimizer"), names, key=widget, on_change=picked, help=hint, filter_mode=None)
    racer = entry.racer
    if racer is not None:
        row = ALL_OPTIMIZERS[racer.optimizer]
        st.caption(f"{_(row.summary)} [{row.name} ↗]({DOCS}{row.docs})")
        values = {setting.name: setting.default for setting in row.parameters} | racer.given

        def put(setting: Parameter, value: Value) -> None:
            _put(place, [with_settings(racer, {**racer.given, setting.name: value})], instead=1)

        main = [setting for setting in row.parameters if not setting.advanced]
        _fields(main, values, put)
        rest = [setting for setting in row.parameters if setting.advanced]
        box = st.expander(_("More settings"), key="racer more", on_change="rerun")
        with box:
            if box.open or any(setting.name in racer.given for setting in rest):
                _fields(rest, values, put)
        _train(racer)


def _train(racer: Racer) -> None:
    """Show the way to a training with a racer's optimizer."""
    row = ALL_OPTIMIZERS[racer.optimizer]
    why_not = "" if row.trains else _("The training page has no {name}.").format(name=row.name)
    try:
        settings = row.complete(racer.given, "optimizer")
    except PlaygroundError as error:
        settings, why_not = row.complete({}, ""), error.message.text()
    use_in_training(optimizer={"name": row.name, "parameters": settings}, why_not=why_not)


def _fields(settings: list[Parameter], values: dict[str, Value], put: Callable[[Parameter, Value], None]) -> None:
    columns = st.columns(2)
    for number, setting in enumerate(settings):
        with columns[number % 2]:
            _field(setting, values[setting.name], put)


def _field(setting: Parameter, value: Value, put: Callable[[Parameter, Value], None]) -> None:
    """Show a field with a value. Fractions are free: whether they make sense is for PyTorch to say."""
    default = setting.default
    shown: object = typed(value) if isinstance(value, tuple) else value
    if isinstance(default, float) and not isinstance(value, tuple):
        shown = float(value) if math.isfinite(float(value)) else 0.0

    def changed(given: Any) -> None:
        if isinstance(default, tuple):
            given = numbers(given or "")
        put(setting, default if given is None else given)

    key = follow(f"racing {setting.name}", shown)
    common: dict[str, Any] = {"key": key, "help": _(setting.help), "on_change": when_changed(key, changed)}
    if setting.choices:
        st.selectbox(setting.name, setting.choices, filter_mode=None, **common)
    elif isinstance(default, bool):
        st.toggle(setting.name, **common)
    elif isinstance(value, tuple):
        st.text_input(setting.name, **common)
    elif isinstance(default, int):
        st.number_input(setting.name, int(setting.minimum), int(setting.maximum), **common)
    else:
        st.number_input(setting.name, step=step_of(float(value)), format="%g", **common)
