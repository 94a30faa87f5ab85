"""The race on a small network, and the same racers over all learning rates, as another process works them out."""

import html
from collections.abc import Callable, Mapping

import streamlit as st

from playground.charts import AXIS_COLOURS
from playground.charts.network_race import loss_over_rates, losses_over_steps
from playground.jobs import Job, Work
from playground.optimization import network_race, rates
from playground.optimization.network_presets import DEFAULTS, PRESETS
from playground.optimization.network_race import BATCH_SIZE, EPOCHS, SEEDS, Training
from playground.optimization.network_script import race_script, sweep_script
from playground.optimization.network_verdict import Result, results, verdict
from playground.optimization.race import Racer
from playground.optimization.racers import read, written
from playground.training.scores import say_score
from playground.translations import N_, Message, PlaygroundError, _
from playground.ui import jobs
from playground.ui.controls import control
from playground.ui.failures import error_box
from playground.ui.figure import figure
from playground.ui.presets import control_presets
from playground.ui.programs import plain
from playground.ui.racers import racers
from playground.ui.tables import number_table
from playground.ui.workbench import code_box

LANE = "races"
Runners = dict[int, Racer]  # by the number that their colour goes by

_DEFAULT = tuple(entry.racer for entry in read(str(DEFAULTS["racers"])))


def network_view() -> None:
    """Show the race on the network: who runs, the losses with their bands, how well each learned."""
    control_presets(PRESETS, DEFAULTS, "network preset")
    choices, view = st.columns([1, 2.5], gap="medium")
    with choices:
        training, runners = _settings()
    with view:
        if runners:
            names = {number: written(racer) for number, racer in runners.items()}
            _work(
                lambda: network_race.work(list(runners.values()), training),
                _is_default(training, runners),
                _("Start the race"),
                lambda job: _raced(job, names, training),
            )
    if runners:
        code_box(lambda: race_script(list(runners.values()), training), "network_race")


def rates_view() -> None:
    """Show the loss at the end over the learning rate, for every racer."""
    st.caption(
        _(
            "Every optimizer below trains the small network at fifteen learning rates, with all its other settings as "
            "they are. What counts is the loss at the end."
        )
    )
    choices, view = st.columns([1, 2.5], gap="medium")
    with choices:
        training, runners = _settings()
    different = rates.distinct(list(runners.values()))
    with view:
        if runners:
            names = [rates.without_rate(racer) for racer in different]
            _work(
                lambda: rates.work(different, training),
                _is_default(training, runners),
                _("Try all rates"),
                lambda job: _swept(job, names),
            )
    if runners:
        code_box(lambda: sweep_script(different, training), "learning_rates")


def _settings() -> tuple[Training, Runners]:
    """Show how long and how often is trained, and who runs."""
    st.caption(
        _(
            "Linear 64 → 32, LayerNorm, ReLU, Linear 32 → 10; 1,500 handwritten digits to learn from, "
            "297 to be examined on."
        )
    )
    left, right = st.columns(2)
    with left:
        epochs = int(control(EPOCHS))
    with right:
        seeds = int(control(SEEDS))
    batch_size = int(control(BATCH_SIZE))
    entries = racers()
    runners = {number: entry.racer for number, entry in enumerate(entries) if entry.racer and entry.starts}
    if not runners:
        st.info(_("Nobody can start. Add a racer on the left."), icon=":material/edit:")
    return Training(epochs, seeds, batch_size), runners


def _is_default(training: Training, runners: Runners) -> bool:
    return training == Training() and tuple(runners.values()) == _DEFAULT


def _work(make: Callable[[], Work], default: bool, begin: str, show: Callable[[Job], None]) -> None:
    """Show a work: its buttons, and what it has told.

    What is there at first begins by itself, once for all visitors.
    """
    try:
        work = make()
    except PlaygroundError as error:
        error_box(error.message)
        return
    job = jobs.job_of(LANE, work)
    if (
        default
        and (job is None or job.status == "stopped")
        and not st.session_state.get(begun := f"{work.module} begun")
    ):
        st.session_state[begun] = True  # who stops it has stopped it
        jobs.ask(LANE, make)
        job = jobs.job_of(LANE, work)
    again = _("Once more") if job and job.over else begin
    jobs.buttons(LANE, make, job, begin=again, icon="play_arrow", key="begin race")
    if job is None:
        show(Job(work))
    else:
        jobs.follow(LANE, job, lambda job: _followed(job, show))


def _followed(job: Job, show: Callable[[Job], None]) -> None:
    show(job)  # first, so that it keeps its place whatever stands below
    done = len(job.lines)
    text = _("{done} of {total} are done.") if done else _("A process of its own starts, with PyTorch in it …")
    jobs.state(job, text.format(done=done, total=job.work.total))


def _raced(job: Job, names: Mapping[int, str], training: Training) -> None:
    runs = network_race.runs(job)
    found = results(runs)
    by_place = dict(enumerate(names.values()))
    told = verdict(by_place, found) if job.status == "finished" else None
    alt = " ".join([_("Loss over the steps, a line with a band for each racer."), told.text() if told else ""])
    figure(losses_over_steps(names, runs, training.steps), key="network losses", alt=alt)
    if told:
        st.markdown(told.text())
    if found:
        st.html(_table(list(names.items()), found))
        refused = [_refusal(by_place[each.racer], each) for each in found if each.refused]
        if refused:
            error_box(*refused)
        st.caption(
            _(
                "Line: the mean over the seeds; band: from the lowest to the highest. All begin with the same weights "
                "and see the same batches. The loss is that on all 1,500 digits at the end, the accuracy that on the "
                "297 others."
            )
        )


def _table(names: list[tuple[int, str]], found: tuple[Result, ...]) -> str:
    rows = []
    for each in found:
        number, name = names[each.racer]
        mark = f'<span style="color:{AXIS_COLOURS[number]}">●</span> {html.escape(name)}'
        rows.append((mark, _numbers(each.loss, "{:.3g}".format), _numbers(each.accuracy, _accuracy), _remark(each)))
    return number_table(rows, (_("racer"), _("loss at the end"), _("accuracy"), ""), left=(0, 3))


def _accuracy(share: float) -> str:
    return say_score(share, "accuracy")


def _numbers(spread: tuple[float, float, float] | None, say: Callable[[float], str]) -> str:
    if spread is None:
        return "–"
    mean, low, high = map(say, spread)
    return f"<b>{mean}</b> ({low} – {high})"


def _refusal(name: str, result: Result) -> Message:
    return Message(
        N_("PyTorch does not accept these settings of {name}: {words}"),
        {"name": plain(name), "words": plain(result.refused)},
    )


def _remark(result: Result) -> str:
    if result.refused or not result.diverged:
        return ""
    return _("{count} diverged, the first at step {step}").format(count=result.diverged, step=result.step)


def _swept(job: Job, names: list[str]) -> None:
    tried = rates.tried(job)
    complete = job.status == "finished"
    told = [
        rates.advice(plain(name), [each for each in tried if each.racer == place]).text()
        for place, name in enumerate(names)
        if complete
    ]
    alt = " ".join([_("Loss at the end over the learning rate, a line for each optimizer."), *told])
    figure(loss_over_rates(names, tried), key="loss over rates", alt=alt)
    if complete:
        st.markdown("\n".join(f"- {sentence}" for sentence in told))
        st.caption(
            _(
                "★ the best rate; ✕ diverged with at least one seed. The dashed line is the loss of guessing: "
                "saying 10 % for each of the ten digits, ln 10 ≈ 2.3."
            )
        )
