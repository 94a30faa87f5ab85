"""What a chain makes of the picture: its steps, one step before and after, several draws, and the target beside it."""

import html

import streamlit as st

from playground.charts.transforms import before_and_after
from playground.datasets.transforms import (
    TARGETS,
    ChainResult,
    Look,
    Source,
    Step,
    Target,
    chain_result,
    script,
    target,
)
from playground.datasets.transforms.pictures import class_name, sample
from playground.parameters import Parameter
from playground.translations import N_, _
from playground.ui import transforms
from playground.ui.controls import control
from playground.ui.figure import figure
from playground.ui.shapes import chips
from playground.ui.tables import table
from playground.ui.transforms_film import draws, film, number
from playground.ui.workbench import code_box

CLASSES = 20
_CELL = (
    '<span style="display:inline-block;min-width:1.6em;text-align:center;margin:1px;border-radius:.3em;background:'
    'color-mix(in srgb,#0072b2 {share}%,color-mix(in srgb,currentColor 8%,transparent))">{value}</span>'
)


def strip(steps: tuple[Step, ...], source: Source, index: int, seed: int, chosen: int) -> ChainResult:
    """Show the chain with its pictures, and why it breaks, if it does."""
    result = chain_result(steps, source, index, seed)
    film(steps, source, index, seed, chosen)
    broken = result.broken
    if broken is not None:
        found = result.stages[broken + 1]
        assert found.problem
        assert found.step
        transforms.problem(found.problem, broken, found.step.name)
    return result


def several(steps: tuple[Step, ...], source: Source, index: int, seed: int) -> None:
    """Show what comes out when the chain is called again and again."""
    count = len(chain_result(steps, source, index, seed).draws)
    if not count:
        return
    if count == 1:
        st.caption(_("No step of this chain draws random numbers: each time the same comes out."))
        return
    st.markdown(_("**{count} draws** of the whole chain, as {count} epochs would see them").format(count=count))
    st.html(draws(steps, source, index, seed))


def values(result: ChainResult, chosen: int) -> None:
    """Show the values before and after one step: how often each occurs, and mean and spread of each channel."""
    after = result.stages[chosen + 1].look
    if after is None:
        return
    before = next(stage.look for stage in reversed(result.stages[: chosen + 1]) if stage.look)
    st.markdown(_("**The values** before and after this step, and mean ± std of each channel"))
    words = _("How often each value occurs: before from {a} to {b}, after from {c} to {d}.").format(
        a=number(before.low), b=number(before.high), c=number(after.low), d=number(after.high)
    )
    figure(before_and_after(before, after), key="values", alt=words)
    most = max(len(before.channels), len(after.channels))
    rows = [[str(place), _spread(before, place), _spread(after, place)] for place in range(most)]
    st.html(table(rows, [_("channel"), _("before"), _("after")]))
    if after.stretched:
        st.caption(
            _("Values from {low} to {high} are no picture: here {low} is drawn black and {high} white.").format(
                low=number(after.low), high=number(after.high)
            )
        )


def _spread(look: Look, channel: int) -> str:
    """Return mean and standard deviation of a channel; of grey one for all."""
    if channel >= len(look.channels):
        return ""
    mean, spread = look.channels[channel]
    return f"<span style='white-space:nowrap'>{number(mean)} ± {number(spread)}</span>"


def label(source: Source, index: int) -> tuple[str, int]:
    """Show what a `target_transform` makes of the picture's class; return it and the number of classes."""
    st.subheader("target_transform", anchor=False)
    number_of = sample(source, index)[1]
    bar = st.container(horizontal=True, vertical_alignment="bottom")
    with bar.container(width=260):
        way = str(
            control(Parameter("target", "one_hot", N_("What is made of the class number."), choices=tuple(TARGETS)))
        )
    with bar:
        classes = transforms.whole(Parameter("num_classes", 10, N_("How many classes there are."), 1, CLASSES))
    made = target(way, number_of, classes)
    st.html(_target_line(number_of, _(class_name(source, number_of)), made))
    st.caption(_(TARGETS[way].summary))
    if made.error:
        said = _("PyTorch says: {said}").format(said=f"`{made.error}`")
        needed = _("The classes are counted from 0: class {label} needs num_classes of at least {least}.")
        st.error(f"{said}\n\n{needed.format(label=number_of, least=number_of + 1)}", icon=":material/error:")
    return way, classes


def _target_line(label: int, name: str, made: Target) -> str:
    """Return a class and what became of it as HTML."""
    start = f"<code>{label}</code> ({html.escape(name)}) →"
    if made.error:
        return f"<div>{start} ✗</div>"
    cells = "".join(_CELL.format(share=60 if value else 0, value=f"{value:g}") for value in made.values)
    shape = f"shape {chips(made.shape)} " if made.shape is not None else ""
    return f"<div style='line-height:2.1'>{start} {cells}<br>{shape}<code>{made.dtype}</code></div>"


def code(steps: tuple[Step, ...], source: Source, index: int, seed: int, way: str, classes: int, count: int) -> None:
    """Show the code of the chain, to copy and to take home."""
    code_box(lambda: script(steps, source, index, seed, way, classes, count), "transforms")
