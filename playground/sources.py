"""Source code as it is shown and taken home: of classes and functions, with the imports that they need."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any


@cache
def source_of(thing: Callable[..., Any]) -> str:
    """Return the source of a class or function of this project."""
    return inspect.getsource(thing).rstrip() + "\n"


@lru_cache(maxsize=256)  # what visitors choose stands in `main`
def imports(*things: Callable[..., Any], main: str = "", offered: str = "") -> str:
    """Return the import lines that the sources of `things` need, from the modules where they are written.

    Args:
        things: Classes and functions of this project.
        main: Code that stands below them.
        offered: The imports that `main` may need; those of names that it does not use are left out.
    """
    trees = [ast.parse(text) for text in (*map(source_of, things), main)]
    used = {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}
    plain: set[str] = set()
    named: dict[str, set[str]] = {}
    for node in _imports(things, offered):
        if isinstance(node, ast.Import):
            plain |= {ast.unparse(ast.Import([alias])) for alias in node.names if _bound(alias) in used}
        elif node.module and not node.module.startswith("playground"):
            names = {ast.unparse(alias) for alias in node.names if (alias.asname or alias.name) in used}
            if names:
                named.setdefault(node.module, set()).update(names)
    lines = [*plain, *(f"from {module} import {', '.join(sorted(names))}" for module, names in named.items())]
    groups = [sorted(group, key=lambda line: (line.startswith("from"), line)) for group in _by_origin(lines)]
    return "\n\n".join("\n".join(group) for group in groups if group) + "\n"


def _imports(things: tuple[Callable[..., Any], ...], offered: str) -> Iterator[ast.Import | ast.ImportFrom]:
    modules = {inspect.getsource(inspect.getmodule(thing)) for thing in things}  # type: ignore[arg-type]
    for text in (*modules, offered):
        for node in ast.parse(text).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node


def _by_origin(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the imports from Python's own library, and the others."""
    own = [line for line in lines if line.split()[1].split(".")[0] in sys.stdlib_module_names]
    return own, [line for line in lines if line not in own]


def _bound(alias: ast.alias) -> str:
    """Return the name that an import binds: the first of a dotted one."""
    return alias.asname or alias.name.split(".")[0]
