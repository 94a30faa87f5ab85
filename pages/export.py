"""Save and export a network: what is in its file, other forms of it, and a checkpoint brought back."""

from playground.ui import export, frame

frame.begin("export")
export.export()
frame.end("export")
