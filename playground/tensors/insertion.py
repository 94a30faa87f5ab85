"""A function picked from the catalogue becomes a line of a program."""

import ast

from playground.program.functions import SAMPLES, FunctionRow


def with_example(source: str, row: FunctionRow) -> str:
    """Return the program with a line that calls `row` on sample tensors; those that it lacks are added above."""
    used = _names(row.example)
    there = _names(source)
    lines = [line for line in SAMPLES.splitlines() if line.split(" = ")[0] in used - there]
    # what the added lines themselves need
    for line in reversed(SAMPLES.splitlines()):
        name = line.split(" = ")[0]
        if name in _names("\n".join(lines)) - there and line not in lines:
            lines.insert(0, line)
    number = 1
    while f"r{number}" in there:
        number += 1
    before = source.rstrip("\n")
    return "\n".join(each for each in (before, *lines, f"r{number} = {row.example}") if each) + "\n"


def _names(source: str) -> set[str]:
    try:
        return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
