"""What to do with a schedule: take it into a training, or take its code home."""

from typing import Any

from playground.optimization.schedule import Schedule, Setting, arguments
from playground.optimization.schedule_script import script
from playground.optimization.schedule_text import written
from playground.training.schedules import SCHEDULE
from playground.translations import _
from playground.ui.schedules import Line
from playground.ui.technique import AS_TEXT
from playground.ui.use_in_training import use_in_training
from playground.ui.workbench import code_box


def take_along(line: Line, setting: Setting) -> None:
    """Show the link that takes the optimizer and the schedule into a training."""
    schedule = line.schedule
    if schedule is None:
        return
    optimizer = {"name": setting.optimizer, "parameters": dict(setting.options)}
    if line.wrong:
        use_in_training(optimizer=optimizer, why_not=_("Mend the schedule first."))
    elif schedule.stepped == "early":
        reason = _("A training steps the scheduler after optimizer.step(); set that here first.")
        use_in_training(optimizer=optimizer, why_not=reason)
    else:
        use_in_training(optimizer=optimizer, **_chosen(schedule, setting), epochs=setting.epochs)


def _chosen(schedule: Schedule, setting: Setting) -> dict[str, Any]:
    """Return a schedule as the training page holds it: one scheduler with its settings if that says it all, or text."""
    part = schedule.parts[0]
    known = [each.name for each in part.row.parameters]
    says_it_all = schedule.how == "single" and part.row.trains and schedule.per == schedule.wants
    if says_it_all and {*dict(part.given)} <= {*known}:
        now = arguments(schedule, 0, setting)
        return {"scheduler": {"name": part.name, "parameters": {name: now[name] for name in known}}}
    return {"scheduler": {"name": AS_TEXT.name, "parameters": {}}, SCHEDULE.name: written(schedule)}


def take_home(line: Line, setting: Setting) -> None:
    """Show the code that prints these learning rates."""
    schedule = line.schedule
    if schedule is not None:
        code_box(lambda: script(schedule, setting), "learning_rates")
