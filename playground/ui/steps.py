"""A program step by step: back and forth, with every name's value and every operation of the step."""

import streamlit as st

from playground.program import Trace
from playground.program.outcomes import Outcome, origins
from playground.translations import _
from playground.ui.programs import LINE, call_grid, code, docs_link, shapes_of, variables


def choose_step(trace: Trace, *, key: str) -> int:
    """Show the slider over a program's steps, and buttons for one step; return the place of the chosen one.

    Who stands at the end stays at the end while the program grows.
    """
    count, state = len(trace.steps), st.session_state
    at_end = state.get(key, 0) >= state.get(f"{key} count", 0)
    state[f"{key} count"] = count
    # Streamlit forgets the slider's value while no slider is shown
    state[key] = count if at_end or key not in state else min(max(state[key], 1), count)
    if count == 1:
        return 0

    def move(by: int) -> None:
        state[key] = min(max(state[key] + by, 1), state[f"{key} count"])

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button("◀", key=f"{key} back", on_click=move, args=(-1,), disabled=state[key] <= 1, help=_("One step back"))
        st.button("▶", key=f"{key} on", on_click=move, args=(1,), disabled=state[key] >= count, help=_("One step on"))
        st.slider(_("step"), 1, count, key=key)
    return int(state[key]) - 1


def step_view(outcome: Outcome, seed: int, place: int, *, key: str) -> None:
    """Show one step: its line, its operations with their shapes, one of them as grids, what it printed, all names."""
    assert outcome.trace is not None
    steps = outcome.trace.steps
    step = steps[place]
    head = _("Line {line}").format(line=step.line)
    title = f"{head}&emsp;{code(step.source)}"
    first = sum(len(each.calls) for each in steps[:place])
    shown = [first + i for i, call in enumerate(step.calls) if call.operands or call.output is not None]
    if shown:
        operations(outcome, seed, shown, key=key, title=title)
    else:
        st.html(LINE.format(title))
    if step.printed:
        st.code(step.printed, language=None)
    before = steps[place - 1].names if place else {}
    if step.names:
        st.html(variables(step, before))


def operations(outcome: Outcome, seed: int, places: list[int], *, key: str, title: str = "") -> None:
    """Show the operations at `places` with their shapes, and one of them as grids; `title` is a line above, in HTML."""
    assert outcome.trace is not None
    calls = outcome.trace.calls
    lines = [shapes_of(calls[place], origins(outcome.source, seed, place).axes) for place in places]
    st.html(LINE.format("<br>".join([title, *lines] if title else lines)))
    chosen = len(places) - 1
    if len(places) > 1:
        names = [f"{number}  {calls[place].symbol}" for number, place in enumerate(places, 1)]
        picked = st.pills(_("Look at one operation"), names, default=names[-1], key=f"{key} call {' '.join(names)}")
        chosen = names.index(picked) if picked in names else chosen
    call = calls[places[chosen]]
    call_grid(outcome, seed, places[chosen], key=f"{key} grid")
    if link := docs_link(call):
        st.caption(link)
