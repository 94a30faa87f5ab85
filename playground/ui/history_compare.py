"""Up to eight runs compared: their curves over each other, their best values, the settings that differ."""

import html
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from playground.charts.comparison import COLOURS, MOST, Axes, learning_rates, losses, scores
from playground.runs import Run
from playground.runs.curves import Curves, curves
from playground.runs.store import shared_store
from playground.training.differences import MISSING, different
from playground.training.scores import say_score, score_of
from playground.translations import _
from playground.ui.figure import figure
from playground.ui.history import titles
from playground.ui.linked import linked_choice
from playground.ui.live import status_names
from playground.ui.tables import table
from playground.ui.visitor import visitor_id

BESIDE = 3  # runs whose values have room beside a chart
PLACES = 4  # of a score: what is compared may differ by little


def colours(run_ids: Sequence[str]) -> dict[str, str]:
    """Return the colour of each run that is compared; none where there are too many."""
    return dict(zip(run_ids, COLOURS, strict=False)) if len(run_ids) <= MOST else {}


def compare(chosen: Sequence[Run]) -> None:
    """Show runs over each other; one alone with its curves."""
    if len(chosen) > MOST:
        st.info(_("Mark at most {most} runs to lay their curves over each other.").format(most=MOST))
        return
    names = titles(chosen)
    of = dict(zip(names, curves(shared_store(), chosen), strict=True))
    head = _("Its curves") if len(chosen) == 1 else _("{count} runs compared").format(count=len(chosen))
    st.subheader(head, anchor=False)
    axes = _axes()
    st.html(_legend(chosen, names))
    best = _best_in_words(of)
    left, right = st.columns(2, gap="medium")
    with left:
        st.caption(_("**Loss**: training as a line, validation dashed"))
        figure(losses(of, axes), key="compare losses", alt=_("Losses of the runs.") + f" {best}")
    with right:
        kinds = {each.score_name for each in of.values() if each.score_name}
        measured = {
            "accuracy": _("**Validation accuracy**"),
            "r2": _("**Validation score**: R²"),
            "skill": _("**Validation score**: skill against the last value"),
        }
        mixed = _("**Validation scores**: not of the same kind, so they cannot be compared")
        st.caption(mixed if len(kinds) > 1 else measured[next(iter(kinds), "accuracy")])
        figure(scores(of, axes), key="compare scores", alt=_("Validation scores of the runs.") + f" {best}")
    rates, values = st.columns(2, gap="medium")
    with rates:
        st.caption(_("**Learning rate**"))
        figure(learning_rates(of, axes), key="compare rates", alt=_("Learning rates of the runs."))
    with values if len(chosen) <= BESIDE else st.container():
        st.html(_values(chosen, names, of))
        if len(chosen) > 1 and not different([run.config for run in chosen]):
            st.caption(_("The settings are the same: the curves lie on each other."))
    if len(chosen) > 1:
        st.caption(_("The address of this page shows the same comparison to whoever you give it to."))


def _axes() -> Axes:
    """Show how the curves are drawn; return it."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        over = linked_choice(
            _("Axis"), {"step": _("step"), "epoch": _("epoch"), "seconds": _("seconds")}, "compare.axis"
        )
        log = st.toggle(_("logarithmic loss"), key="compare.log", bind="query-params", persist_state="session")
        smoothing = st.slider(
            _("smoothing"),
            0.0,
            0.95,
            0.0,
            0.05,
            key="compare.smoothing",
            bind="query-params",
            persist_state="session",
            width=220,
        )
    return Axes(over, log, smoothing)


def _swatch(place: int, name: str) -> str:
    return (
        f"<span style='display:inline-block;width:.9em;height:.9em;border-radius:.2em;margin-right:.4em;"
        f"vertical-align:-.08em;background:{COLOURS[place]}'></span>{html.escape(name)}"
    )


def _legend(chosen: Sequence[Run], names: Sequence[str]) -> str:
    states, me, strange = status_names(), visitor_id(), _("somebody else’s")
    told = [
        f"<span style='white-space:nowrap'>{_swatch(place, name)} <span style='opacity:.65'>"
        f"{html.escape(states.get(run.status, run.status))}"
        f"{'' if run.owner == me else f' · {strange}'}</span></span>"
        for place, (run, name) in enumerate(zip(chosen, names, strict=True))
    ]
    return f"<div style='display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;font-size:.9rem'>{''.join(told)}</div>"


def _best_in_words(of: Mapping[str, Curves]) -> str:
    return "; ".join(f"{name}: {say_score(_highest(each.score), each.score_name, PLACES)}" for name, each in of.items())


def _values(chosen: Sequence[Run], names: Sequence[str], of: Mapping[str, Curves]) -> str:
    """Return the table of best values, and below them the settings that differ: a column for each run."""
    values = list(of.values())
    kinds = [score_of(run.data) for run in chosen]
    highest, least = (max, min) if len(set(kinds)) == 1 else (None, None)
    best = [run.best for run in chosen]
    lowest = [min(_finite(each.validation_loss), default=None) for each in values]
    tests = [run.test_score for run in chosen]
    lines = [
        (_("best validation score"), _told(best, _scores(best, kinds), highest)),
        (_("lowest validation loss"), _told(lowest, map(_number, lowest), least)),
        (_("test score"), _told(tests, _scores(tests, kinds), highest)),
        (_("epochs done"), [str(run.epoch) for run in chosen]),
        (_("duration"), [_duration(run) for run in chosen]),
    ]
    settings = different([run.config for run in chosen]) if len(chosen) > 1 else {}
    rows = [(html.escape(name), *cells) for name, cells in lines]
    rows += [(f"<code>{html.escape(name)}</code>", *map(html.escape, each)) for name, each in settings.items()]
    return table(rows, ("", *(_swatch(place, name) for place, name in enumerate(names))))


def _finite(points: Sequence[tuple[int, float, float]]) -> list[float]:
    return [value for _step, _seconds, value in points if math.isfinite(value)]


def _highest(points: Sequence[tuple[int, float, float]]) -> float | None:
    return max(_finite(points), default=None)


def _scores(values: Sequence[float | None], kinds: Sequence[str]) -> Iterator[str]:
    return (say_score(value, kind, PLACES) for value, kind in zip(values, kinds, strict=True))


def _number(value: float | None) -> str:
    return MISSING if value is None else f"{value:.4g}"


def _duration(run: Run) -> str:
    return f"{run.ended - run.started:.1f} s" if run.started and run.ended else MISSING


def _told(values: Sequence[float | None], said: Iterable[str], which: Any) -> list[str]:
    """Return values as they are said, the best of several in bold."""
    there = [value for value in values if value is not None]
    best = which(there) if which and len(there) > 1 else None
    pairs = zip(values, said, strict=True)
    return [f"<b>{text}</b>" if value is not None and value == best else text for value, text in pairs]
