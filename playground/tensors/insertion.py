"""A function picked from the catalogue becomes a line of a program."""

import ast
import re

from playground.program.functions import SAMPLES, FunctionRow
from playground.program.outcomes import outcome
from playground.program.records import TensorValue

SAMPLE = {line.split(" = ")[0]: line for line in SAMPLES.splitlines()}


def with_example(source: str, row: FunctionRow) -> str:
    """Return the program with a line that calls `row`: on its last result where that runs, else on sample tensors.

    Sample tensors that the program lacks are added above the line.
    """
    there = _names(source)
    number = 1
    while f"r{number}" in there:
        number += 1
    for example in (_on_last(source, row.example), row.example):
        if example and _runs(longer := _with_line(source, there, f"r{number} = {example}")):
            return longer
    return _with_line(source, there, f"r{number} = {row.example}")


def _on_last(source: str, example: str) -> str:
    """Return the example with the tensor that the program bound last in the place of its first one; "" without one."""
    first = next((name for name in re.findall(r"\w+", example) if name in SAMPLE), None)
    trace = outcome(source).trace
    if first is None or trace is None or trace.error is not None:
        return ""
    bound = [name for step in trace.steps for name in step.bound if isinstance(step.names.get(name), TensorValue)]
    return re.sub(rf"\b{first}\b", bound[-1], example) if bound else ""


def _with_line(source: str, there: set[str], line: str) -> str:
    wanted = _names(line)
    for name in reversed(SAMPLE):  # what the sample tensors themselves need
        if name in wanted:
            wanted |= _names(SAMPLE[name])
    samples = [text for name, text in SAMPLE.items() if name in wanted - there]
    return "\n".join(each for each in (source.rstrip("\n"), *samples, line) if each) + "\n"


def _runs(source: str) -> bool:
    trace = outcome(source).trace
    return trace is not None and trace.error is None


def _names(source: str) -> set[str]:
    try:
        return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
