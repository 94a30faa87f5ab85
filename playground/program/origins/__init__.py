"""Where the numbers of a call came from: the cells behind each cell, the arithmetic, and which axis is which."""

from playground.program.origins.arithmetic import arithmetic
from playground.program.origins.axes import Axes, axes
from playground.program.origins.sources import Sources, sources

__all__ = ["Axes", "Sources", "arithmetic", "axes", "sources"]
