"""Sequences of unequal length on the DataLoader page: the error, then what `collate_fn` makes of them."""

from functools import lru_cache
from typing import Any

import streamlit as st
from torch import Tensor

from playground.datasets.ragged import (
    BATCH_FIRST,
    ENFORCE_SORTED,
    PADDING_SIDE,
    PADDING_VALUE,
    WORDS,
    WORDS_BATCH_SIZE,
    Padded,
    Ragged,
    RaggedSettings,
    ragged,
    ragged_script,
    read_words,
)
from playground.program.values import Recorder
from playground.translations import PlaygroundError, _
from playground.ui.controls import control
from playground.ui.grid import Panel, drawing, show
from playground.ui.kept import kept
from playground.ui.programs import plain
from playground.ui.stale import stale
from playground.ui.workbench import code_box

GOOD = "ragged good"  # the last settings that could be shown


def ragged_view() -> None:
    """Show what a `DataLoader` makes of words."""
    typed, given = _controls()
    with st.container():
        try:
            settings = RaggedSettings(words=read_words(typed), **given)
            st.session_state[GOOD] = settings
        except PlaygroundError as error:
            st.error(plain(error.message.text()), icon=":material/error:")
            stale()
            settings = st.session_state.get(GOOD, RaggedSettings())
        _shown(settings)
    code_box(lambda: ragged_script(settings), "ragged")


def _shown(settings: RaggedSettings) -> None:
    found = _ragged(settings)
    st.markdown(_("##### Each word is a tensor, and they are of unequal length"))
    show(_sequences(settings), key="sequences")
    st.markdown(_("##### Without a collate_fn"))
    if found.refusal:
        st.error(plain(_("PyTorch says: {words}").format(words=found.refusal)), icon=":material/error:")
        st.caption(
            _(
                "DataLoader puts the samples of a batch together with torch.stack, and rows of a tensor are of one "
                "length. Words of equal length would do: try it."
            )
        )
    else:
        st.success(_("All words of the first batch are of one length: they can be stacked as they are."))
    st.markdown(_("##### With a collate_fn that pads: pad_sequence"))
    show(_padded(settings), key="padded")
    st.caption(_share(found))
    st.markdown(_("##### The first batch, packed: pack_padded_sequence"))
    _packed(settings, found)


def _controls() -> tuple[str, dict[str, Any]]:
    text, size, value, side, switches = st.columns([2.2, 1, 1, 1, 1.2])
    with text:
        typed = st.text_input(
            _("words"),
            WORDS,
            key="words",
            bind="query-params",
            live=True,
            help=_("Each word is a sample. Type your own."),
        )
    given: dict[str, Any] = {}
    with size:
        given["batch_size"] = control(WORDS_BATCH_SIZE, "words.batch_size")
    for parameter, column in (
        (PADDING_VALUE, value),
        (PADDING_SIDE, side),
        (BATCH_FIRST, switches),
        (ENFORCE_SORTED, switches),
    ):
        with column:
            given[parameter.name] = control(parameter)
    return typed or "", given


_ragged = lru_cache(maxsize=64)(ragged)


def _panel(name: str, tensor: Tensor, axes: tuple[int, ...], **more: object) -> Panel:
    return Panel(name, Recorder(1_000, 100, 10**6).tensor(tensor), axes, **more)  # type: ignore[arg-type]


@kept()
def _sequences(settings: RaggedSettings) -> bytes:
    found = _ragged(settings)
    return drawing([_panel(word, each, (1,)) for word, each in zip(settings.words, found.sequences, strict=True)])


@kept()
def _padded(settings: RaggedSettings) -> bytes:
    """Return the batches as grids: padding has no colour, and lengths stand below."""
    axes = (0, 1) if settings.batch_first else (1, 0)
    panels = []
    for number, batch in enumerate(_ragged(settings).batches, 1):
        note = _("lengths: {lengths}").format(lengths=batch.lengths.tolist())
        panels.append(_panel(f"batch {number}", batch.inputs, axes, note=note, changed=batch.padding))
    return drawing(panels)


def _share(found: Ragged) -> str:
    cells = sum(batch.inputs.numel() for batch in found.batches)
    padding = sum(len(batch.padding) for batch in found.batches)
    return _(
        "{padding} of {cells} numbers are padding ({share}), framed in the grids. Each batch is padded to its own "
        "longest word, so words of like length are best put into the same batch."
    ).format(padding=padding, cells=cells, share=f"{100 * padding / cells:.0f} %")


def _packed(settings: RaggedSettings, found: Ragged) -> None:
    if found.packed is None:
        st.error(plain(_("PyTorch says: {words}").format(words=found.packing_refusal)), icon=":material/error:")
        st.caption(
            _(
                "With enforce_sorted=True you promise that the longest sequence comes first. Keep the promise (type "
                "the longest word first), or switch enforce_sorted off: PyTorch sorts, and remembers how to sort back."
            )
        )
        return
    if settings.padding_side == "left" and found.batches[0].padding:
        st.warning(
            _(
                "pack_padded_sequence takes the first numbers of each row, and here they are padding: letters are "
                "lost, and PyTorch says nothing. Packing wants the padding on the right."
            ),
            icon=":material/lightbulb:",
        )
    show(_packed_drawing(settings), key="packed")
    st.caption(_story(found.batches[0]))


@kept()
def _packed_drawing(settings: RaggedSettings) -> bytes:
    packed = _ragged(settings).packed
    assert packed is not None
    panels = [
        _panel("packed.data", packed.data, (2,), strip=True),
        _panel("packed.batch_sizes", packed.batch_sizes, (1,)),
    ]
    if packed.sorted_indices is not None:
        panels.append(_panel("packed.sorted_indices", packed.sorted_indices, (0,)))
    return drawing(panels)


def _story(batch: Padded) -> str:
    return _(
        "First the first letter of every word, the longest word first, then all second letters, and so on: batch_sizes "
        "says how many words still go on at each place. {kept} numbers instead of {all}: a recurrent layer computes no "
        "padding."
    ).format(kept=batch.inputs.numel() - len(batch.padding), all=batch.inputs.numel())
