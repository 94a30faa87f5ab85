"""A network goes on by itself: with a series beyond its end, with a text beyond what is typed."""

import html
import math
from functools import lru_cache, partial

import streamlit as st

from playground.asking.loading import Asked
from playground.asking.onward import MOST_CHARACTERS, Forecast, forecast, next_characters, write_on
from playground.asking.script import of_series, of_text
from playground.charts.onward import onward
from playground.parameters import Parameter
from playground.runs import Run
from playground.translations import N_, _
from playground.ui.asking_code import code
from playground.ui.bars import bars
from playground.ui.controls import control
from playground.ui.failures import in_words
from playground.ui.figure import figure
from playground.ui.fragments import part

N_STEPS = Parameter("n_steps", 60, N_("How many values are foretold, one after the other."), 1, 500)
COUNT = Parameter("count", 150, N_("How many characters are written."), 1, MOST_CHARACTERS)
SEED = Parameter("seed", 0, N_("Where the random numbers begin: another seed, another text."), 0, 2**31 - 1)
TEMPERATURE = "temperature"
LONGEST = 500  # characters of a beginning
NEXT = 10  # characters that are shown with their chances


def series(asked: Asked, run: Run) -> None:
    """Show how the network goes on with its series."""
    part(partial(_series, asked, run))


@in_words()
def _series(asked: Asked, run: Run) -> None:
    opened = asked.opened
    most = min(500, len(opened.series) - opened.length)
    back = Parameter("back", 0, N_("How many values before the end of the series the forecast begins."), 0, most)
    with st.container(horizontal=True):
        count, begin_back = int(control(N_STEPS)), int(control(back))
    found = _forecast(asked, begin_back, count)
    drawing = onward(opened.times, opened.series, found.begin, found.values, opened.length)
    alt = _("The series, the window that the network is given, and {count} values that it foretells.")
    figure(drawing, key="onward", alt=alt.format(count=count))
    st.caption(
        _(
            "It is given a window of {length} values and foretells the next one; from then on its own answers are its "
            "input, so mistakes add up. With back above 0 it begins earlier, and the truth stands beside it."
        ).format(length=opened.length)
    )
    truth = opened.series[found.begin : found.begin + count].tolist()
    if truth:
        errors = [abs(value - true) for value, true in zip(found.values, truth, strict=False)]
        st.metric(_("mean error where the truth is known"), f"{sum(errors) / len(errors):.3g}")
    if not all(map(math.isfinite, found.values)):
        st.warning(_("The forecast runs away: values so large cannot be written any more."), icon=":material/warning:")
    code(asked, run, lambda: of_series(asked, begin_back, count))


@lru_cache(maxsize=64)
def _forecast(asked: Asked, back: int, count: int) -> Forecast:
    return forecast(asked, back, count)


def text(asked: Asked, run: Run) -> None:
    """Show what the network writes after a typed beginning."""
    part(partial(_text, asked, run))


@in_words()
def _text(asked: Asked, run: Run) -> None:
    opened = asked.opened
    start = opened.data.text[int(asked.test[0]) :][: opened.length]
    left, right = st.columns([1, 1.4], gap="large")
    with left:
        begun = st.text_area(_("The beginning"), start, max_chars=LONGEST, key=f"begun {id(asked)}", height=100)
        temperature = st.slider(
            TEMPERATURE,
            0.0,
            2.0,
            0.7,
            0.05,
            key=TEMPERATURE,
            help=_(
                "The logits are divided by it: below 1 the likely becomes likelier, above 1 all becomes more alike."
            ),
            bind="query-params",
        )
        with st.container(horizontal=True):
            count, seed = int(control(COUNT)), int(control(SEED))
    written = None
    with right, in_words():
        written = _written(asked, begun, count, temperature, seed)
        st.markdown(_("**It writes on:**"))
        st.html(
            '<div style="white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.7;font-family:var(--st-code-font)">'
            f'<span style="opacity:.6">{html.escape(begun)}</span><b>{html.escape(written)}</b></div>'
        )
        if len(written) < count:
            st.caption(_("This network is so large that it writes {count} characters here.").format(count=len(written)))
        st.markdown(_("**What could come right after your beginning**"))
        likely = next_characters(asked, begun, temperature)[:NEXT]
        st.html(bars([_visible(each) for each, _chance in likely], [chance for _each, chance in likely], 0))
    if written is not None:
        code(asked, run, lambda: of_text(asked, begun, len(written), temperature, seed))


@lru_cache(maxsize=64)
def _written(asked: Asked, begun: str, count: int, temperature: float, seed: int) -> str:
    return write_on(asked, begun, count, temperature, seed)


def _visible(character: str) -> str:
    return {" ": "␣", "\n": "⏎", "\t": "⇥"}.get(character, character)
