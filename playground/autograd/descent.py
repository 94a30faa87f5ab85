"""Gradient descent on a function of one variable or of two: as a program, as the path that this program went.

What the learner types is an expression; `function_of` puts it into order, and the engine of `playground.program` checks
and runs it. Nothing here computes a slope: values, gradients and moves are read from the program's trace.
"""

import ast
import math
from dataclasses import dataclass
from functools import lru_cache

from playground.parameters import short
from playground.program import Call, Step, TensorValue, Trace
from playground.program.functions import FUNCTIONS
from playground.program.outcomes import Outcome, outcome
from playground.translations import N_, PlaygroundError

CHARACTERS = 200  # of an expression
OURS = {"f", "step", "before", "predicted", "real", "dx", "dy"}  # names that the program sets itself
NOT_READ = N_("{text} cannot be read. Write one expression of x, or of x and y: x**2, torch.sin(x) + y**2.")
Place = tuple[float, ...]


@dataclass(frozen=True)
class Function:
    """What to walk down: an expression as PyTorch computes it, and the names of its variables."""

    text: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Descent:
    """Settings of a descent.

    Attributes:
        start: Where each variable begins.
        steps: How many steps have been taken.
        move: The step to try from there; None for the gradient's own.
    """

    function: Function
    start: Place
    lr: float
    steps: int = 0
    move: Place | None = None


@dataclass(frozen=True)
class Moment:
    """A place on the path: the variables, f there, and its gradient there."""

    at: Place
    value: float
    gradient: Place


@dataclass(frozen=True)
class Trial:
    """A step from the last place: how far, where to, and the change of f: as the tangent says, and the real one."""

    move: Place
    at: Place
    predicted: float
    real: float


@dataclass(frozen=True)
class Path:
    """The places from the start to now, the step that would be next, and the program that went there."""

    moments: tuple[Moment, ...]
    trial: Trial
    source: str

    @property
    def now(self) -> Moment:
        return self.moments[-1]


def function_of(typed: str) -> Function:
    """Return what was typed as a function.

    Raises:
        PlaygroundError: it is empty, too long, no single expression, or not one of `x`.
    """
    text = typed.strip()
    if not text:
        raise PlaygroundError(N_("Write a function of x, or of x and y: x**2, torch.sin(x) + y**2."))
    if len(text) > CHARACTERS:
        raise PlaygroundError(N_("The function can have at most {most} characters."), most=CHARACTERS)
    try:
        tree = ast.parse(text, mode="eval").body
        text = ast.unparse(tree)  # on one line, without remarks
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise PlaygroundError(NOT_READ, text=short(text)) from None
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if taken := sorted(names & OURS):
        raise PlaygroundError(N_("{name} cannot be used here: the variables are x and y."), name=taken[0])
    if "x" not in names:
        raise PlaygroundError(N_("{text} does not depend on x. Write a function of x, or of x and y."), text=text)
    return Function(text, ("x", "y") if "y" in names else ("x",))


def program(descent: Descent) -> str:
    """Return the descent as a program: the steps, where they lead, and what one more step would do."""
    f, names = descent.function.text, descent.function.variables
    begin = [
        f"{name} = torch.tensor({at!r}, requires_grad=True)" for name, at in zip(names, descent.start, strict=True)
    ]
    update = [f"        {name} -= {descent.lr!r} * {name}.grad" for name in names]
    clear = [f"    {name}.grad = None" for name in names]
    loop = [
        f"for step in range({descent.steps}):",
        f"    f = {f}",
        "    f.backward()",
        "    with torch.no_grad():",
        *update,
        *clear,
    ]
    if descent.move is None:
        moves = [f"    d{name} = {-descent.lr!r} * {name}.grad" for name in names]
    else:
        moves = [f"    d{name} = {move!r}" for name, move in zip(names, descent.move, strict=True)]
    here = ", ".join([*(f"{name}.item()" for name in names), "f.item()", *(f"{name}.grad.item()" for name in names)])
    ahead = [
        f"f = {f}",
        "f.backward()",
        f"print({here})",
        "",
        "with torch.no_grad():  # one more step: the tangent's word, and the truth",
        *moves,
        "    before = f.item()",
        f"    predicted = {' + '.join(f'{name}.grad * d{name}' for name in names)}",
        *(f"    {name} += d{name}" for name in names),
        f"    real = ({f}) - before",
        "print(predicted.item(), real.item())",
    ]
    return "\n".join([*begin, *(loop if descent.steps else []), *ahead, ""])


@lru_cache(maxsize=512)
def path(descent: Descent) -> Path:
    """Run a descent and return where it went.

    Raises:
        PlaygroundError: its function is not possible here, fails, draws random numbers, or is not one real number.
    """
    source = program(descent)
    result = outcome(source)
    trace = _sound(result, descent)
    names = descent.function.variables
    found: list[tuple[Place, float, dict[str, float]]] = []
    for step in trace.steps:
        if step.bound == ("f",):
            found.append((_place(step, names), _number(step, "f"), {}))
        for call in step.calls:
            if found and call.symbol == ".grad" and call.form == "attribute":
                found[-1][2].setdefault(call.operands[0].source, _gradient(call))
    moments = tuple(Moment(at, value, tuple(gradient[name] for name in names)) for at, value, gradient in found)
    last = trace.steps[-1]
    at = _place(last, names)
    move = descent.move or tuple(_number(last, f"d{name}") for name in names)
    trial = Trial(move, at, _number(last, "predicted"), _number(last, "real"))
    return Path(moments, trial, source)


def _sound(result: Outcome, descent: Descent) -> Trace:
    """Return the trace of a program that went to its end; say in the reader's words why another did not."""
    trace, names = result.trace, descent.function.variables
    if trace is not None:
        if any(call.row in FUNCTIONS and FUNCTIONS[call.row].random for call in trace.calls):
            raise PlaygroundError(
                N_("f draws random numbers: each time it is another function, without a fixed slope.")
            )
        if trace.shapes_only:
            raise PlaygroundError(trace.shapes_only.template, **trace.shapes_only.values)
        _check_value(trace, descent)
        for call in trace.calls:
            if call.symbol == ".grad" and call.form == "attribute" and not isinstance(call.output, TensorValue):
                raise PlaygroundError(
                    N_("No gradient comes back to {name}: f does not depend on it, or cuts it off (detach, item)."),
                    name=call.operands[0].source if call.operands else names[0],
                )
    if result.explanation is not None:
        message = result.explanation.message
        raise PlaygroundError(message.template, **message.values)
    assert trace is not None
    return trace


def _check_value(trace: Trace, descent: Descent) -> None:
    """Make sure that f is one real number, and that working it out left the variables alone."""
    first = next((step for step in trace.steps if step.bound == ("f",)), None)
    if first is None:
        return
    value = first.names["f"]
    if not isinstance(value, TensorValue):
        raise PlaygroundError(N_("f must be a tensor with one number; this is of type {kind}."), kind=value.kind)
    if value.shape:
        raise PlaygroundError(N_("f must be one number; this one has shape {shape}."), shape=value.shape)
    if not value.dtype.is_floating_point:
        raise PlaygroundError(N_("f must be a real number; this one is {dtype}."), dtype=str(value.dtype))
    names = descent.function.variables
    for name, start, now in zip(names, descent.start, _place(first, names), strict=True):
        if not math.isclose(start, now, rel_tol=1e-6, abs_tol=1e-30):
            raise PlaygroundError(N_("f must not change {name}: write {name} * 2, not {name}.data.mul_(2)."), name=name)


def _number(step: Step, name: str) -> float:
    """Return a single number as it was after a step."""
    value = step.names[name]
    if isinstance(value, TensorValue):
        return math.nan if value.data is None else float(value.data.item())
    return float(getattr(value, "text", "nan"))


def _place(step: Step, names: tuple[str, ...]) -> Place:
    return tuple(_number(step, name) for name in names)


def _gradient(call: Call) -> float:
    assert isinstance(call.output, TensorValue)
    assert call.output.data is not None
    return float(call.output.data.item())
