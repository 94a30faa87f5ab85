"""The DataLoader page's own pieces: its views, what is loaded and how, the map and the arithmetic behind it."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from playground.datasets.batches import BatchPlan, arithmetic, batch_plan
from playground.datasets.loader_presets import DEFAULTS, NO_SAMPLER, PRESETS
from playground.datasets.loader_refusals import LoaderError
from playground.datasets.loader_script import script
from playground.datasets.loader_settings import (
    BATCH_SIZE,
    DROP_LAST,
    EPOCHS,
    NUM_WORKERS,
    PERSISTENT_WORKERS,
    PIN_MEMORY,
    PREFETCH_FACTOR,
    SEED,
    SHUFFLE,
    WITHOUT_WORKERS,
    LoaderSettings,
)
from playground.datasets.remarks import remarks
from playground.datasets.samplers import SAMPLERS, WEIGHTS
from playground.datasets.unbalanced import NUMBERS, SOURCES, DataChoice, N
from playground.translations import PlaygroundError, _
from playground.ui.batch_map import batch_chips, batch_map
from playground.ui.controls import DOCS, control, group
from playground.ui.filled import fill
from playground.ui.presets import control_presets
from playground.ui.programs import plain
from playground.ui.stale import stale
from playground.ui.workbench import code_box

WEIGHTS_KEY = "WeightedRandomSampler.weights"
WIDTHS = (1.6, 1, 1)  # of a sampler's settings
ALL_DEFAULTS = {**DEFAULTS, **WITHOUT_WORKERS, "WeightedRandomSampler.replacement": True, WEIGHTS_KEY: WEIGHTS.default}
LINE = (  # what it is, and beside it or on a phone below it what it comes to
    '<div style="display:flex;flex-wrap:wrap;gap:0 1rem;margin-bottom:.45rem">'
    '<span style="flex:0 1 17rem;opacity:.75">{}</span><span style="flex:1 1 19rem">{}</span></div>'
)
GOOD = "dataloader good"  # the last settings of which there was a plan

Plan = tuple[DataChoice, LoaderSettings, int]


def view(views: Sequence[str]) -> str:
    """Show what can be looked at; return the one that was chosen."""
    chosen = st.segmented_control(
        _("What to look at"),
        views,
        default=views[0],
        key="view",
        required=True,
        bind="query-params",
        label_visibility="collapsed",
    )
    return chosen or views[0]


def batches_view() -> None:
    """Show the map of batches with all that changes it."""
    control_presets(PRESETS, DEFAULTS, "loader preset")
    asked = _controls()
    with st.container():
        try:
            batch_plan(*asked)
            st.session_state[GOOD] = shown = asked
        except PlaygroundError as error:
            refused(error)
            shown = st.session_state.get(GOOD, (DataChoice(), LoaderSettings(), 1))
        for remark in remarks(*shown):
            st.warning(plain(remark.text()), icon=":material/lightbulb:")
        batch_map(*shown, key="map")
        numbers(shown, batch_plan(*shown))
    code_box(lambda: script(*shown), "dataloader")


def refused(error: PlaygroundError) -> None:
    """Say what is wrong and offer to mend it; what follows is marked as old."""
    st.error(plain(error.message.text()), icon=":material/error:")
    if isinstance(error, LoaderError) and error.mend:
        [(name, value)] = error.mend.items()
        mend = f"{name.split('.')[-1]}={value}"
        st.button(
            _("Try {mend}").format(mend=mend),
            icon=":material/build:",
            key="mend",
            on_click=fill,
            args=(error.mend, ALL_DEFAULTS),
        )
    stale()


def _controls() -> Plan:
    data, size, epochs, seed, order, sampling = st.columns([1.3, 1, 0.9, 0.9, 1, 1.6])
    with data:
        choice = data_choice()
    given: dict[str, Any] = {}
    for parameter, column in zip(
        (BATCH_SIZE, EPOCHS, SEED, SHUFFLE, DROP_LAST), (size, epochs, seed, order, order), strict=True
    ):
        with column:
            given[parameter.name] = control(parameter)
    with sampling:
        hint = "\n\n".join(f"**{row.name}** – {_(row.summary)} [↗]({DOCS}{row.docs})" for row in SAMPLERS.values())
        names = [NO_SAMPLER, *SAMPLERS]
        name = st.selectbox("sampler", names, key="sampler", help=hint, bind="query-params", filter_mode=None)
    if name in SAMPLERS:
        given |= {"sampler": name, "sampler_settings": _sampler_settings(name)}
    wanted = given.pop("epochs")
    return choice, LoaderSettings(**given, **_workers()), wanted


def data_choice() -> DataChoice:
    """Show the choice of a data set; return it."""
    hint = "\n\n".join(f"**{row.name}** – {_(row.summary)}" for row in SOURCES.values())
    name = st.selectbox("data", list(SOURCES), key="data", help=hint, bind="query-params", filter_mode=None)
    settings = ((N.name, control(N, "numbers.n")),) if name == NUMBERS.name else ()
    return DataChoice(name if name in SOURCES else next(iter(SOURCES)), settings)


def _sampler_settings(name: str) -> tuple[tuple[str, Any], ...]:
    row = SAMPLERS[name]
    if not row.parameters:
        return ()
    settings: list[tuple[str, Any]] = []
    if name == "WeightedRandomSampler":
        settings.append(("class_weights", class_weights_field()))
    for parameter, column in zip(row.parameters, st.columns(WIDTHS[: len(row.parameters)]), strict=True):
        with column:
            settings.append((parameter.name, control(parameter, f"{name}.{parameter.name}")))
    return tuple(settings)


def class_weights_field() -> str:
    """Show a field for the weights of the classes; return what was typed."""
    typed = st.text_input(
        "class_weights",
        key="class_weights",
        bind="query-params",
        placeholder="1 / torch.bincount(targets)",
        help=_("A number for each class, with commas between them. Empty: one over the number of its samples."),
    )
    return typed or ""


def _workers() -> dict[str, Any]:
    """Show the settings for workers where the group is open; return them."""
    given: dict[str, Any] = {}
    with group(_("Workers and memory"), "memory", "loader workers", WITHOUT_WORKERS) as shown:
        if not shown:
            return given
        number, factor, persistent, pin = st.columns(4)
        with factor:
            given["prefetch_factor"] = st.number_input(
                PREFETCH_FACTOR.name,
                int(PREFETCH_FACTOR.minimum),
                int(PREFETCH_FACTOR.maximum),
                None,
                key=PREFETCH_FACTOR.name,
                help=_(PREFETCH_FACTOR.help),
                bind="query-params",
                placeholder="None",
            )
        for parameter, column in ((NUM_WORKERS, number), (PERSISTENT_WORKERS, persistent), (PIN_MEMORY, pin)):
            with column:
                given[parameter.name] = control(parameter)
        st.caption(
            _(
                "Workers do not change the map: the sampler decides in the main process which sample goes into which "
                "batch, whoever then loads it. Only persistent_workers does, from the second epoch on: kept workers "
                "need no new seed, so one random number less is drawn. How fast they load is measured under "
                "**num_workers** above."
            )
        )
    return given


def numbers(shown: Plan, plan: BatchPlan) -> None:
    """Show samples = iterations × batch size with the numbers of a plan, and the shapes of its batches."""
    choice, settings, epochs = shown
    found = arithmetic(plan)
    names = {
        "drawn": f"{plan.drawn:,}",
        "size": f"{plan.batch_size:,}",
        "quotient": f"{found.quotient:.4g}",
        "batches": f"{plan.batches:,}",
        "full": f"{found.full:,}",
        "rest": f"{found.rest:,}",
        "used": f"{plan.used:,}",
        "epochs": f"{epochs:,}",
        "steps": f"{found.steps:,}",
        "all": f"{epochs * plan.used:,}",
    }
    if not found.rest:
        rounding, product = "{drawn} ÷ {size} = <b>{batches}</b>", "{batches} × {size} = <b>{used}</b>"
    elif settings.drop_last:
        rounding = _("{drawn} ÷ {size} = {quotient}, rounded down: <b>{batches}</b>")
        product = _("{batches} × {size} = <b>{used}</b>; drop_last leaves out the other {rest}")
    else:
        rounding = _("{drawn} ÷ {size} = {quotient}, rounded up: <b>{batches}</b>")
        product = "{full} × {size} + 1 × {rest} = <b>{used}</b>"
    rows = [
        [_("iterations in an epoch"), rounding.format(**names)],
        [_("samples = iterations × batch size"), product.format(**names)],
        [
            _("in all epochs"),
            _("{epochs} × {batches} = <b>{steps}</b> iterations, {epochs} × {used} = <b>{all}</b> samples").format(
                **names
            ),
        ],
        [_("a batch"), batch_chips(choice, min(plan.batch_size, plan.used)) or "–"],
        [_("the last batch"), batch_chips(choice, plan.last) or "–"],
    ]
    st.html("".join(LINE.format(*row) for row in rows))
