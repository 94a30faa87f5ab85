"""The script of a run as a Jupyter notebook: a cell for each part, and a line about it in the reader's language.

The format is nbformat 4.5 (https://nbformat.readthedocs.io); the cells one after the other are the script itself.
"""

import ast
import json
from collections.abc import Iterator, Mapping

from playground.translations import N_, _

EXPLAINED: Mapping[str, str] = {
    "imports": N_("What is needed: PyTorch, and what the data come from."),
    "dataset": N_("The data: a `Dataset` knows how many samples there are, and gives each with its target."),
    "network": N_("The network: an `nn.Module` holds the layers, and `forward` sends a batch through them."),
    "class": N_("A class that is used below."),
    "split": N_("Which samples are learned from, and which are kept for validation and test."),
    "evaluate": N_("How well the network does on samples that it does not learn from."),
    "train_step": N_("One step of learning: forward, loss, backward, and the optimizer moves the weights."),
    "function": N_("A function that is used below."),
    "device": N_("Where the run computes, and for how long."),
    "data": N_("The data are opened, and parted in three."),
    "loaders": N_("The seed makes the run the same each time; the loaders put samples together to batches."),
    "model": N_("The network is made, with its loss, its optimizer, and what else changes as it learns."),
    "loop": N_("The training: epoch after epoch over all batches, each time with a look at the validation part."),
    "test": N_("At the end, the examination on samples that played no part until now."),
}
_OPENING = {"device": "device", "data": "data", "model": "model"}  # what a line assigns, and the part that it begins


def as_notebook(text: str, title: str, about: str) -> bytes:
    """Return the notebook of a script; `title` and `about` stand above it."""
    cells = [_cell("markdown", f"# {title}\n\n{about}", "title")]
    for number, (part, code) in enumerate(parts(text)):
        cells.append(_cell("markdown", _(EXPLAINED[part]), f"about-{number}"))
        cells.append(_cell("code", code, f"code-{number}") | {"execution_count": None, "outputs": []})
    python = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": python, "language_info": {"name": "python"}}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(book, indent=1, ensure_ascii=False) + "\n").encode()


def _cell(kind: str, text: str, name: str) -> dict[str, object]:
    return {"cell_type": kind, "id": name, "metadata": {}, "source": text}


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Give the parts of a script in order: the key in `EXPLAINED`, and the lines."""
    lines = text.splitlines(keepends=True)
    part, begin, end = "imports", 0, 0
    for node in ast.parse(text).body:
        opened = _part(node, part)
        if opened:
            if end:
                yield part, "".join(lines[begin:end]).strip("\n")
            part, begin = opened, end
        end = node.end_lineno or end
    yield part, "".join(lines[begin:]).strip("\n")


def _part(node: ast.stmt, before: str) -> str:
    """Return the part that a statement begins, or nothing where it goes on with the one before it."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return ""
    if isinstance(node, ast.ClassDef):
        bases = " ".join(ast.unparse(base) for base in node.bases)
        return next((part for word, part in (("Dataset", "dataset"), ("Module", "network")) if word in bases), "class")
    if isinstance(node, ast.FunctionDef):
        return next((word for word in ("split", "evaluate", "train_step") if node.name.startswith(word)), "function")
    if isinstance(node, ast.For):
        return "loop"
    if before == "loop":
        return "test"
    assigned = node.targets[0] if isinstance(node, ast.Assign) else None
    if isinstance(assigned, ast.Name):
        return _OPENING.get(assigned.id, "")
    return "loaders" if "manual_seed" in ast.unparse(node) else ""
