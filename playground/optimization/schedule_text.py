"""Schedules as text, a line for each: what the controls build, what is typed, and what the link carries.

A line is what stands in a program, without the optimizer, and when it is stepped stands behind it:

    SequentialLR([LinearLR(total_iters=5), CosineAnnealingLR()], milestones=[5])  # per batch

It is read with Python's own parser and looked up in the tables, and never evaluated.
"""

import ast
import math
from dataclasses import replace
from typing import Any, NoReturn

from playground.optimization.schedule import PARTS, How, Part, Schedule, Stepped
from playground.optimization.schedulers import ALL_SCHEDULERS, COMBINATIONS
from playground.parameters import Parameter, find, short
from playground.translations import N_, PlaygroundError

LINES = 4  # at most
LONGEST = 600  # characters of a line
LARGEST = 1e9  # of any number: PyTorch itself may say what is too large or too small
COMMENTS: dict[Stepped, str] = {"auto": "", "batch": "per batch", "epoch": "per epoch", "early": "too early"}
MILESTONES = Parameter("milestones", (5,), "", -LARGEST, LARGEST, longest=PARTS)


def read_line(text: str) -> Schedule:
    """Return the schedule that a line says, or raise `PlaygroundError`."""
    if len(text) > LONGEST:
        raise PlaygroundError(N_("A schedule has at most {most} characters."), most=LONGEST)
    code, _sign, comment = text.partition("#")
    known = {words: stepped for stepped, words in COMMENTS.items()}
    if comment.strip() not in known:
        raise PlaygroundError(
            N_("{words} is not known; behind # stands one of: {allowed}."),
            words=short(comment.strip()),
            allowed=", ".join(filter(None, known)),
        )
    try:
        tree = ast.parse(code.strip(), mode="eval").body
        schedule = _schedule(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise PlaygroundError(
            N_("{code} cannot be read. Write a scheduler with its settings, such as StepLR(step_size=10)."),
            code=short(code.strip()),
        ) from None
    return replace(schedule, stepped=known[comment.strip()])


def _schedule(node: ast.expr) -> Schedule:
    name, call = _called(node)
    if name not in COMBINATIONS:
        return Schedule((_part(node),))
    values: dict[str, ast.expr] = {word.arg or "": word.value for word in call.keywords}
    listed = call.args[0] if len(call.args) == 1 else values.pop("schedulers", None)
    milestones = values.pop("milestones", None)
    if not isinstance(listed, ast.List) or values or not 1 <= len(listed.elts) <= PARTS:
        raise PlaygroundError(
            N_("{name} takes a list of up to {most} schedulers, such as {example}."),
            name=name,
            most=PARTS,
            example="SequentialLR([LinearLR(), CosineAnnealingLR()], milestones=[5])",
        )
    how: How = "SequentialLR" if name == "SequentialLR" else "ChainedScheduler"
    if how == "ChainedScheduler" and milestones is not None:
        _unknown("milestones", name, "schedulers")
    numbers = _checked(MILESTONES, milestones) if isinstance(milestones, ast.List) and milestones.elts else ()
    assert isinstance(numbers, tuple)
    return Schedule(tuple(map(_part, listed.elts)), how, tuple(int(each) for each in numbers))


def _called(node: ast.expr) -> tuple[str, ast.Call]:
    """Return the name that is called; ``lr_scheduler.StepLR`` is ``StepLR``."""
    if not isinstance(node, ast.Call):
        raise SyntaxError
    if isinstance(node.func, ast.Attribute):
        return node.func.attr, node
    if isinstance(node.func, ast.Name):
        return node.func.id, node
    raise SyntaxError


def _part(node: ast.expr) -> Part:
    name, call = _called(node)
    row = find(ALL_SCHEDULERS, name, "scheduler")
    settings = row.settings
    if call.args:
        raise PlaygroundError(
            N_("Write the settings of {name} with their names, such as {example}; the optimizer is left out here."),
            name=name,
            example=f"{next(iter(settings))}=…",
        )
    part = Part(name)
    for word in call.keywords:
        setting = word.arg or "**"
        if setting not in settings:
            _unknown(setting, name, ", ".join(settings))
        part = part.having(setting, _checked(settings[setting], word.value))
    return part


def _unknown(name: str, owner: str, allowed: str) -> NoReturn:
    raise PlaygroundError(
        N_("{field} has no setting {name}; it has: {allowed}."), field=owner, name=short(name), allowed=allowed
    )


def _checked(parameter: Parameter, node: ast.expr) -> Any:
    value = ast.unparse(node) if isinstance(node, ast.Lambda) else ast.literal_eval(_plain(node, parameter.name))
    return loose(parameter).check(value)


def _plain(node: ast.expr, name: str) -> ast.expr:
    """Return a node that is a value as it stands; `nan`, names and calls are none."""
    try:
        ast.literal_eval(node)
    except ValueError:
        raise PlaygroundError(
            N_("{field} is {value}; it must be a plain value."), field=name, value=short(ast.unparse(node))
        ) from None
    return node


def loose(parameter: Parameter) -> Parameter:
    """Return a parameter with no bounds that matter: what is too much or too little, PyTorch itself shall say."""
    return replace(parameter, minimum=-LARGEST, maximum=LARGEST, above=-math.inf)


def written(schedule: Schedule) -> str:
    """Return a schedule as a line."""
    parts = [f"{part.name}({_arguments(part)})" for part in schedule.parts]
    code = parts[0]
    if schedule.how != "single":
        milestones = f", milestones={list(schedule.milestones)}" if schedule.how == "SequentialLR" else ""
        code = f"{schedule.how}([{', '.join(parts)}]{milestones})"
    comment = COMMENTS[schedule.stepped]
    return f"{code}  # {comment}" if comment else code


def _arguments(part: Part) -> str:
    return ", ".join(f"{name}={code_of(name, value)}" for name, value in part.given)


def code_of(name: str, value: Any) -> str:
    """Return a value as code: a function as its text, several numbers as a list."""
    if name == "lr_lambda":
        return str(value)
    return repr(list(value)) if isinstance(value, tuple) else repr(value)
