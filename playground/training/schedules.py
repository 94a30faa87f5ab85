"""The schedule of a run: of one scheduler with its settings, or as a line of text that says any (`schedule_text`)."""

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from playground.optimization.schedule import Part, Schedule, Setting, arguments, stretch
from playground.optimization.schedule_script import assembled
from playground.optimization.schedule_text import LONGEST, read_line
from playground.parameters import Parameter
from playground.training.fields import problem
from playground.translations import N_, Message, PlaygroundError

if TYPE_CHECKING:
    from playground.training.config import TrainConfig

SCHEDULE = Parameter(
    "schedule",
    "",
    N_(
        "Any schedule as the page *Learning-rate schedules* writes it: one scheduler, a SequentialLR, a "
        "ChainedScheduler; # per batch or # per epoch behind it says when it is stepped."
    ),
    longest=LONGEST,
)
SOME_BATCHES = 100  # in an epoch, where only the settings are checked
FIRST_STEPS = 3


class _Code(str):
    """A value that is written as it stands."""

    __repr__ = str.__str__


def schedule_of(config: "TrainConfig") -> Schedule | None:
    """Return what changes the learning rate; raises `PlaygroundError` for a text that cannot be read."""
    if config.schedule:
        return read_line(config.schedule)
    if config.scheduler:
        return Schedule((Part(config.scheduler.name, tuple(config.scheduler.parameters.items())),))
    return None


def setting_of(config: "TrainConfig", batches: int) -> Setting:
    """Return the run around the schedule; a scheduler that counts batches is stepped with the optimizer."""
    optimizer = config.optimizer
    updates = math.ceil(batches / config.technique.accumulate)
    return Setting(optimizer.name, tuple(optimizer.parameters.items()), config.epochs, updates)


def check(config: "TrainConfig") -> None:
    """Raise what is wrong with the schedule that a config has as text."""
    if not config.schedule:
        return
    if config.scheduler:
        raise problem(
            N_("scheduler is {name}, and schedule is given too: a run has one of them. Leave one out."),
            name=config.scheduler.name,
        )
    try:
        schedule = read_line(config.schedule)
    except PlaygroundError as error:
        raise problem(error.message.template, **error.message.values) from None
    if schedule.stepped == "early":
        raise problem(N_("A training steps the scheduler after optimizer.step(): leave out # too early."))
    if schedule.needs_loss and schedule.per == "batch":
        raise problem(
            N_(
                "ReduceLROnPlateau is given the validation loss here, and that is known after each epoch only: leave "
                "out # per batch."
            )
        )
    wrong = _refusal(schedule, setting_of(config, SOME_BATCHES))
    if wrong:
        raise problem(wrong.template, **wrong.values)


@lru_cache(maxsize=128)
def _refusal(schedule: Schedule, setting: Setting) -> Message | None:
    """Return what PyTorch does not accept; of one that counts batches only the first steps are tried."""
    from playground.optimization.learning_rates import lr_curve

    if schedule.per == "epoch":
        return lr_curve(schedule, Setting(setting.optimizer, setting.options, setting.epochs, 1, (1.0,))).error
    return lr_curve(schedule, setting, FIRST_STEPS).error


def code_of(schedule: Schedule, config: "TrainConfig") -> str:
    """Return the lines that make the scheduler on ``optimizer``, with the run's length as the script knows it."""
    setting = setting_of(config, SOME_BATCHES)
    updates = "len(train_loader)" if config.technique.accumulate == 1 else "updates"
    given = []
    for place, part in enumerate(schedule.parts):
        derived = {name: quantity for name, quantity in part.row.derived.items() if name not in dict(part.given)}
        lengths = {
            name: _Code(_length(schedule, place, quantity, updates, config.epochs))
            for name, quantity in derived.items()
        }
        now = arguments(schedule, place, setting)
        given.append({name: lengths.get(name, value) for name, value in now.items()})
    return assembled(schedule, given)


def _length(schedule: Schedule, place: int, quantity: str, updates: str, epochs: int) -> str:
    per_epoch = quantity == "epochs" if schedule.how == "single" else schedule.per == "epoch"
    begin, end = stretch(schedule, place)
    if end is not None:
        return str(max(1, end - begin))
    whole = "epochs" if per_epoch else f"epochs * {updates}"
    if begin <= 0:
        return whole if begin == 0 else f"{whole} + {-begin}"
    if per_epoch:
        return f"epochs - {begin}" if epochs > begin else "1"
    return f"max(1, {whole} - {begin})"
