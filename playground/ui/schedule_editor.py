"""The controls of one schedule: they write its line of the text."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from playground.optimization.schedule import PARTS, STEPPED, How, Schedule, Setting, fresh
from playground.optimization.schedule_text import LINES, MILESTONES, written
from playground.optimization.schedulers import ALL_SCHEDULERS, COMBINATIONS
from playground.parameters import numbers, typed
from playground.translations import PlaygroundError, _
from playground.ui.controls import DOCS
from playground.ui.failures import error_box
from playground.ui.filled import fill, now
from playground.ui.follow import follow, when_changed
from playground.ui.schedule_fields import WRONG, Write, select, settings
from playground.ui.schedules import DEFAULTS, TEXT, Line, shown_lines

KINDS = (*ALL_SCHEDULERS, *COMBINATIONS)


def choose_line(texts: Sequence[str]) -> int:
    """Show which schedule the controls are for, with buttons for more and for fewer; return its place."""
    state = st.session_state
    options = [str(place + 1) for place in range(len(texts))]
    if state.get("line") not in (None, *options):
        state["line"] = options[-1]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = st.segmented_control(
            _("Schedule"), options, default="1", key="line", required=True, bind="query-params"
        )
        place = int(chosen or "1") - 1
        st.button(
            _("Add"),
            icon=":material/add:",
            key="add",
            disabled=len(texts) >= LINES,
            on_click=_add,
            args=(place,),
            help=_("Another schedule, a copy of this one to begin with."),
        )
        st.button(
            _("Remove"),
            icon=":material/remove:",
            key="remove",
            disabled=len(texts) < 2,
            on_click=_remove,
            args=(place,),
        )
    return place


def _put(lines: Sequence[str], place: int) -> None:
    """Set all lines, and look at the one at `place`; for a callback."""
    fill({TEXT: "\n".join(lines), "line": str(place + 1)}, DEFAULTS | {"line": "1"})


def _lines() -> list[str]:
    return shown_lines(now(TEXT))


def _add(place: int) -> None:
    lines = _lines()
    _put([*lines, *lines[place : place + 1]], len(lines))


def _remove(place: int) -> None:
    lines = _lines()
    _put([*lines[:place], *lines[place + 1 :]], max(0, min(place, len(lines) - 2)))


def edit(line: Line, place: int, setting: Setting) -> None:
    """Show the controls of the schedule at `place`."""
    schedule = line.schedule
    if schedule is None:
        return
    write = partial(_write, place)
    kind = schedule.parts[0].name if schedule.how == "single" else schedule.how
    left, right = st.columns([1.55, 1], gap="small")
    with left:
        select(_("scheduler"), KINDS, kind, "edit kind", lambda new: write(_of_kind(schedule, new, setting)))
    with right:
        names = {
            "auto": _("as it wants ({per})").format(per=schedule.wants),
            "batch": _("after every batch"),
            "epoch": _("after every epoch"),
            "early": _("before optimizer.step()"),
        }
        select(
            "scheduler.step()",
            STEPPED,
            schedule.stepped,
            "edit step",
            lambda new: write(replace(schedule, stepped=new)),  # type: ignore[arg-type]
            names,
        )
    number = 0 if schedule.how == "single" else _parts(schedule, setting, write)
    part = schedule.parts[number]
    st.caption(f"{_(part.row.summary)} [{part.name} ↗]({DOCS}{part.row.docs})")
    settings(schedule, number, setting, write)
    if WRONG in st.session_state:
        error_box(st.session_state.pop(WRONG))


def _write(place: int, schedule: Schedule) -> None:
    """Set the line of a schedule; for a callback."""
    lines = _lines()
    _put([*lines[:place], written(schedule), *lines[place + 1 :]], place)


def _of_kind(schedule: Schedule, kind: str, setting: Setting) -> Schedule:
    """Return a schedule of another kind that keeps of the present one what it can."""
    if kind in ALL_SCHEDULERS:
        return Schedule((fresh(kind, setting),), stepped=schedule.stepped)
    how: How = "SequentialLR" if kind == "SequentialLR" else "ChainedScheduler"
    if schedule.how != "single":
        parts = schedule.parts
    elif how == "SequentialLR":
        parts = (fresh("LinearLR", setting), schedule.parts[0])
    else:
        parts = (schedule.parts[0], fresh("ExponentialLR", setting))
    return _spread(Schedule(parts, how, (), schedule.stepped), setting)


def _spread(schedule: Schedule, setting: Setting) -> Schedule:
    """Return a sequence with as many milestones as it needs; those that are missing go into the rest of the run."""
    if schedule.how != "SequentialLR":
        return replace(schedule, milestones=())
    whole = setting.epochs if schedule.per == "epoch" else setting.total_steps
    milestones = list(schedule.milestones[: len(schedule.parts) - 1])
    while len(milestones) < len(schedule.parts) - 1:
        last = milestones[-1] if milestones else 0
        milestones.append(last + max(1, (whole - last) // (6 if not milestones else 2)))
    return replace(schedule, milestones=tuple(milestones))


def _parts(schedule: Schedule, setting: Setting, write: Write) -> int:
    """Show which part of a combination the controls below are for; return its place."""
    state = st.session_state
    options = list(range(len(schedule.parts)))
    if state.get("edit part") not in options:
        state["edit part"] = 0
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = st.segmented_control(
            _("part"), options, format_func=lambda i: schedule.parts[i].name, key="edit part", required=True
        )
        number = chosen or 0
        full, single = len(options) >= PARTS, len(options) < 2
        parts = schedule.parts
        more = replace(schedule, parts=(*parts, fresh("CosineAnnealingLR", setting)))
        fewer = replace(schedule, parts=parts[:number] + parts[number + 1 :])
        _button("＋", "part more", _("One more part"), full, partial(write, _spread(more, setting)))
        _button("−", "part fewer", _("Leave this part out"), single, partial(write, _spread(fewer, setting)))
    left, right = st.columns([1.55, 1], gap="small")
    with left:
        select(
            _("scheduler of this part"),
            tuple(ALL_SCHEDULERS),
            schedule.parts[number].name,
            "edit part kind",
            lambda new: write(replace(schedule, parts=(*parts[:number], fresh(new, setting), *parts[number + 1 :]))),
        )
    if schedule.how == "SequentialLR":
        with right:
            widget = follow("edit milestones", typed(schedule.milestones))
            st.text_input(
                MILESTONES.name,
                key=widget,
                on_change=when_changed(widget, partial(_milestones, schedule, write)),
                help=_("After how many steps of the scheduler the next part takes over: one number fewer than parts."),
            )
    return number


def _milestones(schedule: Schedule, write: Write, text: str | None) -> None:
    try:
        given = numbers(text or "")
        checked = MILESTONES.check(given) if given else ()
        write(replace(schedule, milestones=tuple(map(int, checked))))
    except PlaygroundError as error:
        st.session_state[WRONG] = error.message


def _button(label: str, key: str, hint: str, disabled: bool, go: Callable[[], None]) -> None:
    st.button(label, key=key, help=hint, disabled=disabled, on_click=go)
