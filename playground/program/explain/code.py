"""The text of a program, and where in it its pieces stand."""

import ast
import io
from collections.abc import Iterator, Sequence
from typing import TypeVar

from playground.program.explain.records import Change
from playground.program.places import Places
from playground.program.records import Span

ATOMS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.List, ast.ListComp)
HEADS = (ast.For, ast.If, ast.With)
LARGER = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.Attribute, ast.Subscript)

Node = TypeVar("Node", bound=ast.AST)


class Code:
    """A program that Python can read.

    Raises:
        SyntaxError: Python cannot.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        self.lines = Lines(text)
        self._spans = Places(text).span

    def place(self, node: ast.AST) -> tuple[int, int]:
        """Return where the text of a node starts and ends."""
        return self.lines.place(self._spans(node))

    def node(self, span: Span) -> ast.AST | None:
        """Return what stands at a span: an expression rather than the statement that is nothing else."""
        found = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.expr | ast.stmt) and node.lineno == span.line and self._spans(node) == span
        ]
        return min(found, key=lambda node: isinstance(node, ast.stmt), default=None)

    def source(self, node: ast.AST) -> str:
        """Return the text of a node."""
        start, end = self.place(node)
        return self.text[start:end]

    def wrapped(self, node: ast.AST) -> str:
        """Return the text of a node so that `.T` can follow: in brackets unless it is one piece already."""
        text = self.source(node)
        return text if isinstance(node, ATOMS) or text[:1] + text[-1:] == "()" else f"({text})"

    def enclosed(self, node: ast.AST, text: str) -> str:
        """Return a text that can stand in place of a node: in brackets where it is part of something larger."""
        return f"({text})" if isinstance(self.parents.get(node), LARGER) else text

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """Return the statement that a node is part of."""
        above: ast.AST | None = node
        while above is not None and not isinstance(above, ast.stmt):
            above = self.parents.get(above)
        return above

    def last_line(self, node: ast.AST | None) -> int:
        """Return the last line of a node's statement; of one with a block, of its head."""
        statement = self.statement(node) if node is not None else None
        if isinstance(statement, HEADS):
            return max(statement.lineno, statement.body[0].lineno - 1)
        return (statement.end_lineno or statement.lineno) if statement else 1

    def head(self, statement: ast.stmt) -> tuple[int, int]:
        """Return where a statement stands; of one with a block, its head."""
        start, end = self.place(statement)
        return (start, self.place(statement.body[0])[0]) if isinstance(statement, HEADS) else (start, end)

    def bindings(self, name: str, before: ast.AST) -> list[ast.expr]:
        """Return what was assigned to a name before a node, the latest first."""
        line = before.lineno if isinstance(before, ast.expr | ast.stmt) else 0
        return [
            node.value
            for node in sorted(self.walk(ast.Assign), key=lambda node: -node.lineno)
            if node.lineno < line and [name] == [each.id for each in node.targets if isinstance(each, ast.Name)]
        ]

    def walk(self, kind: type[Node], within: ast.AST | None = None) -> Iterator[Node]:
        """Give every node of a kind."""
        return (node for node in ast.walk(within or self.tree) if isinstance(node, kind))

    def edited(self, changes: Sequence[Change]) -> str:
        """Return the program after changes that do not overlap."""
        return self.changed(0, len(self.text), changes)

    def changed(self, start: int, end: int, changes: Sequence[Change]) -> str:
        """Return a piece of the program after changes within it."""
        return changed(self.text, start, end, changes)

    def indent(self, statement: ast.stmt) -> str:
        """Return the white space in front of a statement."""
        start, _ = self.place(statement)
        return self.text[start - statement.col_offset : start]


class Lines:
    """Turns lines and columns, both from 1, into places in a text."""

    def __init__(self, text: str) -> None:
        self.starts = [0]
        for line in io.StringIO(text, newline=""):  # str.splitlines breaks at more signs than Python does
            self.starts.append(self.starts[-1] + len(line))

    def place(self, span: Span) -> tuple[int, int]:
        """Return where a span starts and ends."""
        return self.at(span.line, span.column), self.at(span.end_line, span.end_column)

    def at(self, line: int, column: int) -> int:
        """Return the place of a line and column."""
        return self.starts[min(line, len(self.starts)) - 1] + column - 1


def changed(text: str, start: int, end: int, changes: Sequence[Change]) -> str:
    """Return a piece of a text after changes within it that do not overlap."""
    result, place = "", start
    for change in sorted(changes, key=lambda change: (change.start, change.end)):
        result += text[place : change.start] + change.text
        place = change.end
    return result + text[place:end]
