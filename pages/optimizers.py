"""Let optimizers race, on a surface and on a network; groups of parameters; clipping."""

from playground.ui import frame
from playground.ui.optimizer_views import chosen_view

frame.begin("optimizers")
chosen_view()
frame.end("optimizers")
