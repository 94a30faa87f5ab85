"""Where a descent is: the picture, what the next step will do, and the steps so far."""

import html
import re
from collections.abc import Sequence

import streamlit as st

from playground.autograd.descent import Descent, Path
from playground.autograd.descent_curve import heights, window_of
from playground.autograd.descent_remarks import finite, remarks
from playground.charts.descent import NEXT, TANGENT, on_a_curve
from playground.charts.descent_map import on_a_map
from playground.translations import _
from playground.ui.figure import figure
from playground.ui.tables import table

SHOWN = 30  # lines of the table
_LINE = '<div style="font-size:1.05rem;line-height:1.9">{}</div>'
_SCROLLED = (
    '<div style="max-height:17rem;overflow-y:auto;white-space:nowrap;font-variant-numeric:tabular-nums">{}</div>'
)


def picture(descent: Descent, found: Path) -> None:
    """Show the curve or the map with the path, and what the next step will do, in words."""
    window = window_of(descent, found)
    ground = heights(descent.function, window)
    lines = _told(descent, found)
    begin = _("f = {text}, and {count} steps down.").format(text=descent.function.text, count=descent.steps)
    draw = on_a_curve if len(descent.function.variables) == 1 else on_a_map
    figure(draw(ground, window, found), key="descent", alt=" ".join([begin, *map(_without_tags, lines)]))
    st.html("".join(map(_LINE.format, lines)))
    for remark in remarks(descent, found):
        st.warning(remark.text(), icon=":material/lightbulb:")
    if finite(found.now) and not window.holds(found.now.at):
        st.caption(_("The point is outside the picture; its numbers are in the table."))
    if not any(value is not None for row in ground.values for value in row):
        st.caption(_("Nothing can be drawn here: f has no finite value in this part of the plane."))


def _told(descent: Descent, found: Path) -> list[str]:
    """Return the slope here, the step that comes of it, and what the tangent says of it, as HTML."""
    now, trial, names = found.now, found.trial, descent.function.variables
    slopes, moves = _coloured(now.gradient, TANGENT), _coloured(trial.move, NEXT)
    sign = "d" if len(names) == 1 else "∂"
    slope = ", ".join(f"{sign}f/{sign}{name}" for name in names)
    if len(names) == 2:
        slope = f"({slope})"
    if descent.move is None:
        minus = number(-descent.lr) if descent.lr else "0"
        template = _("{slope} = {slopes} → step = {rate} × {slopes} = {moves}")
        first = template.format(slope=slope, slopes=slopes, rate=minus, moves=moves)
    else:
        first = _("{slope} = {slopes}; your step = {moves}").format(slope=slope, slopes=slopes, moves=moves)
    second = _("By the tangent, f would change by {predicted}; it will really change by {real}.").format(
        predicted=_coloured((trial.predicted,), TANGENT), real=_coloured((trial.real,), NEXT)
    )
    return [first, second]


def _coloured(numbers: Sequence[float], colour: str) -> str:
    """Return a number, or several in brackets, in a colour of the picture."""
    if len(numbers) == 1:
        return f'<b style="color:{colour}">{number(numbers[0])}</b>'
    text = ", ".join(number(each, 3) for each in numbers)
    return f'<b style="color:{colour};white-space:nowrap">({text})</b>'


def _without_tags(line: str) -> str:
    return re.sub("<.*?>", "", line)


def number(value: float, digits: int = 4) -> str:
    """Return a number as it is read."""
    return f"{value:.{digits}g}".replace("-", "−") if value else "0"


def journey(descent: Descent, found: Path) -> None:
    """Show the steps so far, the newest first."""
    names = descent.function.variables
    several = len(names) > 1
    heads = [_("step"), *names, "f", *((f"∂f/∂{name}" for name in names) if several else ["df/dx"]), _("move")]
    rows = []
    last = len(found.moments) - 1
    for step in range(last, max(-1, last - SHOWN), -1):
        moment = found.moments[step]
        after = found.moments[step + 1].at if step < last else None
        moves = [b - a for a, b in zip(moment.at, after, strict=True)] if after else []
        move = ", ".join(map(number, moves)) or "…"
        rows.append([str(step), *map(number, (*moment.at, moment.value, *moment.gradient)), move])
    body = table([[html.escape(cell) for cell in row] for row in rows], [html.escape(head) for head in heads])
    st.html(_SCROLLED.format(body))
