"""A state_dict opened: a tree of its entries, one of them in full, what it weighs, and what the file adds."""

import html
from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from playground.asking.loading import Asked
from playground.charts.histogram import histogram
from playground.exporting import buffers
from playground.exporting.saved import VALUES, Saved, saved_state
from playground.exporting.tree import Entry, Tree, closely, tree_of
from playground.program.records import Limits
from playground.program.values import Recorder
from playground.runs import Run
from playground.timing.units import memory
from playground.translations import N_, _
from playground.ui.address import write
from playground.ui.export_tree import state_tree
from playground.ui.figure import figure
from playground.ui.fragments import part
from playground.ui.grid import Panel, tensor_grid
from playground.ui.shapes import chips
from playground.ui.tables import table

ENTRY = "entry"
FIRST_VALUES = 3  # members with values that are listed before the last
BUFFERS: Mapping[str, str] = {
    "weight": N_("learned: what each normalised feature is multiplied by"),
    "bias": N_("learned: what is then added"),
    "running_mean": N_("followed: the mean of the batches so far, for use after the training"),
    "running_var": N_("followed: their variance"),
    "num_batches_tracked": N_("counted: how many batches there were; a whole number of dtype int64"),
}


def show_state(asked: Asked, _run: Run | None) -> None:
    """Show the state_dict of a network."""
    tree = tree_of(asked)
    st.markdown(_totals(tree))
    part(lambda: _tree_and_entry(asked, tree))
    left, right = st.columns([1.2, 1], gap="large")
    with left:
        st.subheader(_("The file"), anchor=False)
        _file(saved_state(asked), tree)
    with right:
        st.subheader(_("Kept, but not learned"), anchor=False)
        _buffers(tree)


def _totals(tree: Tree) -> str:
    tensors, numbers, size = tree.total("parameter")
    text = _("`model.state_dict()` is a dictionary: **{tensors}** parameters with **{numbers}** numbers, {bytes}.")
    line = text.format(tensors=tensors, numbers=f"{numbers:,}", bytes=memory(size))
    tensors, numbers, size = tree.total("buffer")
    if not tensors:
        return line
    text = _("And **{tensors}** buffers with {numbers} numbers, {bytes}.")
    return line + " " + text.format(tensors=tensors, numbers=f"{numbers:,}", bytes=memory(size))


def _tree_and_entry(asked: Asked, tree: Tree) -> None:
    entries = {entry.name: entry for entry in tree.entries}
    chosen = st.query_params.get(ENTRY, "")
    if chosen not in entries:
        chosen = next(iter(entries))

    def pick(name: str) -> None:
        if name in entries:
            write(ENTRY, name)

    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        state_tree(tree, chosen, key="state tree", on_pick=pick)
    with right:
        _entry(asked, entries[chosen])


def _entry(asked: Asked, entry: Entry) -> None:
    """Show one tensor: what it is, how its values are spread, and the first of them."""
    kind = {"parameter": _("a parameter: the optimizer changes it"), "buffer": _("a buffer: no optimizer changes it")}
    st.html(f"<b><code>{html.escape(entry.name)}</code></b> &ensp;{chips(entry.shape)} &ensp;{kind[entry.kind]}")
    product = " × ".join(map(str, entry.shape)) or "1"
    size = entry.bytes // max(1, entry.numel)
    st.caption(
        _("{product} = {numel} numbers of {size} bytes each: {bytes}. Mean {mean}, standard deviation {std}.").format(
            product=product,
            numel=f"{entry.numel:,}",
            size=size,
            bytes=memory(entry.bytes),
            mean=f"{entry.mean:.3g}",
            std=f"{entry.std:.3g}",
        )
    )
    close = closely(asked, entry.name)
    figure(
        histogram(*close.histogram),
        key="entry values",
        alt=_("Histogram of the values of {name}").format(name=entry.name),
    )
    piece = close.piece
    values = Recorder(piece.values.numel(), 0, Limits().bytes).tensor(piece.values)
    tensor_grid([Panel(piece.name, values, piece.axes)], key="entry cells")


def _file(saved: Saved, tree: Tree) -> None:
    """Show the members of the file that the state_dict becomes."""
    st.markdown(
        _(
            '`torch.save(model.state_dict(), "weights.pt")` writes a zip file of {file}: {values} are the values, '
            "{pickle} the pickle with the names, {rest} the zip's own lists and the padding between."
        ).format(
            file=memory(saved.bytes),
            values=memory(saved.values),
            pickle=memory(saved.pickle),
            rest=memory(saved.bytes - saved.values - saved.pickle),
        )
    )
    rows = _members(saved, [entry.name for entry in tree.entries])
    st.html(table(rows, (_("inside"), _("bytes"), _("what it is"))))


def _members(saved: Saved, names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Give a row for each member; of the many with values, the first and the last."""
    values = [member for member in saved.members if member.name.startswith(VALUES)]
    for member in saved.members:
        about = _(member.about)
        if member in values:
            place = values.index(member)
            if FIRST_VALUES <= place < len(values) - 1:
                continue
            if len(values) == len(names):  # no two entries share their values
                about = f"<code>{html.escape(names[place])}</code>" + ("" if place else f". {about}")
            if place == FIRST_VALUES - 1 and len(values) > FIRST_VALUES + 1:
                about += " …"
        yield f"<code>{html.escape(member.name)}</code>", memory(member.bytes).replace(" ", "&nbsp;"), about


def _buffers(tree: Tree) -> None:
    """Show what a BatchNorm layer keeps, before and after batches."""
    own = tree.total("buffer")[0]
    text = _("This network has no buffers.") if not own else _("This network has buffers.")
    st.markdown(
        text
        + " "
        + _(
            "A BatchNorm layer shows best what they are: here is its state_dict before and after {count} batches."
        ).format(count=buffers.BATCHES)
    )
    rows = [
        (
            f"<code>{each.name}</code><br><small style='white-space:normal'>{_(BUFFERS[each.name])}</small>",
            *(f"<span style='white-space:nowrap'>{value}</span>" for value in (each.before, each.after)),
        )
        for each in buffers.changes()
    ]
    st.html(table(rows, ("", _("before"), _("after"))))
    st.caption(
        _(
            "The optimizer is given `model.parameters()` and never sees a buffer; a checkpoint without them would "
            "normalise with the wrong mean after loading."
        )
    )
    st.code(buffers.CODE, language="python")
