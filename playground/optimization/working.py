"""Formulas of optimizers worked out with the numbers of a race, for all its steps at once."""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

import torch
from torch import Tensor

from playground.optimization.optimizers import ALL_OPTIMIZERS
from playground.optimization.race import Path, Racer
from playground.optimization.rules import RULES, Line, Rule
from playground.parameters import Value


@dataclass(frozen=True, eq=False)
class Worked:
    """A line, what goes into it and what comes out, for each of T steps: (T, 1) for numbers, (T, 2) for x and y."""

    line: Line
    inputs: Mapping[str, Tensor]
    result: Tensor


@cache
def tree(formula: str) -> ast.expr:
    """Return a formula of `RULES`, parsed."""
    return ast.parse(formula, mode="eval").body


def worked(racer: Racer, path: Path) -> tuple[Worked, ...]:
    """Return the formulas that apply to a racer, with the numbers of each of its steps; none where there are none."""
    rule = RULES.get(racer.optimizer)
    if rule is None or path.steps == 0:
        return ()
    settings = settings_of(racer)
    return work_out(rule, settings, _start(rule, settings, path), path.steps)


def work_out(
    rule: Rule, settings: Mapping[str, Value], names: Mapping[str, Tensor], steps: int = 1
) -> tuple[Worked, ...]:
    """Return the formulas of a rule that apply with these settings, worked out.

    Args:
        settings: As `spread` gives them.
        names: What is known before: `constants`, ``w``, ``g``, ``t``, and states as they were, such as ``m_prev``.
    """
    found = []
    for line in rule.lines:
        if _applies(line, settings):
            formula = tree(line.formula)
            inputs = {
                each.id: names[each.id] for each in ast.walk(formula) if isinstance(each, ast.Name) and each.id in names
            }
            result = _value(formula, names, settings).expand(steps, -1)
            found.append(Worked(line, inputs, result))
            names = {**names, line.name: result}
    return tuple(found)


def settings_of(racer: Racer) -> dict[str, Value]:
    """Return a racer's settings, `spread`."""
    row = ALL_OPTIMIZERS[racer.optimizer]
    return spread({setting.name: setting.default for setting in row.parameters} | racer.given)


def spread(settings: Mapping[str, Value]) -> dict[str, Value]:
    """Return settings with the numbers of a tuple as ``betas1``, ``betas2`` and ``beta1``, ``beta2`` too."""
    found = dict(settings)
    for name, value in settings.items():
        if isinstance(value, tuple):
            found |= {f"{name}{place}": part for place, part in enumerate(value, 1)}
            found |= {f"{name.removesuffix('s')}{place}": part for place, part in enumerate(value, 1)}
    return found


def constants(settings: Mapping[str, Value]) -> dict[str, Tensor]:
    """Return the settings that are numbers as tensors (1, 1)."""
    double = partial(torch.tensor, dtype=torch.float64)
    return {name: double([[float(value)]]) for name, value in settings.items() if isinstance(value, int | float)}


def _applies(line: Line, settings: Mapping[str, Value]) -> bool:
    for condition in line.when.split():
        name, equals, word = condition.lstrip("!").partition("=")
        is_on = settings[name] == word if equals else bool(settings[name])
        if is_on == condition.startswith("!"):
            return False
    return True


def _start(rule: Rule, settings: Mapping[str, Value], path: Path) -> dict[str, Tensor]:
    """Return what is known before the formulas: settings, place, gradient, and the states after the step before."""
    names = constants(settings) | {"w": path.places[:-1], "g": path.gradients[:-1]}
    names["t"] = torch.arange(1, path.steps + 1, dtype=torch.float64).unsqueeze(1)
    for name, state in rule.states.items():
        if state in path.states:
            begin = rule.begin.get(name, 0.0)
            first = settings[begin] if isinstance(begin, str) else begin
            assert isinstance(first, int | float)
            names[f"{name}_prev"] = path.states[state][:-1].nan_to_num(nan=float(first))
    return names


_OPERATORS: Mapping[type[ast.AST], Callable[[Tensor, Tensor], Tensor]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Gt: torch.gt,
    ast.Lt: torch.lt,
    ast.Eq: torch.eq,
}


def _value(formula: ast.expr, names: Mapping[str, Tensor], settings: Mapping[str, Value]) -> Tensor:
    value = partial(_value, names=names, settings=settings)
    match formula:
        case ast.Constant(value=float() | int() as number):
            return torch.tensor([[float(number)]], dtype=torch.float64)
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -value(operand)
        case ast.BinOp(left=left, op=sign, right=right):
            return _OPERATORS[type(sign)](value(left), value(right))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return _OPERATORS[type(sign)](value(left), value(right))
        case ast.IfExp(test=test, body=body, orelse=other):
            return torch.where(value(test), value(body), value(other))
        case ast.Call(func=ast.Name(id="orthogonal"), args=[argument]):
            return _orthogonal(value(argument), settings)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return FUNCTIONS[name](*map(value, arguments))
    raise TypeError(ast.dump(formula))


def _rms(values: Tensor) -> Tensor:
    return (values**2).mean(dim=1, keepdim=True).sqrt()


def _orthogonal(values: Tensor, settings: Mapping[str, Value]) -> Tensor:
    """Return Muon's Newton–Schulz iteration on matrices of one row, in bfloat16 as Muon does it.

    A matrix of one row has one singular value, its length, which the iteration drives towards 1.
    """
    a, b, c = (float(each) for each in settings["ns_coefficients"])  # type: ignore[union-attr]
    eps, steps = float(settings["eps"]), int(settings["ns_steps"])  # type: ignore[arg-type]
    rows = values.bfloat16().unsqueeze(1)  # (T, 1, 2)
    rows = rows / rows.norm(dim=2, keepdim=True).clamp(min=eps)
    for _ in range(steps):
        gram = rows @ rows.mT
        rows = torch.baddbmm(rows, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), rows, beta=a)
    return rows.squeeze(1).double()


FUNCTIONS: Mapping[str, Callable[..., Tensor]] = {
    "sqrt": torch.sqrt,
    "abs": torch.abs,
    "sign": torch.sign,
    "max": torch.maximum,
    "min": torch.minimum,
    "rms": _rms,
}
