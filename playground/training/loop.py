"""The training loop. It knows nothing of files, databases and screens: it yields events."""

import copy
import math
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch
from torch import Tensor, nn

from playground.training.assembly import Assembly, assemble
from playground.training.config import TrainConfig
from playground.training.control import Control
from playground.training.events import (
    Changed,
    Checkpoint,
    Epoch,
    Event,
    Failed,
    Finished,
    Metrics,
    Started,
    Stopped,
    View,
)
from playground.training.steering import change, steered
from playground.training.steps import train_step
from playground.training.views import LiveView
from playground.translations import N_, Message, PlaygroundError


def train(config: TrainConfig, control: Control | None = None, state: dict[str, Any] | None = None) -> Iterator[Event]:
    """Train as `config` says and yield what happens.

    Args:
        config: Everything about the run; the same config gives the same numbers.
        control: Asked before every step whether to go on.
        state: The `state` of a `Checkpoint` of the same config, to go on from there exactly.

    Yields:
        `Started`, then `Metrics` every `log_interval` steps, `Epoch` and `Checkpoint` after each epoch, and at the
        end one of `Finished`, `Stopped` (after a last `Checkpoint`) and `Failed`.
    """
    loop = _Loop(config, control or Control())
    try:
        yield from loop.run(state)
    except PlaygroundError as error:
        yield loop.failed(error.message)
    except torch.OutOfMemoryError:
        yield loop.failed(
            Message(
                N_("The device ran out of memory at step {step}. Lower batch_size or the size of the model."),
                {"step": loop.step},
            )
        )
    except (RuntimeError, ValueError) as error:
        yield loop.failed(
            Message(N_("PyTorch stopped the run at step {step}: {words}"), {"step": loop.step, "words": str(error)})
        )


@dataclass
class _Sum:
    """A sum of losses; it stays on its device until it is asked for, so that a GPU is not made to wait."""

    loss: Any = 0.0
    steps: int = 0
    samples: int = 0

    def add(self, loss: Any, samples: int, steps: int = 1) -> None:
        self.loss = self.loss + loss
        self.steps += steps
        self.samples += samples

    def mean(self) -> float:
        return float(self.loss) / self.steps

    def state(self) -> dict[str, Any]:
        # a 32-bit tensor, not a Python float, so that a continued run adds up exactly alike
        return {"loss": self.loss, "steps": self.steps, "samples": self.samples}


class _Loop:
    """The state of one run: where it is, and the sums since the last point of the curve."""

    def __init__(self, config: TrainConfig, control: Control) -> None:
        self.config = config
        self.control = control
        self.step = 0  # batches done
        self.epoch = 1  # the epoch that is going on
        self.batch = 0  # batches done in it
        self.interval = _Sum()  # since the last point of the curve
        self.whole_epoch = _Sum()
        self.began = self.interval_began = time.perf_counter()

    @property
    def where(self) -> dict[str, Any]:
        return {"step": self.step, "epoch": self.epoch, "seconds": time.perf_counter() - self.began}

    def failed(self, message: Message) -> Failed:
        return Failed(**self.where, message=message)

    def run(self, state: dict[str, Any] | None) -> Iterator[Event]:
        parts = assemble(self.config)
        order = self._restore(parts, state) if state else parts.generator.get_state()
        yield self._started(parts)
        yield from self._views(parts)
        random_numbers = state["rng"] if state else None
        self.interval_began = time.perf_counter()
        while self.epoch <= self.config.epochs:
            parts.generator.set_state(order)
            if not (yield from self._run_epoch(parts, random_numbers)):
                yield from self._views(parts, last=True)
                yield self._checkpoint(parts, order)
                yield Stopped(**self.where)
                return
            random_numbers = None
            order = parts.generator.get_state()
            if self.epoch > self.config.epochs or self.control.wants_checkpoint():
                yield self._checkpoint(parts, order)
        self.epoch = self.config.epochs
        yield from self._views(parts, last=True)
        test_loss, test_score = parts.task.evaluate(parts.model, parts.loss_fn, parts.test, parts.device)
        examination = parts.task.examine(parts.model, parts.test, parts.test_indices, parts.data, parts.device)
        yield Finished(**self.where, test_loss=test_loss, test_score=test_score, examination=examination)

    def _started(self, parts: Assembly) -> Started:
        return Started(
            **self.where,
            config=self.config.as_json(),
            device=str(parts.device),
            torch_version=torch.__version__,
            total_steps=parts.total_steps,
            steps_per_epoch=len(parts.train),
            samples={
                name: len(part.dataset)  # type: ignore[arg-type]
                for name, part in (("train", parts.train), ("validation", parts.validation), ("test", parts.test))
            },
            parameters=sum(parameter.numel() for parameter in parts.model.parameters()),
            score=parts.task.score,
            scene=parts.task.scene(parts),
            time=time.time(),
        )

    def _run_epoch(self, parts: Assembly, random_numbers: dict[str, Any] | None) -> Generator[Event, None, bool]:
        """Go through the training set once; return whether the epoch was finished."""
        batches = islice(parts.train, self.batch, None)  # a continued run skips what it has done
        for inputs, targets in batches:
            if random_numbers:
                _set_random_numbers(random_numbers)  # only now: building and skipping have moved them
                random_numbers = None
            if not self._proceed():
                return False
            yield from self._changes(parts)
            rate = parts.optimizer.param_groups[0]["lr"]  # with which this step is taken
            inputs, targets = inputs.to(parts.device), targets.to(parts.device)
            loss = train_step(parts.model, parts.loss_fn, parts.optimizer, inputs, targets)
            if parts.scheduler and parts.schedule_per == "batch":
                parts.scheduler.step()
            self.step += 1
            self.batch += 1
            self.interval.add(loss, len(targets))
            if self.step % self.config.log_interval == 0 or self.step in (1, parts.total_steps):
                yield self._metrics(parts, rate)
            yield from self._views(parts)
        self._close_interval()
        if parts.scheduler and parts.schedule_per == "epoch":
            parts.scheduler.step()
        validation_loss, validation_score = parts.task.evaluate(
            parts.model, parts.loss_fn, parts.validation, parts.device
        )
        yield Epoch(
            **self.where,
            train_loss=self._finite(self.whole_epoch.mean(), parts),
            validation_loss=self._finite(validation_loss, parts),
            validation_score=validation_score,
        )
        self.epoch += 1
        self.batch, self.whole_epoch = 0, _Sum()
        self.interval_began = time.perf_counter()
        return True

    def _proceed(self) -> bool:
        """Ask the control; a pause does not count as slowness."""
        began = time.perf_counter()
        go_on = self.control.proceed()
        self.interval_began += time.perf_counter() - began
        return go_on

    def _changes(self, parts: Assembly) -> Iterator[Event]:
        """Change what was asked for since the last step."""
        allowed = steered(self.config.optimizer.name)
        for name, value in self.control.changes().items():
            value = float(allowed[name].check(value))
            before = change(parts.optimizer, parts.scheduler, name, value)
            yield Changed(**self.where, name=name, before=before, after=value)

    def _views(self, parts: Assembly, last: bool = False) -> Iterator[Event]:
        """Draw the views that are wanted now; that does not count as slowness."""
        for view in parts.task.views:
            if self.control.wants_view(view.name, last):
                yield self._view(parts, view)

    def _view(self, parts: Assembly, view: LiveView) -> View:
        began = time.perf_counter()
        event = View(**self.where, name=view.name, data=view.draw(parts))
        self.control.viewed(view.name, time.perf_counter() - began)
        return event

    def _close_interval(self) -> _Sum:
        """Begin a new interval; the finished one counts towards the epoch."""
        interval, self.interval = self.interval, _Sum()
        self.whole_epoch.add(interval.loss, interval.samples, interval.steps)
        return interval

    def _metrics(self, parts: Assembly, rate: float) -> Metrics:
        interval = self._close_interval()
        began, self.interval_began = self.interval_began, time.perf_counter()
        return Metrics(
            **self.where,
            values={
                "train_loss": self._finite(interval.mean(), parts),
                "learning_rate": rate,
                "grad_norm": float(grad_norm(parts.model)),
                "samples_per_second": interval.samples / (self.interval_began - began),
            },
        )

    def _finite(self, loss: float, parts: Assembly) -> float:
        if math.isfinite(loss):
            return loss
        raise PlaygroundError(
            N_(
                "The loss became {loss} by step {step}: the numbers ran away. Usually the learning rate is too high "
                "(it was {rate}); try a tenth of it."
            ),
            loss=str(loss),
            step=self.step,
            rate=f"{parts.optimizer.param_groups[0]['lr']:.3g}",
        )

    def _checkpoint(self, parts: Assembly, order: Tensor) -> Checkpoint:
        state = {
            "config": self.config.key(),
            "step": self.step,
            "epoch": self.epoch,
            "batch": self.batch,
            "interval": self.interval.state(),
            "whole_epoch": self.whole_epoch.state(),
            "seconds": time.perf_counter() - self.began,
            "model": parts.model.state_dict(),
            "optimizer": parts.optimizer.state_dict(),
            "scheduler": parts.scheduler.state_dict() if parts.scheduler else None,
            "order": order,
            "rng": _random_numbers(),
        }
        return Checkpoint(**self.where, state=copy.deepcopy(state))  # the training goes on changing the tensors

    def _restore(self, parts: Assembly, state: dict[str, Any]) -> Tensor:
        """Take up `state`; return the state of the data order at the beginning of its epoch."""
        if TrainConfig.model_validate_json(state["config"]) != self.config:
            raise PlaygroundError(
                N_("The checkpoint belongs to a run with other settings, so this run cannot go on from it.")
            )
        self.step, self.epoch, self.batch = state["step"], state["epoch"], state["batch"]
        self.interval, self.whole_epoch = _Sum(**state["interval"]), _Sum(**state["whole_epoch"])
        self.began = time.perf_counter() - state["seconds"]
        parts.model.load_state_dict(state["model"])
        parts.optimizer.load_state_dict(state["optimizer"])
        if parts.scheduler:
            parts.scheduler.load_state_dict(state["scheduler"])
        order: Tensor = state["order"]
        return order


def grad_norm(model: nn.Module) -> Tensor:
    """Return the length of the gradient over all parameters, √Σg²."""
    return nn.utils.get_total_norm([p.grad for p in model.parameters() if p.grad is not None])


def _random_numbers() -> dict[str, Any]:
    return {"cpu": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else []}


def _set_random_numbers(state: dict[str, Any]) -> None:
    torch.set_rng_state(state["cpu"])
    if state["cuda"]:
        torch.cuda.set_rng_state_all(state["cuda"])
