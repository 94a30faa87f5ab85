"""The script that prints the learning rate of every step, in plain PyTorch."""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.optimization.optimizers import ALL_OPTIMIZERS
from playground.optimization.schedule import Part, Schedule, Setting, arguments
from playground.optimization.schedule_text import code_of

MAIN = """\
import torch
from torch.optim import lr_scheduler

epochs, batches = {epochs}, {batches}
{losses}weight = torch.nn.Parameter(torch.zeros(1, 1))
optimizer = torch.optim.{optimizer}([weight]{options})
{scheduler}

for epoch in range(epochs):
{before_epoch}    for batch in range(batches):
{before_batch}        print(epoch, batch, optimizer.param_groups[0]["lr"])
        {optimizer_step}  # here the model would learn from a batch
{after_batch}{after_epoch}"""


def script(schedule: Schedule, setting: Setting) -> str:
    """Return a Python file that needs torch only and prints epoch, batch and learning rate of every step."""
    step = f"scheduler.step({'losses[min(epoch, len(losses) - 1)]' if schedule.needs_loss else ''})\n"
    when = ("before" if schedule.stepped == "early" else "after", schedule.per)
    lines = {
        f"{order}_{per}": " " * (8 if per == "batch" else 4) + step if (order, per) == when else ""
        for order in ("before", "after")
        for per in ("batch", "epoch")
    }
    row = ALL_OPTIMIZERS[setting.optimizer]
    options = "".join(f", {name}={value!r}" for name, value in row.arguments(dict(setting.options)).items())
    return MAIN.format(
        epochs=setting.epochs,
        batches=setting.batches,
        losses=f"losses = {list(setting.losses)}  # after each epoch\n" if schedule.needs_loss else "",
        optimizer=setting.optimizer,
        options=options,
        scheduler=assembled(schedule, [arguments(schedule, place, setting) for place in range(len(schedule.parts))]),
        optimizer_step="optimizer.step(lambda: 0.0)" if row.closure else "optimizer.step()",
        **lines,
    )


def assembled(schedule: Schedule, given: Sequence[Mapping[str, Any]]) -> str:
    """Return the lines that make the scheduler on ``optimizer``; `given` are the arguments of each part."""
    calls = [_call(part, each) for part, each in zip(schedule.parts, given, strict=True)]
    if schedule.how == "single":
        return f"scheduler = {calls[0]}"
    parts = "".join(f"    {call},\n" for call in calls)
    milestones = f", milestones={list(schedule.milestones)}" if schedule.how == "SequentialLR" else ""
    first = "optimizer, schedulers" if schedule.how == "SequentialLR" else "schedulers, optimizer=optimizer"
    return f"schedulers = [\n{parts}]\nscheduler = lr_scheduler.{schedule.how}({first}{milestones})"


def _call(part: Part, given: Mapping[str, Any]) -> str:
    """Return the call that makes a part; what is at PyTorch's own default is not written."""
    own = part.row.pytorch_defaults
    written = {name: value for name, value in given.items() if name not in own or own[name] != value}
    inside = "".join(f", {name}={code_of(name, value)}" for name, value in written.items())
    return f"lr_scheduler.{part.name}(optimizer{inside})"
