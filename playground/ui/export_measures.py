"""What was measured of a network's formats, as bars: from nought, each with its spread."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from playground.charts import AXIS_COLOURS
from playground.exporting.formats import FORMATS, STATE_DICT
from playground.exporting.measured import MANY, Measured, Spread
from playground.timing import duration, memory, times
from playground.translations import N_, _
from playground.ui.kept import kept

ROUNDING = 1e-5  # of the largest answer: what float32 may differ by where sums are added up in another order

_ALL = (
    '<div style="display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1.2rem 2.5rem">'
    "{}</div>"
)
_BLOCK = (
    "<div><b>{title}</b>"
    '<div style="display:grid;grid-template-columns:max-content 1fr max-content;gap:.3rem .6rem;align-items:center;'
    'font-size:.85rem;margin-top:.3rem">{rows}</div></div>'
)
_NAME = '<span style="font-family:var(--st-code-font,monospace)">{}</span>'
_BAR = (
    '<span style="position:relative;height:1rem;background:rgb(128 128 128/.12);border-radius:.2rem">'
    '<span style="position:absolute;inset:0 auto 0 0;width:{width:.2%};background:{colour};border-radius:.2rem"></span>'
    "{whisker}</span>"
)
_WHISKER = (
    '<span style="position:absolute;top:calc(50% - 1px);height:2px;left:{left:.2%};width:{width:.2%};'
    'background:currentColor"></span>'
)
_VALUE = '<span style="text-align:right;font-variant-numeric:tabular-nums;line-height:1.15">{}{}</span>'
_SMALL = '<br><small style="opacity:.65">{}</small>'


@dataclass(frozen=True)
class _Block:
    """One thing that is measured: its title, and how it is read: the number, its quartiles, and its text."""

    title: str
    read: Callable[[Measured], Spread | None]
    text: Callable[[float], str]


def _size(found: Measured) -> Spread | None:
    return Spread(found.size, found.size, found.size, 1) if found.size else None


BLOCKS = (
    _Block(N_("File size"), _size, lambda size: memory(round(size))),
    _Block(N_("Reading the file"), lambda found: found.load, duration),
    _Block(N_("Answering one sample"), lambda found: found.one, duration),
    _Block(N_("Answering a batch of {many}"), lambda found: found.many, duration),
)


@kept()
def measures(found: tuple[Measured, ...]) -> str:
    """Return a block of bars for each thing that was measured, as HTML."""
    return _ALL.format("".join(_block(block, found) for block in BLOCKS))


def _block(block: _Block, found: Sequence[Measured]) -> str:
    read = [(each, spread) for each in found if (spread := block.read(each))]
    most = max((spread.upper for _each, spread in read), default=1)
    rows = "".join(
        _NAME.format(html.escape(FORMATS[each.name].title))
        + _bar(spread, most, AXIS_COLOURS[7 if each.name == STATE_DICT.name else 0])
        + _VALUE.format(block.text(spread.median), _between(spread, block.text))
        for each, spread in read
    )
    return _BLOCK.format(title=html.escape(_(block.title).format(many=MANY)), rows=rows)


def _bar(spread: Spread, most: float, colour: str) -> str:
    whisker = _WHISKER.format(left=spread.lower / most, width=(spread.upper - spread.lower) / most)
    return _BAR.format(width=spread.median / most, colour=colour, whisker=whisker if spread.blocks > 1 else "")


def _between(spread: Spread, text: Callable[[float], str]) -> str:
    return _SMALL.format(f"{text(spread.lower)} – {text(spread.upper)}") if spread.blocks > 1 else ""


def same(found: Measured) -> str:
    """Return in words how far the answers are from the network's own."""
    if found.words:
        return _("PyTorch refuses this network")
    difference = found.difference
    if difference is None:
        sizes = ", ".join(str(each.batch_size) for each in found.compared if each.difference is None)
        return _("no answer to batches of {sizes}").format(sizes=sizes)
    if difference == 0:
        return _("the same, bit for bit")
    told = _("the same but for rounding: at most {difference} off")
    if difference > ROUNDING * max(1.0, found.largest):
        told = _("not the same: up to {difference} off")
    return told.format(difference=f"{difference:.1e}")


def told(found: Sequence[Measured]) -> list[str]:
    """Return what follows from a complete measurement: on size, speed, and what PyTorch advises against."""
    by_name = {each.name: each for each in found if not each.words}
    weights = by_name.get(STATE_DICT.name)
    others = [each for each in by_name.values() if each is not weights]
    sentences = []
    if weights and others:
        largest = max(others, key=lambda each: each.size)
        text = _("The weights alone take {weights}; with the operations, the largest file (`{title}`) has {more} more.")
        more = memory(max(0, largest.size - weights.size))
        sentences.append(text.format(weights=memory(weights.size), title=FORMATS[largest.name].title, more=more))
        sentences.append(_speed(weights, others))
    old = [f"`{FORMATS[each.name].title}`" for each in others if each.deprecated]
    if old:
        text = _("{names}: still found in much code, but PyTorch {version} advises against it. Take `torch.export`.")
        sentences.append(text.format(names=", ".join(old), version=torch.__version__.partition("+")[0]))
    return sentences


def _speed(weights: Measured, others: Sequence[Measured]) -> str:
    """Say which format answers one sample the fastest; no difference is told where the spreads overlap."""
    timed = [(each.name, each.one) for each in others if each.one]
    if not timed or not weights.one:
        return ""
    name, best = min(timed, key=lambda each: each[1].median)
    if best.upper >= weights.one.lower:
        return _("For one sample, no format was faster than the network in Python beyond the spread.")
    text = _("For one sample, `{title}` was the fastest: the network in Python took {ratio} times as long.")
    return text.format(title=FORMATS[name].title, ratio=times(weights.one.median / best.median))
