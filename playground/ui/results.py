"""How a trained network did on the test part, for each kind of data."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import streamlit as st
import torch

from playground.charts import AXIS_COLOURS, confusion
from playground.charts.forecasts import forecast
from playground.charts.lines import agreement
from playground.datasets import ALL_DATASETS
from playground.datasets.opened import open_row
from playground.runs import Record
from playground.training import TrainConfig
from playground.training.scores import say_score, score_of
from playground.translations import PlaygroundError, _
from playground.ui.failures import in_words
from playground.ui.figure import figure
from playground.ui.gallery import pictures
from playground.ui.lines import points_beside_a_line


def results(record: Record, config: TrainConfig) -> None:
    """Show the run's last report: its score on the test part, and what it got right and wrong."""
    st.subheader(_("Examination on the test part"), anchor=False)
    _SHOWN[ALL_DATASETS[config.data.name].kind](record.payload, config)


def _classes(found: Mapping[str, Any], config: TrainConfig) -> None:
    examination = found["examination"]
    left, right = st.columns([1, 1.3], gap="large")
    with left:
        wrong, tested = _accuracy(found, config)
    with right:
        st.markdown(_("**Confusion matrix** – where in a row the mistakes go"))
        alt = _("Confusion matrix: {wrong} of {tested} samples off the diagonal.").format(wrong=wrong, tested=tested)
        classes: tuple[str, ...] = ()
        with suppress(PlaygroundError):  # the data are not here any more: then numbers must do
            classes = open_row(config.data.name, config.data.parameters).classes
        chart = confusion(examination["confusion"], classes)
        st.plotly_chart(chart, key="confusion", alt=alt, config={"displayModeBar": False})
    if ALL_DATASETS[config.data.name].kind == "pictures":
        with left, in_words():
            _pictures(examination, config)


def _score(label: str, about: str, found: Mapping[str, Any], config: TrainConfig) -> None:
    """Show what was counted on the test part; `about` is what that is."""
    st.metric(label, say_score(found["test_score"], score_of(config.data.name)), help=about)


def _accuracy(found: Mapping[str, Any], config: TrainConfig) -> tuple[int, int]:
    """Show the share of right answers; return how many were wrong, of how many."""
    tested = sum(map(sum, found["examination"]["confusion"]))
    wrong = round(tested * (1 - found["test_score"]))
    about = _("Share of the samples kept for the end that the network gets right.")
    _score(_("test accuracy"), about, found, config)
    st.caption(
        _("{wrong} of {tested} samples wrong; none of them was ever learned from.").format(wrong=wrong, tested=tested)
    )
    return wrong, tested


def _pictures(examination: Mapping[str, Any], config: TrainConfig) -> None:
    st.markdown(_("**Surest mistakes** – what it is → what the network says"))
    opened = open_row(config.data.name, config.data.parameters)
    if examination["wrong"]:
        pictures(opened, [_picture(each, opened.classes) for each in examination["wrong"]], colour=AXIS_COLOURS[5])
    else:
        st.caption(_("None: every picture was read right."))
    st.markdown(_("**Read right**"))
    pictures(opened, [_picture(each, opened.classes) for each in examination["right"]], colour=AXIS_COLOURS[2])


def _picture(found: Mapping[str, Any], classes: tuple[str, ...]) -> tuple[int, str, str]:
    share = f"{found['confidence']:.0%}"
    label, prediction = classes[found["label"]], classes[found["prediction"]]
    if label == prediction:
        return (
            int(found["index"]),
            f"{label} · {share}",
            _("A {label}, read right with {share}").format(label=label, share=share),
        )
    alt = _("A {label}, read as {prediction} with {share}").format(label=label, prediction=prediction, share=share)
    return int(found["index"]), f"{label} → {prediction} · {share}", alt


def _r2(found: Mapping[str, Any], config: TrainConfig) -> None:
    about = _("1 minus the squared error, divided by that of always saying the mean: 1 is perfect, 0 no gain.")
    _score(_("R² on the test part"), about, found, config)


def _numbers(found: Mapping[str, Any], config: TrainConfig) -> None:
    _r2(found, config)
    alt = _("What the network says against what is right, for {count} samples; on the diagonal both are the same.")
    examination = found["examination"]
    chart = agreement(examination["truth"], examination["answers"])
    figure(chart, key="agreement", alt=alt.format(count=len(examination["truth"])))


def _line(found: Mapping[str, Any], config: TrainConfig) -> None:
    opened, examination = open_row(config.data.name, config.data.parameters), found["examination"]
    weight, bias = examination["weight"], examination["bias"]
    figures, view = st.columns([1, 2], gap="medium")
    with figures:
        for name, found_one, true in (("w", weight, opened.data.slope), ("b", bias, opened.data.intercept)):
            st.metric(name, f"{found_one:.4g}", f"{found_one - true:+.2g}", delta_color="off")
        _r2(found, config)
        st.caption(_("Below w and b: how far they are from the line that the points were drawn around."))
    with view:
        test = torch.tensor(examination["indices"])
        others = torch.tensor([i for i in range(len(opened)) if i not in examination["indices"]])
        groups = [(_("test"), test), (_("training and validation"), others)]
        points_beside_a_line(opened, "line", groups, learned=(weight, bias))


def _forecast(found: Mapping[str, Any], config: TrainConfig) -> None:
    about = _("1 minus the squared error, divided by that of repeating the last value: 1 is perfect, 0 no gain.")
    _score(_("skill on the test part"), about, found, config)
    examination = found["examination"]
    alt = _("The true series of the test part, the forecast one step ahead, and the one rolled out by itself.")
    figure(forecast(examination), key="forecast", alt=alt)
    st.caption(
        _(
            "**One step ahead** sees the true values before each. **Rolled out** goes on from the first window with "
            "nothing but its own answers, so its mistakes add up."
        )
    )


def _text(found: Mapping[str, Any], config: TrainConfig) -> None:
    about = _("Share of the characters of the test part whose next one the network says right.")
    _score(_("next characters right"), about, found, config)
    examination = found["examination"]
    st.markdown(_("It was given:"))
    st.code(examination["begun"], language=None, wrap_lines=True)
    st.markdown(_("and wrote on:"))
    st.code(examination["written"], language=None, wrap_lines=True)


_SHOWN: Mapping[str, Callable[[Mapping[str, Any], TrainConfig], None]] = {
    "pictures": _classes,
    "points": _classes,
    "table": _classes,
    "line": _line,
    "numbers": _numbers,
    "series": _forecast,
    "text": _text,
}
