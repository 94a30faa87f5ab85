"""Samples a second over the number of workers."""

from collections.abc import Sequence
from math import ceil, floor, log10

from playground.charts.figures import Figure, line_layout
from playground.charts.spread import Measured, spread_lines
from playground.datasets.loading import Rate
from playground.translations import _


def rate_over_workers(rates: Sequence[Rate], batch_sizes: Sequence[int], counts: Sequence[int]) -> Figure:
    """Return a line for each batch size; `counts` are the numbers of workers of the whole axis, measured or not."""
    lines = {
        f"batch_size={size}": [_measured(rate) for rate in rates if rate.batch_size == size] for size in batch_sizes
    }
    layout = line_layout("num_workers", _("samples a second"), 300)
    layout["margin"] |= {"l": 75}
    layout["xaxis"] |= {
        "range": [-0.2, counts[-1] + 0.2],
        "tickmode": "array",
        "tickvals": list(counts),
    }
    layout["yaxis"] |= {"type": "log", "range": _whole_decades(rates), "dtick": 1, "tickformat": ",.0f"}
    return {"data": spread_lines(lines), "layout": layout}


def _measured(rate: Rate) -> Measured:
    said = f"{rate.median:,.0f} ({rate.lower:,.0f} – {rate.upper:,.0f})"
    return Measured(rate.workers, rate.median, rate.lower, rate.upper, said)


def _whole_decades(rates: Sequence[Rate]) -> list[int]:
    """Return an axis in powers of ten that holds all rates; it grows by whole decades as they come."""
    if not rates:
        return [2, 5]
    low = floor(log10(min(rate.lower for rate in rates)))
    return [low, max(low + 1, ceil(log10(max(rate.upper for rate in rates))))]
