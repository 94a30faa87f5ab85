"""One step in its parts, with the real numbers of each: hooks write down what `take_step` does while it does it.

The phases come in the order in which they happened. Small networks tell all of their numbers; of larger ones, each
tensor tells its shape, its norm and its first numbers.
"""

import inspect
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn, optim

from playground.optimization.rules import RULES
from playground.optimization.working import constants, spread, work_out
from playground.parameters import Value
from playground.training.assembly import Assembly
from playground.training.stepping import take_step
from playground.training.steps import train_step

NAME = "step"  # of the view

SMALL = 200  # parameters; networks up to here tell all their numbers
ALL, FEW = 400, 6  # numbers of a tensor that are told, of a small network and of a larger one
TENSORS = 12  # parameters' tensors that are told, at most
DIGITS = 7
PHASES: Mapping[str, str] = {  # and what the line of code is known by
    "zero_grad": ".zero_grad(",
    "forward": "model(",
    "loss": "loss_fn(",
    "backward": ".backward(",
    "clip": "_clip(",
    "update": ".step(",
}

Phases = list[dict[str, Any]]


def take_step_in_parts(parts: Assembly, inputs: Tensor, targets: Tensor, batch: int) -> tuple[Tensor, Phases]:
    """Do what `take_step` does; return its loss, and its phases in plain JSON values."""
    step = _Dissection(parts)
    with ExitStack() as hooks:
        step.listen(hooks)
        loss = take_step(parts, inputs, targets, batch)
        step.end()
    return loss, step.phases


class _Dissection:
    """What one step has done so far."""

    def __init__(self, parts: Assembly) -> None:
        self.code = _code(train_step if parts.technique.plain_step else take_step)
        self.optimizer = parts.optimizer
        self.model, self.loss_fn = parts.stepped_model, parts.loss_fn
        self.learned = {name: each for name, each in parts.model.named_parameters() if each.requires_grad}
        small = sum(each.numel() for each in self.learned.values()) <= SMALL
        self.most = ALL if small else FEW
        self.told = dict(list(self.learned.items())[:TENSORS])
        self.phases: Phases = []
        self.gradients = self._gradients()
        self.before: dict[str, Tensor] = {}
        self.states: dict[str, dict[str, Any]] = {}

    def listen(self, hooks: ExitStack) -> None:
        optimizer = self.optimizer
        handles = (
            self.model.register_forward_hook(self._forward),
            self.loss_fn.register_forward_hook(self._loss),
            optimizer.register_step_pre_hook(self._before_update),
            optimizer.register_step_post_hook(self._after_update),
            *(each.register_post_accumulate_grad_hook(self._arrived) for each in self.learned.values()),
        )
        for handle in handles:
            hooks.callback(handle.remove)
        zero_grad = optimizer.zero_grad

        def zero_grad_told(*args: Any, **kwargs: Any) -> None:
            before = self._gradients()
            zero_grad(*args, **kwargs)
            self._tell("zero_grad", gradients=self._each(before), cleared=not self._gradients())

        vars(optimizer)["zero_grad"] = zero_grad_told  # PyTorch has no hook for this one
        hooks.callback(vars(optimizer).pop, "zero_grad")

    def _forward(self, _model: nn.Module, arguments: tuple[Any, ...], output: Tensor) -> None:
        self._tell("forward", inputs=self._numbers(arguments[0]), predictions=self._numbers(output))

    def _loss(self, _loss_fn: nn.Module, arguments: tuple[Any, ...], output: Tensor) -> None:
        predictions, targets = arguments
        self._tell(
            "loss", predictions=self._numbers(predictions), targets=self._numbers(targets), loss=_number(output.item())
        )

    def _arrived(self, parameter: Tensor) -> None:
        """A gradient is there; when the last one is, backward is through."""
        names = [name for name, each in self.learned.items() if each is parameter]
        self.gradients = self.gradients | {name: _copy(parameter.grad) for name in names}

    def _before_update(self, _optimizer: optim.Optimizer, _args: Any, _kwargs: Any) -> None:
        self._tell_backward()
        now = self._gradients()
        if any(not torch.equal(gradient, self.gradients[name]) for name, gradient in now.items()):
            self._tell("clip", norms=[_norm(self.gradients.values()), _norm(now.values())], gradients=self._each(now))
        self.before = {name: _copy(each) for name, each in self.learned.items()}
        self.states = {
            name: {key: _copy(value) if isinstance(value, Tensor) else value for key, value in state.items()}
            for name, each in self.told.items()
            if (state := self.optimizer.state.get(each))
        }

    def end(self) -> None:
        """A batch whose gradients wait for those of the next ends with backward."""
        if self.phases and self.phases[-1]["phase"] == "loss":
            self._tell_backward()

    def _tell_backward(self) -> None:
        self._tell("backward", gradients=self._each(self.gradients), norm=_norm(self.gradients.values()))

    def _after_update(self, _optimizer: optim.Optimizer, _args: Any, _kwargs: Any) -> None:
        updates = [
            {
                "name": name,
                "before": self._numbers(self.before[name]),
                "after": self._numbers(each),
            }
            | self._rule(name, each)
            for name, each in self.told.items()
            if each.grad is not None
        ]
        self._tell("update", updates=updates, left_out=len(self.learned) - len(self.told))

    def _rule(self, name: str, parameter: Tensor) -> dict[str, Any]:
        """Return the optimizer's formulas with the numbers of the element with the largest gradient, and which it is.

        No formulas where they are not known.
        """
        rule = RULES.get(type(self.optimizer).__name__)
        state, before = self.optimizer.state.get(parameter, {}), self.states.get(name, {})
        if rule is None or ("variance" in rule.states.values() and "variance" not in state):  # Adafactor on a matrix
            return {"element": [], "rule": []}
        group = next(each for each in self.optimizer.param_groups if any(p is parameter for p in each["params"]))
        settings: dict[str, Value] = spread({key: value for key, value in group.items() if key != "params"})
        names = constants(settings) | {"w": _flat(self.before[name]), "g": _flat(parameter.grad)}
        begun = before.get("momentum_buffer") is not None
        names["t"] = _flat(torch.as_tensor(before["step"] + 1 if "step" in before else 2 if begun else 1))
        for sign, key in rule.states.items():
            begin = rule.begin.get(sign, 0.0)
            first = settings[begin] if isinstance(begin, str) else begin
            known = before.get(key)
            names[f"{sign}_prev"] = _flat(torch.as_tensor(first if known is None else known))
        place = int(names["g"].abs().argmax())
        lines = [
            {
                "name": line.line.name,
                "formula": line.line.formula,
                "inputs": {key: _number(_element(value, place)) for key, value in line.inputs.items()},
                "result": _number(_element(line.result, place)),
            }
            for line in work_out(rule, settings, names)
        ]
        return {
            "element": [int(each) for each in torch.unravel_index(torch.tensor(place), parameter.shape)],
            "rule": lines,
        }

    def _tell(self, phase: str, **numbers: Any) -> None:
        self.phases.append({"phase": phase, "code": self.code.get(phase, "")} | numbers)

    def _gradients(self) -> dict[str, Tensor]:
        return {name: _copy(each.grad) for name, each in self.learned.items() if each.grad is not None}

    def _each(self, tensors: Mapping[str, Tensor]) -> list[dict[str, Any]]:
        return [{"name": name} | self._numbers(tensors[name]) for name in self.told if name in tensors]

    def _numbers(self, tensor: Tensor) -> dict[str, Any]:
        flat = tensor.detach().flatten()
        return {
            "shape": list(tensor.shape),
            "values": [_number(value) for value in flat[: self.most].tolist()],
            "norm": _number(flat.double().norm().item()),
        }


def _copy(tensor: Tensor | None) -> Tensor:
    assert tensor is not None
    return tensor.detach().clone()


def _flat(tensor: Tensor | None) -> Tensor:
    """Return the elements as (1, N), in double precision."""
    assert tensor is not None
    return tensor.detach().double().cpu().reshape(1, -1)


def _element(numbers: Tensor, place: int) -> float:
    """Return one of the numbers (1, N); of (1, 1) the only one."""
    return numbers[0, place if numbers.shape[1] > 1 else 0].item()


def _norm(tensors: Any) -> float:
    return _number(nn.utils.get_total_norm(list(tensors)).item())


def _number(value: float) -> float:
    return value if isinstance(value, int) else float(f"{value:.{DIGITS}g}")


@cache
def _code(function: Callable[..., Tensor]) -> Mapping[str, str]:
    """Return the line of a function in which each phase is."""
    lines = [line.strip() for line in inspect.getsource(function).splitlines()]
    return {phase: line for phase, mark in PHASES.items() for line in lines if mark in line}
