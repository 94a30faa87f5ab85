"""Unbalanced classes on the DataLoader page: batches before and after weighting, and what was drawn."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from playground.charts.batches import class_shares
from playground.datasets.batches import batch_plan
from playground.datasets.drawn import Drawn, Expected, drawn, expected
from playground.datasets.loader_script import script
from playground.datasets.loader_settings import BATCH_SIZE, SEED, LoaderSettings
from playground.datasets.remarks import remarks
from playground.datasets.samplers import PER_SAMPLE, WEIGHTS
from playground.datasets.unbalanced import RARE, SHARE, DataChoice, samples
from playground.translations import PlaygroundError, _
from playground.ui.batch_map import batch_map
from playground.ui.controls import control
from playground.ui.dataloader import WEIGHTS_KEY, class_weights_field, data_choice, refused
from playground.ui.figure import figure
from playground.ui.programs import plain
from playground.ui.tables import table
from playground.ui.workbench import code_box

GOOD = "weights good"  # the last settings of which there was a plan
MAP = 180  # pixels

Pair = tuple[DataChoice, LoaderSettings, LoaderSettings]


def weights_view() -> None:
    """Show what `WeightedRandomSampler` makes of a data set in which one class is rare."""
    st.caption(
        _(
            "One class was made rare: most of its samples were taken out, and a network sees it seldom enough to "
            "ignore it. WeightedRandomSampler draws rare samples more often."
        )
    )
    asked = _controls()
    with st.container():
        shown = _shown(asked)
    code_box(lambda: script(shown[0], shown[2], 1), "weights")


def _shown(asked: Pair) -> Pair:
    """Show the batches of a pair of settings, or why there are none and the last that were; return what is shown."""
    try:
        for settings in asked[1:]:
            batch_plan(asked[0], settings, 1)
        st.session_state[GOOD] = shown = asked
    except PlaygroundError as error:
        refused(error)
        shown = st.session_state.get(GOOD, pair(DataChoice(rare=1), LoaderSettings(), {"weights": PER_SAMPLE}))
    choice, before, after = shown
    for remark in remarks(choice, after, 1):
        st.warning(plain(remark.text()), icon=":material/lightbulb:")
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("##### `shuffle=True`")
        batch_map(choice, before, 1, key="before", height=MAP, compact=True, accent=choice.rare)
    with right:
        st.markdown("##### `sampler=WeightedRandomSampler(…)`")
        batch_map(choice, after, 1, key="after", height=MAP, compact=True, accent=choice.rare)
    _what_came(shown)
    return shown


def _controls() -> Pair:
    data, *columns = st.columns([1.4, 1, 1, 1, 1])
    with data:
        choice = data_choice()
    given: dict[str, Any] = {}
    for parameter, column in zip((RARE, SHARE, BATCH_SIZE, SEED), columns, strict=True):
        with column:
            given[parameter.name] = control(parameter)
    weights, way = st.columns([1.4, 4])
    with weights:
        typed = class_weights_field()
    with way:
        of = control(WEIGHTS, WEIGHTS_KEY)
    choice = replace(choice, rare=given.pop("rare"), share=given.pop("share"))
    return pair(choice, LoaderSettings(**given), {"class_weights": typed, "weights": of})


def pair(choice: DataChoice, before: LoaderSettings, weights: Mapping[str, Any]) -> Pair:
    """Return the settings without weights and with them."""
    given = {**weights, "replacement": True, "num_samples": 0}
    after = replace(before, shuffle=False, sampler="WeightedRandomSampler", sampler_settings=tuple(given.items()))
    return choice, before, after


def _what_came(shown: Pair) -> None:
    """Show the share of each class before and after, and how often samples came, expected and counted."""
    choice, before, after = shown
    found, given = samples(choice), dict(after.sampler_settings)
    count = len(found.classes)
    first, second = batch_plan(choice, before, 1), batch_plan(choice, after, 1)
    if not first.used or not second.used:
        return
    shuffled, weighted = drawn(first, found.targets, count), drawn(second, found.targets, count)
    foreseen = expected(found.targets, given, count, second.drawn)
    drawing = class_shares(found.classes, foreseen.own, shuffled.shares, foreseen.shares, weighted.shares)
    chart, words = st.columns([1.3, 1], gap="medium")
    rare = choice.rare or 0
    with chart:
        alt = _("Share of class {name}: {own} in the data, {weighted} drawn with weights, {expected} expected.").format(
            name=found.classes[rare],
            own=_percent(foreseen.own[rare]),
            weighted=_percent(weighted.shares[rare]),
            expected=_percent(foreseen.shares[rare]),
        )
        figure(drawing, key="class shares", alt=alt)
    with words:
        st.html(table(_rows(found.classes[rare], rare, foreseen, shuffled, weighted), ["", "shuffle", _("weighted")]))
        st.caption(
            _(
                "Sample {index} (class {name}) came {times} times in this one epoch: weights repeat samples, "
                "they make no new ones."
            ).format(
                index=weighted.favourite,
                name=found.classes[int(found.targets[weighted.favourite])],
                times=weighted.most,
            )
        )


def _rows(name: str, rare: int, foreseen: Expected, shuffled: Drawn, weighted: Drawn) -> list[list[str]]:
    count = foreseen.counts[rare]
    share = _("share of class {name}").format(name=name)
    weight = f"{foreseen.weights[rare]:.3g}" if count else "–"
    return [
        [share, _percent(shuffled.shares[rare]), _percent(weighted.shares[rare])],
        [_("expected"), _percent(foreseen.own[rare]), _percent(foreseen.shares[rare])],
        [_("weight of each of its {count} samples").format(count=count), "–", weight],
        [_("different samples"), f"{shuffled.different:,}", f"{weighted.different:,}"],
        [_("expected"), f"{sum(foreseen.counts):,}", f"{foreseen.different:,.0f}"],
        [_("more than once"), f"{shuffled.again:,}", f"{weighted.again:,}"],
        [_("never"), f"{shuffled.never:,}", f"{weighted.never:,}"],
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
