"""Where the pieces of a program stand."""

import ast
import io
from typing import Any

from playground.program.records import Span


class Places:
    """Finds the text and the span of each node; spans are worked out once each."""

    def __init__(self, source: str) -> None:
        self._texts: list[str] = list(
            io.StringIO(source, newline="")
        )  # str.splitlines breaks at more signs than Python does
        self._plain = source.isascii()  # then columns of the syntax tree, which count bytes, count characters
        self._lines = [] if self._plain else [line.encode() for line in self._texts]
        self._known: dict[ast.AST, Span] = {}

    def span(self, node: Any) -> Span:
        """Return the place of a node."""
        span = self._known.get(node)
        if span is None:
            first, last = node.lineno, node.end_lineno
            if first == last and self._plain:
                start, end = node.col_offset, node.end_col_offset
                span = self._known[node] = Span(self._texts[first - 1][start:end], first, start + 1, first, end + 1)
                return span
            start, end = self._column(first, node.col_offset), self._column(last, node.end_col_offset)
            span = Span(self.text(node), first, start + 1, last, end + 1)
            self._known[node] = span
        return span

    def text(self, node: Any) -> str:
        """Return how the program writes a node."""
        first: int = node.lineno
        last: int = node.end_lineno
        if first == last and self._plain:
            return self._texts[first - 1][node.col_offset : node.end_col_offset]
        start, end = self._column(first, node.col_offset), self._column(last, node.end_col_offset)
        if first == last:
            return self._texts[first - 1][start:end]
        between = self._texts[first : last - 1]
        return "".join([self._texts[first - 1][start:], *between, self._texts[last - 1][:end]])

    def _column(self, line: int, offset: int) -> int:
        return offset if self._plain else len(self._lines[line - 1][:offset].decode())
