"""Ask a trained network: choose it, give it something, see its answer and how it comes to it."""

from playground.ui import asking, frame

frame.begin("predict")
asking.ask(asking.chosen_run())
frame.end("predict")
