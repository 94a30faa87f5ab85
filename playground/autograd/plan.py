"""Which backward of a program is played: its own, or one from a tensor of the learner's choice."""

import ast
from dataclasses import dataclass

from playground.program.functions import FUNCTIONS
from playground.program.outcomes import outcome


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run forward, and where backward begins.

    Attributes:
        source: The program up to its last `backward()`; the whole program where it calls none.
        root: The name that this is called on; empty where it is none.
        line: The line of the `backward()` that is played; 0 where it is none.
        gradient: The name of what backward is given to begin with; empty where it is given nothing.
    """

    source: str
    root: str = ""
    line: int = 0
    gradient: str = ""


def plan(source: str) -> Plan:
    """Find the last `name.backward(…)` that stands by itself in a program; one in a loop or a branch stays as it is."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return Plan(source)
    for statement in reversed(body):
        call = statement.value if isinstance(statement, ast.Expr) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "backward"):
            continue
        if not isinstance(call.func.value, ast.Name):
            continue
        lines = source.split("\n")[: statement.lineno - 1]
        given = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "gradient"), None)
        name = ""
        if given is not None and not (isinstance(given, ast.Constant) and given.value is None):
            taken = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
            name = next(each for each in ("gradient", *(f"gradient{i}" for i in range(9_999))) if each not in taken)
            lines.append(f"{name} = {ast.unparse(given)}")
        return Plan("\n".join([*lines, ""]), call.func.value.id, statement.lineno, name)
    return Plan(source)


def wanting(source: str) -> tuple[str, str] | None:
    """Return how the first tensor of a program would want a gradient: its new line, and the program with it."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    for statement in body:
        call = statement.value if isinstance(statement, ast.Assign) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.end_lineno == call.lineno):
            continue
        function = FUNCTIONS.get(ast.unparse(call.func))
        if function is None or function.category not in ("creation", "random") or not call.args:
            continue
        lines = source.split("\n")
        line = lines[call.lineno - 1].encode()
        assert call.end_col_offset is not None
        end = call.end_col_offset - 1
        lines[call.lineno - 1] = (line[:end] + b", requires_grad=True" + line[end:]).decode()
        mended = "\n".join(lines)
        trace = outcome(mended).trace
        if trace is not None and trace.error is None:
            return lines[call.lineno - 1].strip(), mended
    return None
