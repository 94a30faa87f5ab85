"""Tables as HTML: cheaper than a data frame, and wide ones break their lines instead of being cut off."""

from collections.abc import Iterable, Sequence

_TABLE = "<div style='overflow-x:auto'><table style='border-collapse:collapse;font-size:.9rem'>{}</table></div>"
_HEAD = "<th style='text-align:left;font-weight:400;opacity:.7;padding:.2rem .9rem .2rem 0'>{}</th>"
_CELL = "<td style='padding:.2rem .9rem .2rem 0;vertical-align:top;overflow-wrap:break-word'>{}</td>"
_FIRST = _CELL.replace("overflow-wrap:break-word", "white-space:nowrap")
_RULE = "<tr style='border-top:1px solid color-mix(in srgb,currentColor 15%,transparent)'>{}</tr>"


def table(rows: Iterable[Sequence[str]], heads: Sequence[str] = ()) -> str:
    """Return rows of cells, which are HTML already, as a table; with `heads`, ruled."""
    row = _RULE if heads else "<tr>{}</tr>"
    head = f"<tr>{''.join(map(_HEAD.format, heads))}</tr>" if heads else ""
    body = (row.format(_FIRST.format(first) + "".join(map(_CELL.format, cells))) for first, *cells in rows)
    return _TABLE.format(head + "".join(body))
