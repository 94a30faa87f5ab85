"""Tables as HTML: cheaper than a data frame, and wide ones break their lines instead of being cut off."""

import html
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


def number_table(rows: Iterable[Sequence[str]], heads: Sequence[str], *, left: Sequence[int] = ()) -> str:
    """Return rows of cells, which are HTML already, as a table of numbers: to the right but for the columns `left`.

    A row without a first cell belongs to the one before it; there is a rule before each of the others.
    """
    texts = ",".join(f":nth-child({column + 1})" for column in left)
    body = (
        f"<tr{' class=pg-next' if cells[0] else ''}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
        for cells in rows
    )
    return (
        '<div style="overflow-x:auto">'
        '<table class="pg-numbers" style="border-collapse:collapse;font-size:.85rem;line-height:1.8">'
        "<style>.pg-numbers td,.pg-numbers th{padding:0 .8rem 0 0;text-align:right;white-space:nowrap;"
        "font-variant-numeric:tabular-nums}"
        + (f".pg-numbers :is(td,th):is({texts}){{text-align:left}}" if texts else "")
        + ".pg-numbers .pg-next td{border-top:1px solid rgb(128 128 128/.3)}</style>"
        f"<tr>{''.join(f'<th>{html.escape(head)}</th>' for head in heads)}</tr>{''.join(body)}</table></div>"
    )
