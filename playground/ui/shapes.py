"""Shape chips: a shape is always drawn the same way, one colour for each axis."""

from collections.abc import Collection, Sequence

from playground.charts import AXIS_COLOURS, ink

_CHIP = (
    '<span style="display:inline-block;min-width:1.7em;padding:0 .45em;margin:0 1px;border-radius:.35em;'
    "text-align:center;font-family:var(--st-code-font,monospace);font-weight:600;background:{colour};color:{ink}"
    '{mark}">{size}</span>'
)
_CLASH = ";outline:3px solid #d55e00;outline-offset:2px;margin:0 5px"


def chips(shape: Sequence[int], axes: Sequence[int] | None = None, clashes: Collection[int] = ()) -> str:
    """Return a shape as HTML.

    Args:
        shape: The sizes.
        axes: For each size, which axis it is: the same number has the same colour everywhere. By default 0, 1, 2, …
        clashes: The places in `shape` that do not fit; they are framed.
    """
    numbers = axes if axes is not None else range(len(shape))
    if not shape:
        return "<span>( )</span>"
    parts = []
    for place, (size, axis) in enumerate(zip(shape, numbers, strict=True)):
        colour = AXIS_COLOURS[axis % len(AXIS_COLOURS)]
        mark = _CLASH if place in clashes else ""
        parts.append(_CHIP.format(colour=colour, ink=ink(colour), size=f"{int(size)}", mark=mark))
    return f'<span style="white-space:nowrap">{"".join(parts)}</span>'
