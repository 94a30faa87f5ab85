"""How a run is steered from outside."""


class Control:
    """What the loop asks before every step. This one lets the run go on to its end."""

    def proceed(self) -> bool:
        """Return whether to take the next step; may wait, while the run is paused."""
        return True
