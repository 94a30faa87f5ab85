"""The schedulers page's controls: the run, and the schedules, a line of text for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from playground.optimization.learning_rates import Curve, lr_curve
from playground.optimization.loss_curves import POINTS
from playground.optimization.schedule import Schedule, Setting
from playground.optimization.schedule_presets import PRESETS
from playground.optimization.schedule_remarks import remarks
from playground.optimization.schedule_text import LARGEST, LINES, read_line
from playground.parameters import Parameter, Value
from playground.translations import N_, Message, PlaygroundError, _
from playground.ui.controls import control, shown
from playground.ui.failures import error_box
from playground.ui.presets import control_presets

EPOCHS = Parameter("epochs", 30, N_("How often the run goes through all samples."), 1, 1000)
BATCHES = Parameter("batches", 20, N_("Batches in an epoch: so many steps does the optimizer take in it."), 1, 1000)
RATE = Parameter("lr", 0.1, N_("The optimizer's own learning rate; most schedulers multiply it."), -LARGEST, LARGEST)
# not called as on the training page: there Streamlit would take the link's value for this page's, and drop it
OPTIMIZER_KEY, EPOCHS_KEY = "schedule.optimizer", "schedule.epochs"
OPTIMIZERS = ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad")
MOST_STEPS = 10_000
TEXT = "schedules"
BENT = "bent"
DEFAULTS: dict[str, Value] = {
    **PRESETS[0].state,
    **{each.name: each.default for each in (BATCHES, RATE)},
    EPOCHS_KEY: EPOCHS.default,
    OPTIMIZER_KEY: OPTIMIZERS[0],
    "losses": shown(POINTS.default),
    "losses_of": BENT,
}
EMPTY = Curve(())


@dataclass(frozen=True)
class Line:
    """A line of the text: what it says, what came of it, and what there is to say about it."""

    text: str
    schedule: Schedule | None = None
    curve: Curve = EMPTY
    wrong: Message | None = None
    remarks: tuple[Message, ...] = ()

    @property
    def name(self) -> str:
        """What the legend calls it."""
        if self.schedule is None:
            return self.text
        return " ".join([self.schedule.name, *self.text.partition("#")[2].split()])


def presets() -> None:
    """Show schedules to start from."""
    control_presets(PRESETS, DEFAULTS, "schedules preset")


def setting() -> Setting:
    """Show the run around the schedules and return it, without a loss yet."""
    columns = st.columns([1, 1, 1.1, 1.3], gap="small")
    values = []
    for parameter, column in zip((EPOCHS, BATCHES, RATE), columns, strict=False):
        with column:
            values.append(control(parameter, EPOCHS_KEY if parameter is EPOCHS else ""))
    epochs, batches, rate = values
    optimizer = columns[3].selectbox("optimizer", OPTIMIZERS, key=OPTIMIZER_KEY, bind="query-params", filter_mode=None)
    if epochs * batches > MOST_STEPS:
        most = N_("{steps} steps are more than the {most} that are drawn here; it is shown with fewer batches.")
        error_box(Message(most, {"steps": f"{epochs * batches:,}", "most": f"{MOST_STEPS:,}"}))
    options = ((RATE.name, rate),)
    return Setting(optimizer or OPTIMIZERS[0], options, epochs, min(batches, MOST_STEPS // epochs))


def text() -> list[str]:
    """Show the schedules as text; return its lines, the empty ones left out."""
    typed = st.text_area(
        _("The schedules as text"),
        DEFAULTS[TEXT],
        key=TEXT,
        height="content",
        bind="query-params",
        help=_("A line for each, as in a program, without the optimizer. The controls above write it, and so may you."),
    )
    found = lines_of(typed)
    if len(found) > LINES:
        error_box(
            Message(
                N_("{count} schedules are too many for one chart; the first {most} are shown."),
                {"count": len(found), "most": LINES},
            )
        )
    if not found:
        st.info(_("Write a schedule, or choose one with the controls above."), icon=":material/edit:")
    return shown_lines(typed)


def lines_of(typed: str | None) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in (typed or "").splitlines() if line.strip()]


def shown_lines(typed: str | None) -> list[str]:
    """Return the lines that are shown: as many as a chart can hold, and one to begin with where there is none."""
    return lines_of(typed)[:LINES] or lines_of(str(DEFAULTS[TEXT]))[:1]


def came_of(texts: Sequence[str], setting: Setting) -> list[Line]:
    """Return each line with its schedule and its curve, or with what is wrong with it."""
    found = []
    for each in texts:
        try:
            schedule = read_line(each)
        except PlaygroundError as error:
            found.append(Line(each, wrong=error.message))
            continue
        curve, said = _curve(schedule, setting)
        found.append(Line(each, schedule, curve, curve.error, said))
    return found


@lru_cache(maxsize=48)
def _curve(schedule: Schedule, setting: Setting) -> tuple[Curve, tuple[Message, ...]]:
    curve = lr_curve(schedule, setting)
    return curve, remarks(schedule, setting, curve)
