"""What comes of schedules: learning rate and momentum over the steps, warnings, a run that is resumed."""

import html
import pprint
from collections.abc import Sequence
from functools import lru_cache

import streamlit as st

from playground.charts.schedules import LINE_COLOURS, continued, over_steps
from playground.optimization.learning_rates import Curve, Resumed, resumed
from playground.optimization.optimizers import ALL_OPTIMIZERS
from playground.optimization.schedule import Schedule, Setting
from playground.translations import _
from playground.ui.controls import group
from playground.ui.figure import figure
from playground.ui.schedules import Line
from playground.ui.tables import table


def picture(lines: Sequence[Line], setting: Setting) -> None:
    """Show the learning rates over the steps, the momenta of those that move it, and the same in numbers."""
    spot = st.container()
    log = st.toggle(_("logarithmic axis"), key="log", bind="query-params")
    names = [f"{number} {line.name}" for number, line in enumerate(lines, 1)]
    rates = {place: (names[place], line.curve.rates) for place, line in enumerate(lines)}
    alt = [_("Learning rate over {steps} steps.").format(steps=setting.total_steps)]
    alt += [f"{names[place]}: {_told(line.curve)}" for place, line in enumerate(lines)]
    drawing = over_steps(rates, _("learning rate"), setting.batches, setting.total_steps, log=log)
    with spot:
        figure(drawing, key="rates", alt=" ".join(alt))
    moving = {place: (names[place], line.curve.momenta) for place, line in enumerate(lines) if line.curve.momenta}
    if moving:
        adam = any(each.name == "beta1" for each in ALL_OPTIMIZERS[setting.optimizer].parameters)
        title = _("momentum (betas[0])") if adam else _("momentum")
        drawing = over_steps(moving, title, setting.batches, setting.total_steps, height=190)
        drawing["layout"] |= {"showlegend": False}
        drawing["layout"]["margin"]["t"] = 12
        drawing["layout"]["yaxis"].pop("rangemode")
        figure(drawing, key="momenta", alt=_("Momentum over the steps: it goes against the learning rate."))
    heads = ["", _("at the start"), _("highest"), _("lowest"), _("at the end")]
    st.html(table([_numbers(place, names[place], line.curve) for place, line in enumerate(lines)], heads))


def _told(curve: Curve) -> str:
    if not curve.rates:
        return _("nothing to draw")
    template = _("begins with {first}, is at most {high} and at least {low}, ends with {last}.")
    first, high, low, last = _four(curve)
    return template.format(first=first, high=high, low=low, last=last)


def _four(curve: Curve) -> tuple[str, str, str, str]:
    rates = curve.rates
    return f"{rates[0]:.4g}", f"{max(rates):.4g}", f"{min(rates):.4g}", f"{rates[-1]:.4g}"


def _numbers(place: int, name: str, curve: Curve) -> list[str]:
    head = f'<span style="color:{LINE_COLOURS[place]}">●</span> {html.escape(name)}'
    return [head, *(_four(curve) if curve.rates else ("–",) * 4)]


def problems(lines: Sequence[Line]) -> None:
    """Say what PyTorch, or the reader of the text, did not accept."""
    for number, line in enumerate(lines, 1):
        if line.wrong:
            st.error(f"**{number}** {line.wrong.text()}".replace("$", r"\$"), icon=":material/error:")


def notes(lines: Sequence[Line]) -> None:
    """Say what PyTorch warns of, word for word, and what it accepts without a word."""
    for number, line in enumerate(lines, 1):
        for words in line.curve.warnings:
            st.warning(
                _("**{number}** PyTorch warns: {words}").format(number=number, words=words), icon=":material/warning:"
            )
        for remark in line.remarks:
            st.info(f"**{number}** {remark.text()}", icon=":material/lightbulb:")


def resume(line: Line, number: int, setting: Setting) -> None:
    """Let the run be saved at a step and go on with new objects: with the scheduler's state, and without."""
    with group(_("Save and resume"), "save", "group resume", {"at": 0, "forget": False}) as shown:
        if not shown:
            return
        if line.schedule is None or line.wrong:
            st.info(_("Schedule {number} does not come to its end; mend it first.").format(number=number))
            return
        left, right = st.columns([1.35, 1], gap="medium")
        with left:
            total = setting.total_steps
            if st.session_state.get("at", 0) > total:
                st.session_state["at"] = total
            at = st.slider(_("saved before step"), 0, total, total * 2 // 5, key="at", bind="query-params")
            forget = st.toggle(
                _("forget the scheduler's state_dict"),
                key="forget",
                bind="query-params",
                help=_(
                    "Only the optimizer's state is loaded; the scheduler begins anew, as if this were its first step."
                ),
            )
            found = _resumed(line.schedule, setting, at, line.curve, forget)
            alt = _("The continued learning rate over the uninterrupted one; they differ by at most {difference}.")
            alt = alt.format(difference=f"{found.difference:.3g}")
            figure(continued(line.curve.rates, found.rates, at, setting.batches), key="resumed", alt=alt)
            if found.difference == 0:
                st.success(
                    _("The continued curve is the same at every step: the largest difference is 0."),
                    icon=":material/check:",
                )
            else:
                template = _("The continued curve is another one: it differs by up to {difference}.")
                st.warning(template.format(difference=f"{found.difference:.3g}"), icon=":material/lightbulb:")
        with right:
            for name, state, height in (("scheduler", found.scheduler, 210), ("optimizer", found.optimizer, 150)):
                st.caption(f"{name}.state_dict()")
                st.code(pprint.pformat(dict(state), width=46), language="python", height=height)


@lru_cache(maxsize=16)
def _resumed(schedule: Schedule, setting: Setting, at: int, whole: Curve, forget: bool) -> Resumed:
    return resumed(schedule, setting, at, whole, forget=forget)
