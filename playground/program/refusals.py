"""What is not possible in a program, in words for whoever tried it."""

import ast
import difflib
from collections.abc import Iterable, Mapping

from playground.translations import N_

LONGEST = 60  # characters of a name that others are compared with
LIKE = 0.75  # how much of a name and the one meant are the same

REFUSED: Mapping[type[ast.AST], str] = {
    ast.Import: N_("No import is needed: torch and np are here already, and they are all that there is."),
    ast.ImportFrom: N_(
        "No import is needed: torch and np are here already. Write names in full, as in torch.nn.functional.relu."
    ),
    ast.Lambda: N_("A program here has no lambda: write the expression where it is used."),
    ast.FunctionDef: N_("A program here defines no functions: write the lines one after the other."),
    ast.ClassDef: N_("A program here defines no classes: write the lines one after the other."),
    ast.While: N_("A program here has no while: use for … in range(…), which ends for certain."),
    ast.JoinedStr: N_("A program here formats no text: give print the values themselves, print(x)."),
    ast.GeneratorExp: N_("Write a list instead: [… for … in …]."),
    ast.SetComp: N_("Write a list instead: [… for … in …]."),
    ast.DictComp: N_("Write a list instead: [… for … in …]."),
    ast.NamedExpr: N_("Assign on a line of its own, with =."),
    ast.Try: N_("A program here catches no errors: they are what this page explains."),
    ast.Delete: N_("A program here deletes nothing."),
}  # fmt: skip
OTHER = N_("This is not possible in a program here: use assignments, expressions, if, for and with torch.no_grad().")

CALLED = N_("{name} is a variable, not a function. Elements are taken with square brackets: {code}")

# What tutorials write, and what to write here instead
CLOSED: Mapping[str, str] = {
    "torch.optim": N_(
        "There are no optimizers here: write the step itself, with torch.no_grad(): and then w -= 0.1 * w.grad."
    ),
    "torch.nn.Module": N_(
        "There are no modules here: write what they compute with functions such as torch.relu(x @ w)."
    ),
    "torch.nn.Linear": N_("There are no layers here: make the weights, and write x @ w + b."),
    "torch.autograd.functional": N_(
        "Nothing here takes a function: write the expression, and call torch.autograd.grad(y, x) on its result."
    ),
    ".register_hook": N_(
        "A hook calls a function of yours, and a program here has none. Use retain_grad() to keep a gradient, and "
        "change it after backward."
    ),
    ".next_functions": N_("The graph cannot be walked here by hand; print(y.grad_fn) shows the node that made y."),
}


def hint_of(name: str, known: Iterable[str]) -> str:
    """Return the closest name there is, as a remark, or nothing."""
    close = closest(name, known)
    return f" → {close[0]}" if close else ""


def closest(name: str, known: Iterable[str], count: int = 1, like: float = LIKE) -> list[str]:
    """Return the full names whose last parts are closest to that of a name, best first."""
    if len(name) > LONGEST:
        return []
    place, _, short = name.rpartition(".")
    full: dict[str, list[str]] = {}
    for each in sorted(known):
        full.setdefault(each.rpartition(".")[2], []).append(each)
    found = difflib.get_close_matches(short, full, count, like)
    near = [[f"{place}.{each}"] if f"{place}.{each}" in full[each] else full[each] for each in found]
    return [each for group in near for each in group][:count]
