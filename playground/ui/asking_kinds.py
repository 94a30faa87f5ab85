"""What can be asked, by the kind of data that a network learned from. A new kind is a new row."""

from collections.abc import Callable, Mapping

from playground.asking.loading import Asked
from playground.datasets import Kind
from playground.datasets.opened import Opened
from playground.runs import Run
from playground.ui.asking_numbers import line, points, table
from playground.ui.asking_onward import series, text
from playground.ui.asking_pictures import empty, pictures

ASKED: Mapping[Kind, Callable[[Asked, Run], None]] = {
    "pictures": pictures,
    "points": points,
    "line": line,
    "series": series,
    "text": text,
    "table": table,
    "numbers": table,
}
EMPTY: Mapping[Kind, Callable[[Opened], None]] = {"pictures": empty}  # what can be tried before there is a network
