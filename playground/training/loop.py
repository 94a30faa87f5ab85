"""The training loop. It knows nothing of files, databases and screens: it yields events."""

import copy
import math
import time
from collections.abc import Generator, Iterator
from typing import Any

import torch
from torch import Tensor, optim

from playground.training import dissection
from playground.training.assembly import Assembly, assemble
from playground.training.beginnings import Ended
from playground.training.compiling import compile_steps
from playground.training.config import TrainConfig
from playground.training.control import Control
from playground.training.dissection import Phases, take_step_in_parts
from playground.training.early_stop import EarlyStop
from playground.training.events import (
    Changed,
    Checkpoint,
    Epoch,
    Event,
    Failed,
    Finished,
    Histograms,
    Metrics,
    Notice,
    Started,
    Stopped,
    View,
)
from playground.training.faults import Watch, all_finite, is_full
from playground.training.resuming import restore, set_random_numbers, state_of
from playground.training.steering import change, checked
from playground.training.stepping import schedule_after_batch, schedule_after_epoch, take_step
from playground.training.sums import Sum
from playground.training.views import LiveView, histograms
from playground.translations import N_, Message, PlaygroundError

FULL = N_("The device ran out of memory at step {step}. Lower batch_size or the size of the model.")
BROKEN = N_("PyTorch stopped the run at step {step}: {words}")


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
    except (RuntimeError, ValueError, MemoryError) as error:
        template = FULL if is_full(error) else BROKEN
        yield loop.failed(Message(template, {"step": loop.step, "words": str(error)}))


class _Loop:
    """The state of one run: where it is, and the sums since the last point of the curve."""

    def __init__(self, config: TrainConfig, control: Control) -> None:
        self.config = config
        self.control = control
        self.step = 0  # batches done
        self.epoch = 1  # the epoch that is going on
        self.batch = 0  # batches done in it
        self.interval = Sum()  # since the last regular point of the curve, in this epoch
        self.whole_epoch = Sum()
        self.recent = Sum()  # since the last point, of those between too
        self.shows_parts = False  # whether the last thing told of a step were its parts
        self.early = EarlyStop(config.technique.patience)
        self.began = self.interval_began = time.perf_counter()

    @property
    def where(self) -> dict[str, Any]:
        return {"step": self.step, "epoch": self.epoch, "seconds": time.perf_counter() - self.began}

    def failed(self, message: Message) -> Failed:
        return Failed(**self.where, message=message)

    def run(self, state: dict[str, Any] | None) -> Iterator[Event]:
        try:
            parts = assemble(self.config, self.control.ends)
        except Ended:
            yield Stopped(**self.where)
            return
        self.watch = Watch(parts, lambda: self.step + 1)
        order = self._restore(parts, state) if state else parts.generator.get_state()
        yield self._started(parts)
        for message in (parts.begun, compile_steps(parts)):
            if message:
                yield Notice(**self.where, message=message)
        yield from self._views(parts)
        random_numbers = state["rng"] if state else None
        self.interval_began = time.perf_counter()
        while self._goes_on():
            parts.generator.set_state(order)
            if not (yield from self._run_epoch(parts, random_numbers)):
                yield from self._views(parts, last=True)
                yield from self._checkpoints(parts, order)
                yield Stopped(**self.where)
                return
            random_numbers = None
            order = parts.generator.get_state()
            if not self._goes_on() or self.control.wants_checkpoint():
                yield from self._checkpoints(parts, order)
        if message := self.early.restore(parts.model, self.epoch - 1):
            yield Notice(**self.where, message=message)
            yield from self._checkpoints(parts, order)  # what is kept is what is examined
        self.epoch -= 1  # the last that was gone through
        yield from self._views(parts, last=True)
        test_loss, test_score = parts.task.evaluate(parts.model, parts.loss_fn, parts.test, parts.device)
        examination = parts.task.examine(parts.model, parts.test, parts.test_indices, parts.data, parts.device)
        yield Finished(**self.where, test_loss=test_loss, test_score=test_score, examination=examination)

    def _goes_on(self) -> bool:
        """Return whether there is one more epoch."""
        return self.epoch <= self.config.epochs and not self.early.is_over(self.epoch - 1)

    def _started(self, parts: Assembly) -> Started:
        return Started(
            **self.where,
            config=self.config.as_json(),
            device=str(parts.device),
            torch_version=str(torch.__version__),  # that is a class of its own, which the runner would load PyTorch for
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
        parts.epoch = self.epoch
        batches = iter(parts.train)
        for _ in range(self.batch):
            next(batches)  # a continued run skips what it has done
        if random_numbers:
            set_random_numbers(random_numbers)  # only now: building and skipping have moved them
        count = len(parts.train)
        reads = parts.device.type == "cpu"  # elsewhere, to read each loss would make the device wait
        while self.batch < count:
            quiet = self.control.quiet()
            # before the batch is made: that may draw random numbers
            if not (quiet or (yield from self._may_step(parts))):
                return False
            inputs, targets = next(batches)
            rate = parts.optimizer.param_groups[0]["lr"]  # with which this step is taken
            inputs, targets = inputs.to(parts.device), targets.to(parts.device)
            self.watch.inputs = inputs
            if not quiet and self.control.by_hand():
                loss, phases = take_step_in_parts(parts, inputs, targets, self.batch)
            else:
                loss, phases = take_step(parts, inputs, targets, self.batch), []
            schedule_after_batch(parts, self.batch)
            self.step += 1
            self.batch += 1
            number, samples = loss.item() if reads else loss, targets.shape[0]
            self.interval.add(number, samples)
            self.recent.add(number, samples)
            regular = self.step % self.config.log_interval == 0 or self.step in (1, parts.total_steps)
            quiet = self.control.quiet()
            if regular or (not quiet and self.control.wants_point()):
                yield self._metrics(parts, rate, regular)
            if phases or self.shows_parts:
                yield self._parts_of_step(phases)
            if not quiet:
                yield from self._views(parts)
        next(batches, None)  # as a for loop does: at its end the sampler draws once more
        self._close_interval()
        validation_loss, validation_score = parts.task.evaluate(
            parts.model, parts.loss_fn, parts.validation, parts.device
        )
        yield Epoch(
            **self.where,
            train_loss=self._finite(self.whole_epoch.mean()),
            validation_loss=self._finite(validation_loss, validation=True),
            validation_score=validation_score,
        )
        schedule_after_epoch(parts, validation_loss)
        self.early.look(self.epoch, validation_loss, parts.model)
        self.epoch += 1
        self.batch, self.whole_epoch, self.recent = 0, Sum(), Sum()
        self.interval_began = time.perf_counter()
        return True

    def _may_step(self, parts: Assembly) -> Generator[Event, None, bool]:
        """Ask the control, and change what is asked for meanwhile; a pause does not count as slowness."""
        while True:
            began = time.perf_counter()
            go_on = self.control.proceed()
            self.interval_began += time.perf_counter() - began
            if go_on is not None:
                return go_on
            yield from self._changes(parts)

    def _changes(self, parts: Assembly) -> Iterator[Event]:
        """Change what was asked for since the last step."""
        for name, value in self.control.changes().items():
            after = checked(self.config, name, value)
            before = change(parts.optimizer, parts.scheduler, name, after)
            if before != after:
                yield Changed(**self.where, name=name, before=before, after=after)

    def _parts_of_step(self, phases: Phases) -> View:
        """Tell the parts of a step taken by hand; and once that no more will come, when the run goes on by itself."""
        self.shows_parts = bool(phases)
        return View(**self.where, name=dissection.NAME, data={"phases": phases})

    def _views(self, parts: Assembly, last: bool = False) -> Iterator[Event]:
        """Draw the views that are wanted now; that does not count as slowness."""
        for view in parts.task.views:
            if self.control.wants_view(view.name, last):
                yield self._view(parts, view)
        if self.control.wants_view(histograms.NAME, last):
            yield self._histograms(parts)

    def _view(self, parts: Assembly, view: LiveView) -> View:
        began = time.thread_time()
        event = View(**self.where, name=view.name, data=view.draw(parts))
        self.control.viewed(view.name, time.thread_time() - began, view.share)
        return event

    def _histograms(self, parts: Assembly) -> Histograms:
        began = time.thread_time()
        event = Histograms(**self.where, **histograms.histograms(parts))
        self.control.viewed(histograms.NAME, time.thread_time() - began, histograms.SHARE)
        return event

    def _close_interval(self) -> Sum:
        """Begin a new interval; the finished one counts towards the epoch."""
        interval, self.interval = self.interval, Sum()
        self.whole_epoch.add(interval.loss, interval.samples, interval.steps)
        return interval

    def _metrics(self, parts: Assembly, rate: float, regular: bool) -> Metrics:
        """Return a point; one between the regular ones leaves their sum alone, so that they are always the same."""
        recent, self.recent = self.recent, Sum()
        interval = self._close_interval() if regular else recent
        began, self.interval_began = self.interval_began, time.perf_counter()
        return Metrics(
            **self.where,
            values={
                "train_loss": self._finite(interval.mean()),
                "learning_rate": rate,
                "grad_norm": self._finite_norm(parts),
                "samples_per_second": recent.samples / (self.interval_began - began),
            },
        )

    def _finite(self, loss: float, validation: bool = False) -> float:
        if math.isfinite(loss):
            return loss
        raise (self.watch.validation_fault if validation else self.watch.fault)(loss, self.step)

    def _finite_norm(self, parts: Assembly) -> float:
        norm = grad_norm(parts.optimizer)
        if not math.isfinite(norm) and (fault := self.watch.gradient_fault(self.step)):
            raise fault
        return norm

    def _checkpoints(self, parts: Assembly, order: Tensor) -> Iterator[Event]:
        """Make a checkpoint, but none that could not be gone on from."""
        if all_finite(parts.model):
            yield self._checkpoint(parts, order)

    def _checkpoint(self, parts: Assembly, order: Tensor) -> Checkpoint:
        state = {
            "config": self.config.key(),
            "step": self.step,
            "epoch": self.epoch,
            "batch": self.batch,
            "interval": self.interval.state(),
            "whole_epoch": self.whole_epoch.state(),
            "seconds": time.perf_counter() - self.began,
            "order": order,
            **state_of(parts, self.early, self.batch),
        }
        return Checkpoint(**self.where, state=copy.deepcopy(state))  # the training goes on changing the tensors

    def _restore(self, parts: Assembly, state: dict[str, Any]) -> Tensor:
        """Take up `state`; return the state of the data order at the beginning of its epoch."""
        if TrainConfig.model_validate_json(state["config"]) != self.config:
            raise PlaygroundError(
                N_("The checkpoint belongs to a run with other settings, so this run cannot go on from it.")
            )
        self.step, self.epoch, self.batch = state["step"], state["epoch"], state["batch"]
        self.interval, self.whole_epoch = Sum(**state["interval"]), Sum(**state["whole_epoch"])
        self.began = time.perf_counter() - state["seconds"]
        restore(parts, self.early, state)
        order: Tensor = state["order"]
        return order


def grad_norm(optimizer: optim.Optimizer) -> float:
    """Return the length of the gradient over all parameters that learn, √Σg²."""
    learned = (each for group in optimizer.param_groups for each in group["params"])
    gradients = torch.cat([each.grad.flatten() for each in learned if each.grad is not None])
    return float(torch.linalg.vector_norm(gradients))  # a third of the time of get_total_norm where they are small
