"""How a run is steered from outside."""


class Control:
    """What the loop asks before every step. This one lets the run go on to its end."""

    def proceed(self) -> bool:
        """Return whether to take the next step; may wait, while the run is paused."""
        return True

    def wants_checkpoint(self) -> bool:
        """Return whether to make a checkpoint after this epoch; it costs a copy of the model and the optimizer.

        At the end of a run, and when it is stopped, there always is one.
        """
        return True
