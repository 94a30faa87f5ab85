"""A program as it is taken home: it runs as it stands in a plain Python session and gives the same numbers."""

import ast

from playground.program.functions import FUNCTIONS, METHODS


def listing(source: str, seed: int = 0) -> str:
    """Return the program with what must stand before it: the imports, and the seed if it draws random numbers."""
    lines = ["import torch"]
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = ast.Module([], [])
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if "np" in names:
        lines.insert(0, "import numpy as np")
    if any(_draws(node) for node in ast.walk(tree)):
        lines += ["", f"torch.manual_seed({seed})"]
    return "\n".join([*lines, "", source.strip("\n"), ""])


def _draws(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    row = FUNCTIONS.get(ast.unparse(node.func)) or METHODS.get(node.func.attr)
    return row is not None and row.random
