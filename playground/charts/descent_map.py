"""A descent on a map with contour lines."""

import math
import struct
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from playground.autograd.descent import Path
from playground.autograd.descent_curve import Heights, Window
from playground.autograd.descent_remarks import finite
from playground.charts.descent import HEIGHT, NEXT, TANGENT, arrow, lines, mark, walked, worth_showing
from playground.charts.figures import Figure, line_layout
from playground.translations import _

DEEP, HIGH = "rgba(0,114,178,0.55)", "rgba(0,114,178,0.02)"
_HOVER = "x %{{x:.3g}}<br>y %{{y:.3g}}{}<extra></extra>"
DOWNHILL = 0.35  # length of the line downhill, in sizes of the picture


def on_a_map(heights: Heights, window: Window, path: Path) -> Figure:
    """Return the plane of x and y with contour lines: the path, the line straight downhill, the next step."""
    xs, ys = heights.axes
    now, trial = path.now, path.trial
    relief = _relief(heights)
    data: list[dict[str, Any]] = [
        {
            "type": "contour",
            "x": xs,
            "y": ys,
            "z": relief.shown,
            "hovertemplate": _HOVER.format("" if relief.by_logarithm else "<br>f %{z:.3g}"),
            "colorscale": [[0, DEEP], [1, HIGH]],
            "showscale": False,
            "contours": {"coloring": "heatmap"},
            "ncontours": 18,
            "line": {"color": "rgba(128,128,128,0.7)", "width": 1},
        }
    ]
    layout = line_layout("x", "y", HEIGHT + 30, hovermode="closest")
    layout["xaxis"] |= {"range": window.bounds(0), "constrain": "domain"}
    layout["yaxis"] |= {"range": window.bounds(1), "constrain": "domain", "scaleanchor": "x"}
    slope = math.hypot(*now.gradient)
    if finite(now) and math.isfinite(slope) and slope > 0:
        level = relief.drawn(now.value)
        data.append(
            {
                "type": "contour",
                "name": _("as high as here"),
                "x": xs,
                "y": ys,
                "z": relief.shown,
                "contours": {"coloring": "none", "start": level, "end": level, "size": 1},
                "line": {"color": TANGENT, "width": 2},
                "showlegend": True,
                "showscale": False,
                "hoverinfo": "skip",
            }
        )
        length = DOWNHILL * min(window.half)
        downhill = [at - length * each / slope for at, each in zip(now.at, now.gradient, strict=True)]
        [x_ends, y_ends] = zip(now.at, downhill, strict=True)
        data.append(lines(_("straight downhill"), x_ends, y_ends, {"dash": "dash", "color": TANGENT, "width": 2}))
    if finite(now) and worth_showing(trial.at, trial.real) and any(trial.move):
        data.append(mark(_("the next step"), trial.at[0], trial.at[1], "circle-open", NEXT))
        layout["annotations"] = arrow(now.at, trial.at, window, window.bounds(1))
    data.append(walked(path, [moment.at[1] for moment in path.moments]))
    return {"data": data, "layout": layout}


@dataclass(frozen=True)
class _Relief:
    """Heights as they are drawn.

    Where a few places are far above the rest, contour lines at equal distances would leave the rest empty; then heights
    are drawn by their logarithm.

    Attributes:
        low, unit: The lowest value, and what counts as a small height above it.
        shown: The heights as Plotly takes many numbers: the bytes of float32, in base64.
    """

    low: float
    unit: float
    by_logarithm: bool
    shown: dict[str, str]

    def drawn(self, value: float) -> float:
        return _drawn(value, self.low, self.unit, self.by_logarithm)


def _drawn(value: float, low: float, unit: float, by_logarithm: bool) -> float:
    return math.log1p(max(0.0, value - low) / unit) if by_logarithm else value


@lru_cache(maxsize=64)
def _relief(heights: Heights) -> _Relief:
    values = sorted(value for row in heights.values for value in row if value is not None)
    low, middle, high = (values[0], values[len(values) // 2], values[-1]) if values else (0.0, 1.0, 2.0)
    by_logarithm = high - low > 6 * (middle - low) > 0
    unit = (middle - low) / 10
    cells = [
        math.nan if value is None else _drawn(value, low, unit, by_logarithm) for row in heights.values for value in row
    ]
    shape = f"{len(heights.values)}, {len(heights.values[0])}"
    packed = b64encode(struct.pack(f"<{len(cells)}f", *cells)).decode()
    return _Relief(low, unit, by_logarithm, {"dtype": "f4", "bdata": packed, "shape": shape})
