"""The lines of the exported script that depend on techniques and on the schedule: only what the run uses."""

from collections.abc import Callable, Iterator
from textwrap import indent
from typing import Any

from playground.optimization.schedule import Schedule
from playground.training.augmenting import Augmented, code_of
from playground.training.pieces import class_weights, decay_groups
from playground.training.steps import train_step
from playground.training.technique import BY_NORM, BY_VALUE, Technique

PLAIN = "total_loss += train_step({model}, loss_fn, optimizer, inputs.to(device), targets.to(device))"
LAST = "batch % {n} == 0 or batch == len(train_loader)"
KEEP_BEST = """\
    if validation_loss < best_loss:
        best_loss, best_epoch, best_weights = validation_loss, epoch, copy.deepcopy(model.state_dict())
    elif epoch - best_epoch >= {patience}:
        break
"""


def extras(technique: Technique) -> list[Callable[..., Any]]:
    """Return the functions and classes that the run uses beside data, network and evaluation."""
    used = (
        (technique.augmentation, Augmented),
        (technique.class_weights, class_weights),
        (not technique.decay_norms_and_biases, decay_groups),
        (technique.plain_step, train_step),
    )
    return [each for wanted, each in used if wanted]


def augmentation(technique: Technique) -> str:
    """Return the line that changes the pictures of the training part."""
    if not technique.augmentation:
        return ""
    return f"train_set = Augmented(train_set, {code_of(technique.augmentation)})\n"


def prepared(technique: Technique, scheduler: str) -> str:
    """Return what stands before the loop; `scheduler` are the lines that make it."""
    lines = []
    if technique.accumulate > 1 and "updates" in scheduler:
        lines.append(f"updates = math.ceil(len(train_loader) / {technique.accumulate})")
    if scheduler:
        lines.append(scheduler)
    if technique.precision == "float16":
        lines.append("scaler = torch.amp.GradScaler(device.type)")
    if technique.patience:
        lines.append('best_loss, best_epoch = float("inf"), 0')
    return "".join(f"{line}\n" for line in lines)


def batches(technique: Technique, schedule: Schedule | None) -> str:
    """Return the loop over the batches of an epoch."""
    head = "for inputs, targets in train_loader:"
    if technique.accumulate > 1:
        head = "for batch, (inputs, targets) in enumerate(train_loader, start=1):"
    scheduler = ["scheduler.step()"] if schedule and schedule.per == "batch" else []
    body = (
        [PLAIN.format(model=_stepped(technique)), *scheduler]
        if technique.plain_step
        else [*_step(technique, scheduler)]
    )
    return indent("\n".join([head, *(f"    {line}" for line in body)]), "    ")


def _step(technique: Technique, scheduler: list[str]) -> Iterator[str]:
    """Give the lines of a step that is more than the plain one; see `stepping.take_step`."""
    n = technique.accumulate
    yield "inputs, targets = inputs.to(device), targets.to(device)"
    yield from ["optimizer.zero_grad()"] if n == 1 else [f"if batch % {n} == 1:", "    optimizer.zero_grad()"]
    forward = f"loss = loss_fn({_stepped(technique)}(inputs), targets)"
    if technique.precision == "float32":
        yield forward
    else:
        yield from (f"with torch.autocast(device.type, torch.{technique.precision}):", f"    {forward}")
    share = "loss" if n == 1 else f"loss / {n}"
    if _scales(technique):
        yield f"scaler.scale({share}).backward()"
    else:
        yield "loss.backward()" if n == 1 else f"({share}).backward()"
    update = [*_update(technique), *scheduler]
    yield from update if n == 1 else [f"if {LAST.format(n=n)}:", *(f"    {line}" for line in update)]
    yield "total_loss += loss.detach()"


def _stepped(technique: Technique) -> str:
    return "compiled" if technique.compile else "model"


def _update(technique: Technique) -> Iterator[str]:
    if _scales(technique) and technique.clip in (BY_NORM, BY_VALUE):
        yield "scaler.unscale_(optimizer)"
    if technique.clip == BY_NORM:
        yield f"nn.utils.clip_grad_norm_(model.parameters(), max_norm={technique.max_norm!r})"
    if technique.clip == BY_VALUE:
        yield f"nn.utils.clip_grad_value_(model.parameters(), clip_value={technique.clip_value!r})"
    yield from ("scaler.step(optimizer)", "scaler.update()") if _scales(technique) else ("optimizer.step()",)


def _scales(technique: Technique) -> bool:
    return technique.precision == "float16"


def after_epoch(technique: Technique, schedule: Schedule | None) -> str:
    """Return what follows the validation."""
    stepped = ""
    if schedule and schedule.per == "epoch":
        stepped = f"    scheduler.step({'validation_loss' if schedule.needs_loss else ''})\n"
    return stepped + (KEEP_BEST.format(patience=technique.patience) if technique.patience else "")


def restored(technique: Technique) -> str:
    """Return what comes before the last examination."""
    return "model.load_state_dict(best_weights)\n" if technique.patience else ""
