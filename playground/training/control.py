"""How a run is steered and watched from outside."""

from collections.abc import Mapping


class Control:
    """What the loop asks before and after every step. This one lets the run go on to its end, unwatched."""

    def quiet(self) -> bool:
        """Return whether nothing is wanted now but the next step. Then nothing else is asked: only this is cheap."""
        return False

    def proceed(self) -> bool | None:
        """Return whether to take the next step; may wait, while the run is paused or slowed down.

        None: something is to be changed meanwhile; do that and ask again.
        """
        return True

    def ends(self) -> bool:
        """Return whether the run is to end, without waiting: asked before its first step, while it prepares itself."""
        return False

    def changes(self) -> Mapping[str, float]:
        """Return what is to be changed before the next step: settings of the optimizer, name to value.

        Asked after `proceed` has returned None.
        """
        return {}

    def by_hand(self) -> bool:
        """Return whether somebody takes the next step by hand, and wants to see its parts (`training.dissection`)."""
        return False

    def wants_point(self) -> bool:
        """Return whether to tell a point of the curve after this step, beside those every `log_interval` steps."""
        return False

    def wants_view(self, name: str, last: bool) -> bool:
        """Return whether to draw the view `name` now (see `playground.training.views`); `last`: no other will come."""
        return False

    def viewed(self, name: str, seconds: float, share: float) -> None:
        """Hear how much work it was to draw a view that was wanted: the loop's own seconds, without waiting.

        `share` is how much of the run's time the view may take.
        """

    def wants_checkpoint(self) -> bool:
        """Return whether to make a checkpoint after this epoch; it costs a copy of the model and the optimizer.

        At the end of a run, and when it is stopped, there always is one.
        """
        return True
