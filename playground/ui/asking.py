"""Which trained network is asked: one of the visitor's own, the one that the link names, or a small one made now."""

import streamlit as st

from playground.asking.loading import open_run
from playground.asking.small import SMALL
from playground.datasets import ALL_DATASETS
from playground.datasets.opened import open_row
from playground.runs import ENDED, Run
from playground.runs.reading import config_of
from playground.runs.store import shared_store
from playground.training import TrainConfig
from playground.training.scores import SCORES, is_share, say_score, score_of
from playground.translations import PlaygroundError, _
from playground.ui.asking_kinds import ASKED, EMPTY
from playground.ui.clock import local
from playground.ui.failures import error_box, in_words
from playground.ui.follow import follow
from playground.ui.live import live_chart, status_names
from playground.ui.picked import told_apart, when_picked
from playground.ui.training import PARAMETER, show, shown_run, start
from playground.ui.visitor import visitor_id

CHOICE, SMALL_ONES = "asked run", "small ones"
NEWEST = 50  # runs that can be chosen here


def chosen_run(label: str = "") -> Run | None:
    """Let a run be chosen, or a small one be started; return the one to be asked, which may still be at work.

    `label` is what the choice is called.
    """
    run = shown_run()
    own: list[Run] = []
    with in_words():
        own = [each for each in shared_store().owned_by(visitor_id(), NEWEST) if each.checkpoint_step is not None]
    if run is None and own and PARAMETER not in st.query_params:
        run = own[0]
    runs = {each.id: each for each in ([run] if run else []) + own}
    if not runs:
        st.markdown(_("**You have no trained network yet.** Train a small one here and now; it takes some seconds:"))
        _small(first=True)
        return None
    choice, small = st.columns([4, 1.2], vertical_alignment="bottom")
    with choice:
        _choice(runs, run, label or _("The network to be asked"))
    with small:
        box = st.popover(_("Train a small one"), icon=":material/bolt:", key=SMALL_ONES, on_change="rerun")
        if box.open:
            with box:
                _small(first=False)
    return run


def _choice(runs: dict[str, Run], run: Run | None, label: str) -> None:
    widget = follow(CHOICE, run.id if run else None)
    names = dict(zip(runs, told_apart([*map(_label, runs.values())]), strict=True))

    st.selectbox(
        label,
        list(names),
        key=widget,
        format_func=names.__getitem__,
        on_change=when_picked(widget, names, show),
        placeholder=_("choose or search"),
    )


def _label(run: Run) -> str:
    """Return what a run is called in a list: its name, its data, its model, how well it does, when it was made."""
    data = _name(run.config.get("data"))
    parts = [*filter(None, [run.name]), data, _name(run.config.get("model"))]
    score = run.best if run.test_score is None else run.test_score
    name = score_of(data)
    if score is not None and name:
        said = say_score(score, name)
        parts.append(said if is_share(name) else f"{_(SCORES[name].word)} {said}")
    if run.status != "finished":
        parts.append(status_names()[run.status])
    return " · ".join([*parts, f"{local(run.created):%m-%d %H:%M:%S}"])


def _name(choice: object) -> str:
    return str(choice.get("name", "?")) if isinstance(choice, dict) else str(choice or "?")


def _small(*, first: bool) -> None:
    """Show the small networks; a click trains one."""
    with st.container(horizontal=first, gap="small"):
        for place, (name, preset) in enumerate(SMALL.items()):
            st.button(
                _(preset.name),
                type="primary" if first and place == 0 else "secondary",
                icon=":material/bolt:",
                key=f"small {name}",
                help=_(preset.summary),
                on_click=_start,
                args=(preset.config,),
            )


def _start(config: TrainConfig) -> None:
    start(config)
    st.session_state[SMALL_ONES] = False  # it would lie over the answers


def ask(run: Run | None) -> None:
    """Show the network of a run and let it be asked; while there is none, what can be seen without one."""
    if run is None:
        _without(TrainConfig())
        return
    with in_words():
        config = config_of(run)
        _told(run, config)
        if run.status not in ENDED:
            live_chart(run, key="live", compact=True)
        if run.checkpoint_step is None:
            if run.status in ENDED:
                st.warning(_("This run left no checkpoint, so there is nothing to ask."), icon=":material/info:")
                if run.message:
                    st.caption(run.message.text())
                st.page_link("../pages/train.py", label=_("Open this run"), query_params={PARAMETER: run.id})
            else:
                _without(config)
            return
        asked = open_run(run)
        ASKED[asked.opened.kind](asked, run)


def _without(config: TrainConfig) -> None:
    """Show what can be seen while there is no network yet."""
    empty = EMPTY.get(ALL_DATASETS[config.data.name].kind)
    if empty:
        try:
            empty(open_row(config.data.name, config.data.parameters))
        except PlaygroundError as error:
            error_box(error.message)


def _told(run: Run, config: TrainConfig) -> None:
    """Say what this network is."""
    small = next((each for each in SMALL.values() if each.config == config), None)
    lines = []
    if small:
        lines.append(
            _("**A small network, trained on the spot**: {summary} One that was trained for longer answers better.")
        )
        lines[0] = lines[0].format(summary=_(small.summary))
    else:
        lines.append(
            _("**{model}**, trained on the data **{data}**.").format(model=config.model.name, data=config.data.name)
        )
    if run.owner != visitor_id():
        lines.append(_("It is somebody else's run: you can ask it, but not steer it."))
    if run.checkpoint_step is not None and run.status != "finished":
        lines.append(_("As it was after step {step}.").format(step=f"{run.checkpoint_step:,}"))
    st.markdown(" ".join(lines))
