"""A text that is learned: what the network writes, now and before."""

from typing import TYPE_CHECKING, Any

from playground.training.examination import spelled, write_on
from playground.training.views.live import LiveView, looking, once_a_run

if TYPE_CHECKING:
    from playground.training.assembly import Assembly

LENGTH = 80  # characters of a line
MOST_LINES = 5  # that are kept: the first and the newest


def scene(parts: "Assembly") -> dict[str, Any]:
    """Return the beginning that the network is given."""
    data: Any = parts.data
    return {"begun": spelled(_begun(parts), data.characters)}


def _begun(parts: "Assembly") -> list[int]:
    inputs, _targets = parts.data[int(parts.test_indices[0])]
    begun: list[int] = inputs.tolist()
    return begun


@once_a_run
def _lines_of(_parts: "Assembly") -> list[dict[str, Any]]:
    """Return the lines that were written in a run."""
    return []


def _written(parts: "Assembly") -> dict[str, Any]:
    """Return lines that the network wrote on, the oldest first, with their epochs: one of an epoch, the newest now."""
    data: Any = parts.data
    lines = _lines_of(parts)
    with looking(parts.model) as network:
        text = spelled(write_on(network, _begun(parts), LENGTH, parts.device), data.characters)
    if lines and lines[-1]["epoch"] == parts.epoch:
        lines.pop()
    lines.append({"epoch": parts.epoch, "text": text})
    del lines[1 : 1 - MOST_LINES]
    return {"lines": list(lines)}


VIEWS = (LiveView("written", _written),)
