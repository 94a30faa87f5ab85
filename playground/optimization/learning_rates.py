"""The learning rate at every step of a run, from stepping the real scheduler."""

import copy
import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.optimization.schedule import Schedule, Setting, build, moments
from playground.program.running import alone
from playground.translations import N_, Message

# what PyTorch raises for settings that do not fit, some of them only when it computes with them
REFUSALS = (ValueError, TypeError, ArithmeticError, LookupError, RuntimeError)


@dataclass(frozen=True)
class Curve:
    """What a schedule does in a run.

    Attributes:
        rates: The learning rate with which each step is taken; fewer than the run has steps where an error ended it.
        momenta: The momentum at each step, where the scheduler moves it; empty otherwise.
        warnings: PyTorch's own words.
        error: What PyTorch did not accept, and where.
    """

    rates: tuple[float, ...]
    momenta: tuple[float, ...] = ()
    warnings: tuple[str, ...] = ()
    error: Message | None = None


@dataclass(frozen=True)
class Resumed:
    """A run that was saved before the step `at` and went on with new objects.

    Attributes:
        rates: The learning rates from there on.
        scheduler, optimizer: What was saved.
        difference: The largest difference to the run that was never interrupted.
    """

    at: int
    rates: tuple[float, ...]
    scheduler: Mapping[str, Any]
    optimizer: Mapping[str, Any]
    difference: float


class _Walk:
    """An optimizer and its scheduler on their way through a run."""

    def __init__(self, schedule: Schedule, setting: Setting) -> None:
        self.schedule, self.setting = schedule, setting
        self.optimizer, self.scheduler = build(schedule, setting)
        self.rates, self.momenta = array("d"), array("d")
        self.began = False

    def go(self, first: int, end: int) -> None:
        """Take the steps from `first` up to, and without, `end`.

        The optimizer has no gradients, so its steps would change nothing; the first one is taken, because PyTorch
        asks whether there was one before the scheduler's.
        """
        [group] = self.optimizer.param_groups
        cycles = "max_momentum" in group
        for step, (epoch, before, after) in enumerate(moments(self.schedule, self.setting)):
            if step < first:
                continue
            if step == end:
                break
            if before:
                self._step(epoch)
            self.rates.append(float(group["lr"]))
            if cycles:
                self.momenta.append(group["betas"][0] if "betas" in group else group["momentum"])
            if not self.began:
                self.optimizer.step(_no_loss)
                self.began = True
            if after:
                self._step(epoch)

    def _step(self, epoch: int) -> None:
        if self.schedule.needs_loss:
            self.scheduler.step(self.setting.loss(epoch))
        else:
            self.scheduler.step()


def _no_loss() -> float:
    return 0.0  # some optimizers ask for a closure


def lr_curve(schedule: Schedule, setting: Setting, steps: int | None = None) -> Curve:
    """Step the real scheduler through the whole run, or its first `steps`; return what the learning rate was."""
    walk = None
    error = None
    with alone(0) as heard:
        try:
            walk = _Walk(schedule, setting)
            walk.go(0, setting.total_steps if steps is None else steps)
        except REFUSALS as problem:
            error = _refusal(problem, walk)
        words = tuple(dict.fromkeys(str(each.message) for each in heard))
    if walk is None:
        return Curve((), (), words, error)
    return Curve(tuple(walk.rates), tuple(walk.momenta), words, error)


def _refusal(error: Exception, walk: _Walk | None) -> Message:
    words = f"{type(error).__name__}: {error}"
    if walk is None:
        return Message(N_("PyTorch does not accept these settings: {words}"), {"words": words})
    return Message(N_("PyTorch stopped at step {step}: {words}"), {"step": len(walk.rates), "words": words})


def resumed(schedule: Schedule, setting: Setting, at: int, whole: Curve, *, forget: bool = False) -> Resumed:
    """Save a run before the step `at`, go on with a new optimizer and a new scheduler, and compare.

    Args:
        whole: The curve of the run that was never interrupted; it must have no error.
        forget: Leave out the scheduler's state, as those do who save the model and the optimizer only.
    """
    with alone(0):
        walk = _Walk(schedule, setting)
        walk.go(0, at)
        saved = copy.deepcopy((walk.scheduler.state_dict(), walk.optimizer.state_dict()))
        new = _Walk(schedule, setting)  # first the scheduler is made: it would overwrite the optimizer's rate
        new.optimizer.load_state_dict(copy.deepcopy(saved[1]))
        if not forget:
            new.scheduler.load_state_dict(copy.deepcopy(saved[0]))
        new.go(at, setting.total_steps)
    pairs = zip(new.rates, whole.rates[at:], strict=True)
    difference = max((abs(a - b) for a, b in pairs if math.isfinite(a - b)), default=0.0)
    return Resumed(at, tuple(new.rates), *saved, difference)
