"""The memory page's own pieces: storages with the names that look into them, what a step wrote."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from playground.program import Step, TensorValue
from playground.program.outcomes import Outcome, overtime
from playground.program.outcomes import outcome as outcome_of
from playground.tensors.storage_changes import Arrival, Write, arrivals, writes
from playground.tensors.storages import Look, Storage, index_of, numbers, storages
from playground.translations import N_, _
from playground.ui.grid import Links, Panel, drawing, show
from playground.ui.kept import kept
from playground.ui.programs import LINE, code, value_text
from playground.ui.shapes import chips

BOXES, LOOKS, CELLS, COLUMNS = 5, 8, 6, 24  # storages drawn, names drawn in each, cells in a sentence, of the table

HINT = N_("Point at a cell, or tap it: its place in memory lights up, and every cell that shares it.")

# What PyTorch tells of a tensor, by the name under which a program asks for it
FACTS: Mapping[str, Callable[[Look], str]] = {
    "stride()": lambda look: _of_tensor(look, look.value.strides),
    "storage_offset()": lambda look: _of_tensor(look, look.value.offset),
    "is_contiguous()": lambda look: _of_tensor(look, look.contiguous),
    "_version": lambda look: _of_tensor(look, "–" if look.value.version < 0 else look.value.version),
    "data_ptr()": lambda look: _of_tensor(look, look.data_ptr if look.data_ptr or not look.value.numel else "–"),
    "nbytes": lambda look: f"{look.value.nbytes:,}",
}


@dataclass(frozen=True)
class Box:
    """A storage as it is drawn: its grids as the browser gets them."""

    number: int
    grids: bytes


@dataclass(frozen=True)
class View:
    """All that is shown of one step: what it did in words, the storages, how many are not drawn, the table of facts."""

    told: str
    boxes: tuple[Box, ...]
    left_out: int
    facts: str

    def __len__(self) -> int:
        return len(self.told) + len(self.facts) + sum(len(box.grids) for box in self.boxes)


def memory_view(outcome: Outcome, seed: int, place: int, *, key: str) -> None:
    """Show one step: its line, what it did to memory, and every storage with the names that look into it."""
    late = outcome.trace is not None and overtime(outcome.trace)
    view = _put_together(outcome, place) if late else _view(outcome.source, seed, place)
    st.html(view.told)
    if not view.facts:
        st.caption(_("No name looks into a tensor's memory yet."))
        return
    for box in view.boxes:
        show(box.grids, key=f"{key} storage {box.number}")
    if view.left_out:
        st.caption(_("Storages that are not drawn: {count}").format(count=view.left_out))
    st.html(view.facts)


@kept(8 * 2**20)
def _view(source: str, seed: int, place: int) -> View:
    return _put_together(outcome_of(source, seed), place)


def _put_together(outcome: Outcome, place: int) -> View:
    assert outcome.trace is not None
    steps = outcome.trace.steps
    step, known = steps[place], numbers(steps)
    after = storages(step.names, known)
    before = storages(steps[place - 1].names, known) if place else ()
    come, found = arrivals(step.bound, before, after), writes(before, after)
    told = LINE.format("<br>".join([_line(step), *map(_arrival, come), *map(_write, found)]))
    if not after:
        return View(told, (), 0, "")
    written = {write.storage.number: write for write in found}
    colours = stride_colours(look for storage in after for look in storage.looks)
    drawn = _drawn(after, {*written, *(arrival.storage.number for arrival in come)})
    boxes = tuple(
        storage_box(storage, written.get(storage.number), colours, HINT if storage is drawn[0] else "")
        for storage in drawn
    )
    return View(told, boxes, len(after) - len(drawn), facts(after, colours))


def _line(step: Step) -> str:
    result = f" → {code(value_text(step.result))}" if step.result is not None else ""
    line = _("Line {line}").format(line=step.line)
    return f"{line}&emsp;{code(step.source)}{result}"


def _names(names: Iterable[str], most: int = CELLS) -> str:
    shown = list(names)
    parts = [f"<span style='white-space:nowrap'>{code(name)}</span>" for name in shown[:most]]
    return ", ".join([*parts, *(["…"] if len(shown) > most else [])])


def _arrival(arrival: Arrival) -> str:
    """Return in words where names look that a step bound."""
    names, number = _names(arrival.names), arrival.storage.number
    if arrival.same:
        other = arrival.same[0]
        same = code(f"{arrival.names[0]} is {other}")
        text = _("{names}: only another name of the same object. {same}").format(names=names, same=same)
    elif arrival.beside:
        text = _("{names}: no copy. Storage {number} is shared with {others}.").format(
            names=names, number=number, others=_names(arrival.beside)
        )
    elif arrival.new:
        text = _("{names}: storage {number}, into which no other name looks.").format(names=names, number=number)
    else:
        text = _("{names}: no copy. It is still storage {number}, seen in another way.").format(
            names=names, number=number
        )
    left = "".join(" " + _("(Before: storage {number}.)").format(number=number) for number in arrival.left)
    return text + left


def _write(write: Write) -> str:
    """Return in words what a step wrote into a storage."""
    storage, positions = write.storage, sorted(write.positions)
    names = [look.name for look, cells in zip(storage.looks, write.cells, strict=True) if cells]
    if len(positions) == 1:
        cells = [_cell(look, cell) for look, each in zip(storage.looks, write.cells, strict=True) for cell in each]
        text = _("Position {position} of storage {number} changed. It is {cells}.").format(
            position=positions[0], number=storage.number, cells=_names(cells)
        )
    elif positions:
        text = _("{count} positions of storage {number} changed. They are seen by {names}.").format(
            count=len(positions), number=storage.number, names=_names(names, LOOKS)
        )
    elif storage.data is not None:
        text = _("Storage {number} was written, but no value is another one.").format(number=storage.number)
    else:
        text = _("Storage {number} was written.").format(number=storage.number)
    before, after = write.versions
    if before is None or before != after:
        return text
    return text + " " + _("The version counter did not see it: {version}.").format(version=after)


def _cell(look: Look, flat: int) -> str:
    index = index_of(flat, look.value.shape)
    return f"{look.name}[{', '.join(map(str, index))}]" if index else look.name


def _drawn(after: Sequence[Storage], touched: Collection[int]) -> list[Storage]:
    """Return the storages to draw, those that the step had to do with before all others."""
    ordered = sorted(after, key=lambda storage: (storage.number not in touched, -storage.number))
    return sorted(ordered[:BOXES], key=lambda storage: storage.number)


def storage_box(storage: Storage, write: Write | None, colours: Mapping[int, int], hint: str) -> Box:
    """Return a storage: its memory as a strip, and each name as a grid; pointing at a cell lights all that share it."""
    changed = dict(zip((look.name for look in storage.looks), write.cells, strict=True)) if write else {}
    looks = [look for look in storage.looks if look.first == look.name][:LOOKS]
    panels = [
        Panel(look.name, look.value, _axes(look, colours), _note(look, storage), changed=changed.get(look.name, ()))
        for look in looks
    ]
    notes = [_("framed: changed in this step")] if write and write.positions else []
    notes += [_("?: no name looks here")] if storage.unseen else []
    strip = Panel(
        _("memory"),
        _strip(storage),
        (colours.get(1, len(colours)),),
        " · ".join(notes),
        changed=write.positions if write else (),
        unseen=storage.unseen,
        strip=True,
    )
    links = None
    if storage.data is not None:
        cells = tuple(look.cells(storage.count) for look in looks)
        links = Links(cells, (), tuple(_ways(look) for look in looks), _(hint) if hint else "\u2002")
    return Box(storage.number, drawing([*panels, strip], links, heading=_heading(storage, write)))


def _heading(storage: Storage, write: Write | None) -> str:
    size = _("{count} × {dtype} = {bytes} bytes").format(
        count=f"{storage.count:,}", dtype=str(storage.dtype).removeprefix("torch."), bytes=f"{storage.nbytes:,}"
    )
    title = _("Storage {number}").format(number=storage.number)
    parts = [f"<b>{title}</b>", size]
    before, after = write.versions if write else (storage.version, storage.version)
    if before is not None and after is not None and before != after:
        counted = _("version {before} → {after}").format(before=before, after=after)
        parts.append(f"<b>{counted}</b>")
    elif after is not None:
        parts.append(_("version {version}").format(version=after))
    if len(storage.looks) > 1:
        parts.append(_("shared by {names}").format(names=_names((look.name for look in storage.looks), LOOKS)))
    return " · ".join(parts)


def _of_tensor(look: Look, fact: object) -> str:
    return "–" if look.numpy else str(fact)


def _axes(look: Look, colours: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(colours[stride] for stride in look.value.strides)


def stride_colours(looks: Iterable[Look]) -> dict[int, int]:
    """Return for each stride a number for its colour: what goes the same way through memory has the same colour."""
    colours: dict[int, int] = {}
    for look in looks:
        for stride in look.value.strides:
            colours.setdefault(stride, len(colours))
    return colours


def _note(look: Look, storage: Storage) -> str:
    if look.numpy:
        return _("NumPy array")
    parts = [
        _("stride {strides}").format(strides=look.value.strides),
        _("offset {offset}").format(offset=look.value.offset),
        _("contiguous") if look.contiguous else _("not contiguous"),
    ]
    others = [other.name for other in storage.looks if other.first == look.name != other.name]
    return " · ".join(parts + [f"{other} is {look.name}" for other in others])


def _strip(storage: Storage) -> TensorValue:
    """Return the storage as a tensor with one axis."""
    first = storage.looks[0].value
    return replace(
        first, shape=(storage.count,), strides=(1,), offset=0, dtype=storage.dtype, data=storage.data, grad_fn=None
    )


def _ways(look: Look) -> tuple[str, ...]:
    """Return for each cell how its position is worked out: `3 + 1×1 = 4`."""
    value, ways = look.value, []
    for flat, position in enumerate(look.positions):
        steps = list(zip(index_of(flat, value.shape), value.strides, strict=True))
        sum_of = " + ".join([str(value.offset), *(f"{place}×{stride}" for place, stride in steps)])
        right = position == value.offset + sum(place * stride for place, stride in steps)  # not in bits of a number
        ways.append(f"{sum_of} = {position}" if steps and right else "")
    return tuple(ways)


def facts(after: Sequence[Storage], colours: Mapping[int, int]) -> str:
    """Return what PyTorch tells of every name as an HTML table: a column for each name, those of a storage together."""
    looks = [(storage, look) for storage in after for look in storage.looks][:COLUMNS]
    lines = [
        ("", [code(look.name) for _storage, look in looks]),
        (_("storage"), [str(storage.number) for storage, _look in looks]),
        (code("shape"), [chips(look.value.shape, _axes(look, colours)) for _storage, look in looks]),
        *((code(head), [fact(look) for _storage, look in looks]) for head, fact in FACTS.items()),
    ]
    rows = "".join(f"<tr><th>{head}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>" for head, cells in lines)
    return (
        "<style>.pg-facts td,.pg-facts th{padding:.1rem .8rem .1rem 0;text-align:left;white-space:nowrap;"
        "font-size:.875rem;font-weight:400}.pg-facts th{opacity:.75}</style>"
        f"<div style='overflow-x:auto'><table class='pg-facts'>{rows}</table></div>"
    )
