"""How often each class is there, what guessing would reach, and mean, spread and bounds of the inputs."""

import html
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from playground.charts import AXIS_COLOURS, CLASS_COLOURS
from playground.datasets import DatasetRow, Kind
from playground.datasets.opened import Opened
from playground.datasets.statistics import histogram
from playground.translations import _
from playground.ui.datasets_samples import visible
from playground.ui.gallery import figure_html, row_html
from playground.ui.programs import plain
from playground.ui.tables import table

BARS = 20
_BARS = (
    "<div style='display:grid;grid-template-columns:fit-content(9rem) minmax(3rem,1fr) auto auto;gap:.25rem .7rem;"
    "align-items:center;font-size:.9rem'>{}</div>"
)
_BAR = (
    "<span style='overflow-wrap:anywhere'>{name}</span>"
    "<span style='background:{colour};width:{width:.1f}%;min-width:2px;height:1rem;border-radius:3px'></span>"
    "<span style='text-align:right'>{count:,}</span><span style='text-align:right;opacity:.7'>{share:.1%}</span>"
)


def statistics(_row: DatasetRow, opened: Opened) -> None:
    """Show how often each class is there, and mean, spread and bounds of the inputs."""
    wide = opened.kind in ("table", "numbers")  # with columns of long names, perhaps many
    left, right = (st.container(), st.container()) if wide else st.columns([1.2, 1], gap="medium")
    with left:
        _COUNTED[opened.kind](opened)
    with right:
        if opened.kind == "text":
            st.markdown(_("**The vocabulary** – a character's number is its place in it"))
            st.code(f"data.characters == {opened.data.characters}", language="python", wrap_lines=True, height=400)
            return
        st.html(_numbers(opened))
        if len(opened.looked_at) < len(opened):
            st.caption(_("From {count} samples, drawn at random.").format(count=f"{len(opened.looked_at):,}"))
        if opened.kind == "pictures":
            means = ", ".join(f"{each.mean:.4f}" for each in opened.statistics)
            stds = ", ".join(f"{each.std:.4f}" for each in opened.statistics)
            st.caption(_("With these numbers a transform brings the inputs to mean 0 and standard deviation 1:"))
            st.code(f"v2.Normalize(mean=[{means}], std=[{stds}])", language="python", wrap_lines=True)
        if opened.kind == "points":
            st.html(_class_means(opened))
    if opened.kind == "pictures" and opened.classes:
        st.markdown(_("**The mean picture of each class** – each pixel is the mean over all samples of the class"))
        alt = _("Mean picture of class {label}")
        st.html(
            row_html(
                figure_html(opened.mean_png(number), name, alt.format(label=name), size=64)
                for number, name in enumerate(opened.classes)
                if not opened.means[number].isnan().any()
            )
        )


def _classes(opened: Opened) -> None:
    """Show how many samples each class has, and what guessing would reach."""
    if not opened.classes:
        _histogram(opened)
        return
    st.markdown(_("**Samples of each class**"))
    st.html(_bars([(html.escape(name), opened.counts[i], _class_colour(i)) for i, name in enumerate(opened.classes)]))
    most = max(opened.counts)
    st.caption(
        _("Always answering {label} would be right for {share} of the samples: a network must do better.").format(
            label=plain(opened.classes[opened.counts.index(most)]), share=f"{most / len(opened):.1%}"
        )
    )


def _class_colour(number: int) -> str:
    return CLASS_COLOURS[number % len(CLASS_COLOURS)]


def _histogram(opened: Opened) -> None:
    st.markdown(_("**How often each value is to be predicted**"))
    bars = [(f"{low:.3g} – {high:.3g}", count, AXIS_COLOURS[0]) for low, high, count in histogram(opened.targets)]
    st.html(_bars(bars))


def _windows(opened: Opened) -> None:
    _histogram(opened)
    st.caption(
        _(
            "Always answering with the last value of the window would be off by {error} on average: "
            "a network must do better."
        ).format(error=f"{opened.repeating_error:.3g}")
    )


def _characters(opened: Opened) -> None:
    st.markdown(_("**The most frequent characters**"))
    counted = opened.character_counts[:BARS]
    st.html(_bars([(visible(character), count, AXIS_COLOURS[0]) for character, count in counted]))
    once = sum(count == 1 for _character, count in opened.character_counts)
    st.caption(
        _("{count} different characters; {once} of them occur only once.").format(
            count=len(opened.character_counts), once=once
        )
    )


_COUNTED: Mapping[Kind, Callable[[Opened], None]] = {
    "pictures": _classes,
    "points": _classes,
    "table": _classes,
    "numbers": _histogram,
    "line": _histogram,
    "series": _windows,
    "text": _characters,
}


def _bars(bars: Sequence[tuple[str, int, str]]) -> str:
    """Return bars: (name as HTML, how many, colour)."""
    most = max((count for _name, count, _colour in bars), default=0) or 1
    total = sum(count for _name, count, _colour in bars) or 1
    return _BARS.format(
        "".join(
            _BAR.format(name=name, colour=colour, width=100 * count / most, count=count, share=count / total)
            for name, count, colour in bars
        )
    )


def _numbers(opened: Opened) -> str:
    """Return mean, standard deviation, smallest and largest of the inputs as a table."""
    heads = ("", _("mean"), _("standard deviation"), _("smallest"), _("largest"))
    return table(
        (
            (
                html.escape(_("all") if each.column is None else opened.columns[each.column]),
                *(
                    f"<span style='white-space:nowrap'>{value:.4g}</span>"
                    for value in (each.mean, each.std, each.minimum, each.maximum)
                ),
            )
            for each in opened.statistics
        ),
        heads,
    )


def _class_means(opened: Opened) -> str:
    """Return the mean of each coordinate in each class as a table."""
    lines = (
        (html.escape(name), *(f"{value:.3g}" for value in mean.tolist()))
        for name, mean in zip(opened.classes, opened.means, strict=True)
    )
    return table(lines, (_("class"), *(_("mean {name}").format(name=html.escape(name)) for name in opened.columns)))
