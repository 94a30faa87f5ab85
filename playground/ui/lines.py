"""Points beside a straight line, as a figure."""

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from playground.charts.lines import points_and_lines
from playground.datasets.opened import Opened
from playground.translations import _
from playground.ui.figure import figure


def points_beside_a_line(opened: Opened, key: str, groups: Sequence[tuple[str, Tensor]] = (), **more: Any) -> None:
    """Show the points of a data set of the kind line, in these groups, or all alike; `more` as `points_and_lines`."""
    line = opened.data
    alt = _("{count} points beside the line y = {slope} · x + {intercept}.").format(
        count=len(opened), slope=f"{line.slope:g}", intercept=f"{line.intercept:g}"
    )
    figure(points_and_lines(line, groups or [("", opened.of_class(None))], **more), key=key, alt=alt)
