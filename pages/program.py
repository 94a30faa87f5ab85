"""A scratch pad: write PyTorch, and see every step of it."""

from playground.tensors.presets import PROGRAMS
from playground.ui import frame
from playground.ui.presets import program_presets
from playground.ui.workbench import workbench

frame.begin("program")
program_presets(PROGRAMS, "program")
workbench("program", PROGRAMS[0].source)
frame.end("program")
