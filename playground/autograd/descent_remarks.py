"""What there is to say about where a descent is now."""

import math
from itertools import pairwise

from playground.autograd.descent import Descent, Moment, Path
from playground.translations import N_, Message

FLAT = 1e-4  # a slope that moves nothing any more
GROWING = 3  # steps in a row that make f larger: it diverges


def remarks(descent: Descent, path: Path) -> tuple[Message, ...]:
    """Return what a teacher would say now: the most important first, nothing where all goes well."""
    found = _not_a_number(path) or _settings(descent) or _last_step(path) or _flat(path)
    return (found,) if found else ()


def finite(moment: Moment) -> bool:
    return all(map(math.isfinite, (*moment.at, moment.value)))


def _not_a_number(path: Path) -> Message | None:
    first = next((place for place, moment in enumerate(path.moments) if not finite(moment)), None)
    if first == 0:
        return Message(N_("At the start f is {value}: there is no slope to follow. Begin elsewhere."), _told(path.now))
    if first is not None:
        if path.moments[first - 1].value < path.moments[0].value:
            return Message(N_("f falls without end here: this function has no lowest point on this side."))
        return Message(
            N_("It diverged: since step {step}, f is no finite number any more. Choose a smaller learning rate."),
            {"step": first},
        )
    if not all(map(math.isfinite, path.now.gradient)):
        return Message(N_("Here the slope is no finite number: the next step leads nowhere."))
    return None


def _told(moment: Moment) -> dict[str, object]:
    return {"value": f"{moment.value:g}"}


def _settings(descent: Descent) -> Message | None:
    if descent.lr == 0:
        return Message(N_("With learning rate 0 every step is 0: nothing moves."))
    if descent.lr < 0:
        return Message(N_("With a negative learning rate each step goes with the gradient: uphill."))
    return None


def _last_step(path: Path) -> Message | None:
    """Say what the last step did: made f larger, or turned round."""
    values = [moment.value for moment in path.moments]
    if len(values) < 2:
        return None
    rises = [later > earlier for earlier, later in pairwise(values)]
    if len(rises) >= GROWING and all(rises[-GROWING:]):
        return Message(
            N_("It diverges: f has grown {count} times in a row. The learning rate is too large for this slope."),
            {"count": next((i for i, rise in enumerate(reversed(rises)) if not rise), len(rises))},
        )
    turned = _turned(path.moments[-2], path.moments[-1])
    if rises[-1] and turned:
        return Message(N_("The step jumped over the lowest point, and landed higher than before: far too long."))
    if rises[-1]:
        return Message(N_("f became larger with this step: it was too long."))
    if turned and len(path.now.at) == 1:
        return Message(N_("The step jumped over the lowest point: the slope has changed its sign."))
    if turned:
        return Message(N_("The step crossed the bottom of the valley: the next one goes back. Such steps zigzag."))
    return None


def _turned(before: Moment, now: Moment) -> bool:
    """Tell whether the gradient points back."""
    return sum(a * b for a, b in zip(before.gradient, now.gradient, strict=True)) < 0


def _flat(path: Path) -> Message | None:
    slope = math.hypot(*path.now.gradient)
    if slope == 0:
        return Message(
            N_(
                "The gradient is exactly 0: every step is 0 too. The lowest point, a saddle and a plain look the same "
                "from here; begin a little beside it to see which it is."
            )
        )
    if slope < FLAT:
        return Message(N_("The ground is nearly flat here: the gradient is almost 0, and the steps hardly move."))
    return None
