"""Which edits work: every candidate is run before it is offered."""

import ast
import time
from collections.abc import Callable, Iterable, Sequence

from playground.program.explain.code import Code, changed
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Candidate, Change, Edit
from playground.program.records import Limits
from playground.program.running import run
from playground.translations import Message

TRIED = 6
OFFERED = 3
CODE = 70  # characters of code in a label
LIMITS = Limits(seconds=0.5)
TOGETHER = 1.0  # seconds that trying may take


def working(m: Mistake, candidates: Iterable[Candidate | None]) -> tuple[Edit, ...]:
    """Return the first candidates after which the failing line no longer fails."""
    last, lines = m.code.last_line(m.node), m.code.text.count("\n")
    shown = _whole(m.code, m.node)
    return offered(
        m.code.text,
        candidates,
        lambda source: runs(source, last + source.count("\n") - lines, m),
        lambda changes: _surroundings(m.code, shown, changes),
    )


def offered(
    text: str,
    candidates: Iterable[Candidate | None],
    works: Callable[[str], bool],
    surroundings: Callable[[Sequence[Change]], tuple[int, int]],
) -> tuple[Edit, ...]:
    """Return the first candidates that work as edits.

    Args:
        works: Tells of a whole program whether it does.
        surroundings: Gives the piece of the program that a label shows, as it is after changes.
    """
    seen, edits, tried, deadline = {text}, list[Edit](), 0, time.perf_counter() + TOGETHER
    for candidate in candidates:
        source = changed(text, 0, len(text), candidate.changes) if candidate else text
        if candidate is None or source in seen:
            continue
        seen.add(source)
        tried += 1
        if works(source):
            code = _short(changed(text, *surroundings(candidate.changes), candidate.changes))
            edits.append(Edit(Message(candidate.label, {**candidate.values, "code": code}), source))
        if len(edits) == OFFERED or tried == TRIED or time.perf_counter() > deadline:
            break
    return tuple(edits)


def runs(source: str, last: int, m: Mistake) -> bool:
    """Tell whether a program runs, without a new warning, beyond its line `last`."""
    try:
        trace = run(source, seed=m.seed, limits=LIMITS)
    except Exception:  # noqa: BLE001 - refused, or worse
        return False
    if trace.shapes_only is not None and m.trace.shapes_only is None:
        return False
    warned = {warning for step in trace.steps if step.line <= last for warning in step.warnings}
    if warned and warned - m.warnings:
        return False
    return trace.error is None or trace.error.span.line > last


def _surroundings(code: Code, node: ast.AST | None, changes: Sequence[Change]) -> tuple[int, int]:
    """Return where what failed stands if the changes are in it, or else the statement that is changed."""
    start, end = min(change.start for change in changes), max(change.end for change in changes)
    statements = [code.head(each) for each in code.walk(ast.stmt)]
    places = [code.place(node), *statements] if node is not None else statements
    inside = next((place for place in places if place[0] <= start and end <= place[1]), None)
    touched = [place for place in statements if place[0] <= end and start <= place[1]]
    return inside or (min([start, *(a for a, _ in touched)]), max([end, *(b for _, b in touched)]))


def _whole(code: Code, node: ast.AST | None) -> ast.AST | None:
    """Return what is worth showing of what failed: a call with its brackets, an assignment with both sides."""
    parent = code.parents.get(node) if node is not None else None
    if isinstance(parent, ast.Call) and parent.func is node:
        return parent
    if isinstance(node, ast.Name | ast.Subscript | ast.Attribute | ast.Tuple | ast.List):
        return code.statement(node) if isinstance(node.ctx, ast.Store) else node
    return node


def _short(code: str) -> str:
    first, *rest = code.strip().splitlines() or [""]
    code = " ".join(f"{first}{';' if rest and _complete(first) else ''} {' '.join(rest)}".split())
    return code if len(code) <= CODE else code[: CODE - 2] + " …"


def _complete(line: str) -> bool:
    """Tell whether a line is a statement by itself."""
    try:
        ast.parse(line)
    except SyntaxError:
        return False
    return True
