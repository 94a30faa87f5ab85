"""What to do with a schedule: take it into a training, or take its code home."""

from playground.optimization.schedule import Schedule, Setting, arguments
from playground.optimization.schedule_script import script
from playground.optimization.schedulers import SCHEDULERS
from playground.translations import _
from playground.ui.schedules import Line
from playground.ui.use_in_training import use_in_training
from playground.ui.workbench import code_box


def take_along(line: Line, setting: Setting) -> None:
    """Show the link that takes the optimizer and the schedule into a training."""
    schedule = line.schedule
    if schedule is None:
        return
    optimizer = {"name": setting.optimizer, "parameters": dict(setting.options)}
    reason = _("Mend the schedule first.") if line.wrong else _why_not(schedule)
    if not reason:
        part = schedule.parts[0]
        now = arguments(schedule, 0, setting)
        scheduler = {"name": part.name, "parameters": {each.name: now[each.name] for each in part.row.parameters}}
        use_in_training(optimizer=optimizer, scheduler=scheduler, epochs=setting.epochs)
    else:
        use_in_training(optimizer=optimizer, why_not=reason)


def _why_not(schedule: Schedule) -> str:
    if schedule.how != "single":
        return _("A training takes one scheduler so far, none made of several.")
    if schedule.parts[0].name not in SCHEDULERS:
        return _("A training cannot step this scheduler yet.")
    if schedule.per != schedule.wants or schedule.stepped == "early":
        return _("A training steps each scheduler as it wants; set that here first.")
    return ""


def take_home(line: Line, setting: Setting) -> None:
    """Show the code that prints these learning rates."""
    schedule = line.schedule
    if schedule is not None:
        code_box(lambda: script(schedule, setting), "learning_rates")
