"""What can be watched while a network learns, beside the curves: for each kind of data.

A view is drawn from the live objects of a run between two steps, several times a second, and must leave no trace in
them: no gradient, no random number of the run's own, the network in training mode again. What does not change during a
run (the points, the true series) is the `scene`, told once.
"""

from playground.training.views.live import LiveView, Scene, no_scene

__all__ = ["LiveView", "Scene", "no_scene"]
