"""The mistakes of a network of pictures: its confusion matrix, and the pictures behind each cell."""

import streamlit as st

from playground.asking.examined import Examined, examined
from playground.asking.loading import Asked
from playground.translations import _
from playground.ui.asking_source import SAMPLE, SOURCE, TEST
from playground.ui.matrix import matrix
from playground.ui.picker import Pick, picker

SHOWN = 18  # pictures
MOST_CLASSES = 20  # that fit beside each other


def mistakes(asked: Asked, run_id: str) -> None:
    """Show what the network takes for what on its test part; a picture that is clicked is asked about."""
    box = st.expander(
        _("Its mistakes on the test part"), icon=":material/grid_off:", key="asked mistakes", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        found, classes = examined(asked), asked.opened.classes
        wrong = found.worst()
        st.caption(
            _("Asked about {count} of the {all} pictures that were held out; {wrong} answers are wrong.").format(
                count=f"{len(found.indices):,}", all=f"{len(asked.test):,}", wrong=f"{len(wrong):,}"
            )
        )
        cell = None
        left, right = st.columns([1.2, 1], gap="large")
        if len(classes) <= MOST_CLASSES:
            with left:
                st.markdown(_("**Confusion matrix** – click a cell to open its pictures"))
                cell = matrix(found.confusion(len(classes)), classes, key=f"matrix {run_id}")
        with right:
            if cell is None:
                st.markdown(_("**The worst mistakes** – the surest first; click one to ask about it"))
                _picks(asked, found, wrong)
            else:
                told = _("**Is {label}, taken for {said}** – click one to ask about it")
                st.markdown(told.format(label=classes[cell[0]], said=classes[cell[1]]))
                _picks(asked, found, found.cell(*cell))


def _picks(asked: Asked, found: Examined, places: list[int]) -> None:
    """Show pictures to click; one that is clicked becomes the held-out picture that is asked about."""
    opened = asked.opened
    if not places:
        st.caption(_("None."))
        return

    def shown(place: int) -> Pick:
        index = int(found.indices[place])
        label, said = (opened.classes[int(each[place])] for each in (found.labels, found.predicted))
        share = f"{float(found.confidence[place]):.0%}"
        alt = _("A {label}, read as {prediction} with {share}").format(label=label, prediction=said, share=share)
        return Pick(index, opened.png(index), f"{label} → {said} · {share}", alt)

    def picked(index: int) -> None:
        st.session_state[SAMPLE] = int((asked.test == index).nonzero()[0])
        st.session_state[SOURCE] = TEST

    picker([shown(place) for place in places[:SHOWN]], key="asked pictures", on_pick=picked)
    if len(places) > SHOWN:
        st.caption(_("and {count} more").format(count=len(places) - SHOWN))
