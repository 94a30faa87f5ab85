"""One batch of a run: the plain step, or one with techniques; and the steps of the schedule.

A step of the run is always one batch. Where gradients are accumulated, the optimizer steps after every n-th batch, and
after the last of an epoch: that is an update. A schedule that counts batches counts updates.
"""

from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor, nn

from playground.training.assembly import Assembly
from playground.training.steps import train_step
from playground.training.technique import BY_NORM, BY_VALUE, Technique

DTYPES = {"bfloat16": torch.bfloat16, "float16": torch.float16}


def take_step(parts: Assembly, inputs: Tensor, targets: Tensor, batch: int) -> Tensor:
    """Learn from the batch that is number `batch`, from 0, of its epoch; return its loss."""
    technique, optimizer, scaler = parts.technique, parts.optimizer, parts.scaler
    if technique.plain_step:
        return train_step(parts.stepped_model, parts.loss_fn, optimizer, inputs, targets)
    if batch % technique.accumulate == 0:
        optimizer.zero_grad()
    with _autocast(parts.device, technique):
        predictions = parts.stepped_model(inputs)
        loss: Tensor = parts.loss_fn(predictions, targets)
    scaler.scale(loss / technique.accumulate).backward()  # a scaler that is switched off changes nothing
    if ends_update(parts, batch):
        scaler.unscale_(optimizer)
        _clip(parts.model, technique)
        scaler.step(optimizer)
        scaler.update()
    return loss.detach()


def _autocast(device: torch.device, technique: Technique) -> AbstractContextManager[object]:
    dtype = DTYPES.get(technique.precision)
    return torch.autocast(device.type, dtype) if dtype else nullcontext()


def _clip(model: nn.Module, technique: Technique) -> None:
    if technique.clip == BY_NORM:
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=technique.max_norm)
    elif technique.clip == BY_VALUE:
        nn.utils.clip_grad_value_(model.parameters(), clip_value=technique.clip_value)


def ends_update(parts: Assembly, batch: int) -> bool:
    """Return whether the optimizer steps after this batch of its epoch."""
    return (batch + 1) % parts.technique.accumulate == 0 or batch + 1 == len(parts.train)


def schedule_after_batch(parts: Assembly, batch: int) -> None:
    """Step a schedule that counts batches."""
    if parts.schedule and parts.schedule.per == "batch" and ends_update(parts, batch):
        parts.scheduler.step()


def schedule_after_epoch(parts: Assembly, validation_loss: float) -> None:
    """Step a schedule that counts epochs; one that waits for a plateau is told the loss."""
    if parts.schedule and parts.schedule.per == "epoch":
        told = [validation_loss] if parts.schedule.needs_loss else []
        parts.scheduler.step(*told)


def unfinished_gradients(parts: Assembly, batch: int) -> list[Tensor | None]:
    """Return the gradients of all parameters where the next batch, number `batch`, will add to them; else nothing."""
    if batch % parts.technique.accumulate == 0:
        return []
    return [parameter.grad for parameter in parts.model.parameters()]


def restore_gradients(parts: Assembly, gradients: list[Tensor | None]) -> None:
    """Take up what `unfinished_gradients` returned."""
    for parameter, gradient in zip(parts.model.parameters(), gradients, strict=False):
        parameter.grad = None if gradient is None else gradient.to(parts.device)
