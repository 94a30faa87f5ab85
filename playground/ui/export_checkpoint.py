"""A checkpoint opened: its keys, what optimizers add to it, and a training taken up again from one."""

import html
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from playground.asking.loading import Asked
from playground.charts.resumed import losses
from playground.exporting.checkpoints import Part, parts_of
from playground.exporting.optimizer_states import kept_by_optimizers
from playground.exporting.resumed import BEFORE, CHOICES, PARTS, example, resumed, script
from playground.exporting.tree import tree_of
from playground.runs import Run
from playground.timing.units import memory, times
from playground.translations import N_, _
from playground.ui.code import code_panel
from playground.ui.failures import in_words
from playground.ui.figure import figure
from playground.ui.fragments import part
from playground.ui.history import MARKED
from playground.ui.linked import linked_choice
from playground.ui.tables import table


@dataclass(frozen=True)
class _Loaded:
    """What of a checkpoint is loaded: what that is called, which parts, and what comes of it."""

    title: str
    parts: frozenset[str]
    summary: str


LOADED: Mapping[str, _Loaded] = {
    "everything": _Loaded(
        N_("Everything"), frozenset(PARTS), N_("All four parts are back, so it goes on as if nothing had happened.")
    ),
    "weights": _Loaded(
        N_("Only the weights"),
        frozenset({"model"}),
        N_(
            "The network is back, but the optimizer begins from nothing and other samples come: good for using it, not "
            "for going on."
        ),
    ),
    "no_optimizer": _Loaded(
        N_("Without the optimizer"),
        frozenset(PARTS) - {"optimizer"},
        N_(
            "What it remembered of each parameter is gone, and its learning rate is the first one again: the rate of "
            "now is in its state_dict."
        ),
    ),
    "no_scheduler": _Loaded(
        N_("Without the scheduler"),
        frozenset(PARTS) - {"scheduler"},
        N_("It counts from 0 again, so the rate is lowered later than it should be. Until then both are the same."),
    ),
    "no_generator": _Loaded(
        N_("Without the random numbers"),
        frozenset(PARTS) - {"generator"},
        N_("Other samples are drawn, so every loss is another: not worse, but nothing that can be compared."),
    ),
}


def show_checkpoint(asked: Asked, run: Run | None) -> None:
    """Show what a checkpoint holds, and what goes wrong where a part of it is not loaded."""
    left, right = st.columns([1.25, 1], gap="large")
    with left:
        st.subheader(_("A checkpoint is a dictionary of state_dicts"), anchor=False)
        with in_words():
            _keys(run)
    with right:
        st.subheader(_("What the optimizer adds"), anchor=False)
        _optimizers(asked)
    st.subheader(_("Save, load, resume"), anchor=False)
    part(_resume)


def _keys(run: Run | None) -> None:
    if run:
        told, found = _("The last checkpoint of this run, as the playground keeps it:"), parts_of(run)
    else:
        told, found = _("The checkpoint of the small training below, after step {step}:"), example()
    st.markdown(told.format(step=BEFORE))
    st.html(table(map(_row, found), (_("key"), _("holds"), _("what it is"))))
    if run:
        st.page_link(
            "../pages/runs.py",
            label=_("Download it on the page My runs"),
            icon=":material/download:",
            query_params={MARKED: run.id},
        )


def _row(each: Part) -> tuple[str, str, str]:
    holds = _size(each.bytes) if each.bytes else f"<code>{html.escape(each.value or '…')}</code>"
    return f"<code>{html.escape(each.key)}</code>", holds, _(each.about)


def _size(count: int) -> str:
    return memory(count).replace(" ", "&nbsp;")


def _optimizers(asked: Asked) -> None:
    size = sum(entry.bytes for entry in tree_of(asked).entries)
    st.markdown(
        _("The weights of this network take {bytes}. After one real step, the optimizer keeps beside them:").format(
            bytes=memory(size)
        )
    )
    rows = [
        (
            f"<code>{html.escape(kept.code)}</code><br><small>{' '.join(kept.names) or '–'}</small>",
            _size(kept.bytes),
            f"{times(kept.bytes / size)}&nbsp;×",
        )
        for kept in kept_by_optimizers(asked)
    ]
    st.html(table(rows, (_("optimizer, and what it keeps"), _("bytes"), _("of the weights"))))
    st.caption(
        _(
            "So a checkpoint with Adam is about three times as large as the weights alone. For using a network, the "
            "weights suffice."
        )
    )


def _resume() -> None:
    st.markdown(
        _(
            "A small network is trained for {before} steps, saved, made anew with other random numbers, loaded, "
            "and trained on. Beside it the same training without a break. **What do you load?**"
        ).format(before=BEFORE)
    )
    chosen = LOADED[linked_choice(_("loaded"), {name: _(each.title) for name, each in LOADED.items()}, "loaded")]
    left, right = st.columns([1, 1.6], gap="large")
    with left:
        optimizer = linked_choice(_("optimizer"), {name: name for name in CHOICES}, "resume_with")
        result = resumed(optimizer, chosen.parts)
        if result.difference:
            st.warning(
                _("The losses differ by up to {difference}.").format(difference=f"{result.difference:.3g}")
                + " "
                + _(chosen.summary),
                icon=":material/call_split:",
            )
        else:
            st.success(
                _("Every loss is the same, to the last digit.") + " " + _(chosen.summary), icon=":material/check:"
            )
    with right:
        figure(losses(result), key="resumed losses", alt=_("Losses with and without a break, by step"))
    box = st.expander(_("The program to take home"), icon=":material/code:", key="resume code", on_change="rerun")
    if box.open:
        with box:
            code_panel(script(optimizer, chosen.parts), "resume.py", key="resume.py", height=420)
