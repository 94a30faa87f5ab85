"""Shape chips: a shape is always drawn the same way, one colour for each axis."""

from collections.abc import Sequence

from playground.charts import AXIS_COLOURS, ink

_CHIP = (
    '<span style="display:inline-block;min-width:1.7em;padding:0 .45em;margin:0 1px;border-radius:.35em;'
    'text-align:center;font-family:var(--st-code-font,monospace);font-weight:600;background:{colour};color:{ink}">'
    "{size}</span>"
)


def chips(shape: Sequence[int], axes: Sequence[int] | None = None) -> str:
    """Return a shape as HTML.

    Args:
        shape: The sizes.
        axes: For each size, which axis it is: the same number has the same colour everywhere. By default 0, 1, 2, …
    """
    numbers = axes if axes is not None else range(len(shape))
    if not shape:
        return "<span>( )</span>"
    parts = []
    for size, axis in zip(shape, numbers, strict=True):
        colour = AXIS_COLOURS[axis % len(AXIS_COLOURS)]
        parts.append(_CHIP.format(colour=colour, ink=ink(colour), size=int(size)))
    return f'<span style="white-space:nowrap">{"".join(parts)}</span>'
