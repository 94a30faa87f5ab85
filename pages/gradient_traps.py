"""Traps on the way to a gradient: predict, run, mend."""

from playground.ui import frame
from playground.ui.trap_labs import lab
from playground.ui.traps import card, home, picker

frame.begin("gradient_traps")
trap = picker()
card(trap)
home(trap)
lab(trap.lab)
frame.end("gradient_traps")
