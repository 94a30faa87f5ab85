"""A network of pictures is asked: what was drawn, uploaded or held out, what it says, and how it comes to say so."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st
import torch
from torch import Tensor

from playground.asking.answers import Answer, answer
from playground.asking.drawing import SIDE, Framing, framing_of, picture_of, picture_of_photo
from playground.asking.loading import Asked
from playground.asking.script import of_picture, of_sample
from playground.datasets.opened import Opened, png
from playground.runs import Run
from playground.translations import _
from playground.ui.asking_code import code
from playground.ui.asking_inside import attributions, layers
from playground.ui.asking_mistakes import mistakes
from playground.ui.asking_source import DRAW, SAMPLE, SOURCE, TEST, UPLOAD
from playground.ui.asking_upload import uploaded
from playground.ui.bars import bars, says
from playground.ui.failures import in_words
from playground.ui.fragments import part
from playground.ui.gallery import figure_html
from playground.ui.pad import pad
from playground.ui.shapes import chips

SEEN_SIDE = 150  # pixels on the screen


def empty(opened: Opened) -> None:
    """Show the pad, and a drawing as a network would see it, before there is one that answers."""

    def view() -> None:
        left, right = st.columns([1, 1.6], gap="large")
        framing = framing_of(opened)
        with left:
            picture = _drawn(None, opened, framing)
        with right:
            if picture is not None:
                _seen(picture, opened, framing)
            st.info(_("There is no network yet that could answer."), icon=":material/hourglass_empty:")

    part(view)


def pictures(asked: Asked, run: Run) -> None:
    """Show what the network is asked about, its answer, its inside and its mistakes."""
    part(partial(_pictures, asked, run))


@in_words()
def _pictures(asked: Asked, run: Run) -> None:
    opened, framing = asked.opened, framing_of(asked.opened)
    left, right = st.columns([1, 1.6], gap="large")
    with left:
        ways = {DRAW: _("Draw"), TEST: _("Held out"), UPLOAD: _("Upload")}
        way = st.segmented_control(
            _("Where the picture is from"),
            list(ways),
            default=DRAW if framing.plain else TEST,
            required=True,
            format_func=ways.__getitem__,
            key=SOURCE,
            label_visibility="collapsed",
        )
        picture = _SOURCES[way](asked, opened, framing)
    with right:
        if picture is None:
            st.info(
                _("There is nothing to see for the network yet: draw something on the pad.")
                if way == DRAW
                else _("Choose a picture, and the network says what it sees."),
                icon=":material/draw:",
            )
        else:
            found = answer(asked, picture)
            _answered(found, opened, framing, picture)
    if picture is not None:
        layers(found)
        attributions(asked, picture, framing, found)
    mistakes(asked, run.id)
    if picture is not None:
        held_out = way == TEST
        question = partial(of_sample, asked, _index(asked)) if held_out else partial(of_picture, asked, picture)
        code(asked, run, question, None if held_out else picture)


def _drawn(_asked: Asked | None, opened: Opened, framing: Framing) -> Tensor | None:
    ink = pad(_example(opened, framing), key="pad", label=_("A pad to draw on with mouse, finger or pen"))
    if not framing.plain:
        st.caption(_("This network learned from photos and has never seen a drawing: expect little of its answer."))
    return picture_of(ink, framing)


def _example(opened: Opened, framing: Framing) -> Tensor | None:
    """Return what is on the pad at first: a picture of the data set, drawn large."""
    if not framing.plain:
        return None
    ink = (opened.data[0][0] - framing.ground).abs()
    margin = SIDE // 8
    large = torch.nn.functional.interpolate(ink[None], (SIDE - 2 * margin,) * 2, mode="bilinear")[0, 0].clamp(0, 1)
    return torch.nn.functional.pad(large, (margin,) * 4)


def _held_out(asked: Asked | None, opened: Opened, _framing: Framing) -> Tensor | None:
    assert asked is not None
    last = len(asked.test) - 1
    if st.session_state.get(SAMPLE, 0) > last:
        st.session_state[SAMPLE] = last
    st.number_input(_("Which picture of the test part, 0 to {last}").format(last=f"{last:,}"), 0, last, key=SAMPLE)
    index = _index(asked)
    picture: Tensor = opened.data[index][0]
    name = opened.classes[int(opened.targets[index])]
    told = _("It is: {name}").format(name=name)
    figure = figure_html(png(picture), told, told, size=SEEN_SIDE + 70)
    st.html(f'<div style="display:inline-block">{figure}</div>')
    st.caption(_("Sample {index} of the data set; the network never learned from it.").format(index=f"{index:,}"))
    return picture


def _index(asked: Asked) -> int:
    """Return the place in the data set of the held-out picture that is asked about; the first where none is."""
    return int(asked.test[int(st.session_state.get(SAMPLE) or 0)])


def _uploaded(_asked: Asked | None, _opened: Opened, framing: Framing) -> Tensor | None:
    photo = uploaded()
    if photo is None:
        return None
    picture = picture_of_photo(photo, framing)
    if picture is None:
        st.warning(_("Nothing stands out on this picture: it is one even surface."), icon=":material/image:")
    return picture


_SOURCES: Mapping[str, Callable[[Asked | None, Opened, Framing], Tensor | None]] = {
    DRAW: _drawn,
    TEST: _held_out,
    UPLOAD: _uploaded,
}


def _answered(found: Answer, opened: Opened, framing: Framing, picture: Tensor) -> None:
    """Show how the network sees the picture, and the chances that it gives the classes."""
    see, say = st.columns([1, 2], gap="medium")
    with say:  # before the rest: it is waited for
        best, shares = found.best, found.probabilities
        st.html(says(opened.classes[best]) + bars(opened.classes, shares, best))
        st.caption(_("The softmax of its {count} logits: they add up to 100 %.").format(count=len(shares)))
    with see:
        _seen(picture, opened, framing)


def _seen(picture: Tensor, opened: Opened, framing: Framing) -> None:
    """Show the picture that the network is given, and how it was made ready."""
    told = _("As the network sees it")
    figure = figure_html(png(picture), told, told, size=SEEN_SIDE)
    st.html(
        f'<div style="display:inline-grid;justify-items:center">{figure}<span>{chips((1, *picture.shape))}</span></div>'
    )
    if framing.plain and st.session_state.get(SOURCE, DRAW) != TEST:
        centre = _("centre of mass") if framing.by_mass else _("middle")
        st.caption(
            _(
                "Made like its training pictures: cut to the ink, the longer side scaled to {box} of {side} pixels, "
                "the ink's {centre} put at ({row}, {column})."
            ).format(
                box=framing.box,
                side=framing.shape[1],
                centre=centre,
                row=f"{framing.centre[0]:.1f}",
                column=f"{framing.centre[1]:.1f}",
            )
        )
