"""One storage, many views: which names share memory, and a write in one passing to the others."""

from playground.tensors.memory_presets import MEMORY
from playground.ui import frame
from playground.ui.cell_writer import cell_writer
from playground.ui.memory import memory_view
from playground.ui.presets import program_presets
from playground.ui.workbench import workbench

frame.begin("memory")
program_presets(MEMORY, "memory")
workbench("memory", MEMORY[0].source, view=memory_view, tools=cell_writer)
frame.end("memory")
