"""Schedules against closed forms, and everything else a schedule promises."""

import contextlib
import io
import math
import re
import runpy
import warnings

import pytest
import torch
from torch.optim import lr_scheduler

from playground.optimization import ALL_SCHEDULERS, SCHEDULERS
from playground.optimization.learning_rates import lr_curve, resumed
from playground.optimization.loss_curves import bent
from playground.optimization.schedule import STEPPED, Schedule, Setting, fresh
from playground.optimization.schedule_presets import PRESETS
from playground.optimization.schedule_remarks import remarks
from playground.optimization.schedule_script import script
from playground.optimization.schedule_text import LONGEST, read_line, written
from playground.optimization.scheduler_parameters import settings_of
from playground.optimization.schedulers import LAMBDAS
from playground.translations import PlaygroundError

LR, EPOCHS, BATCHES = 0.1, 12, 5
STEPS = EPOCHS * BATCHES
SETTING = Setting("SGD", (("lr", LR),), EPOCHS, BATCHES)


def rates(line: str, setting: Setting = SETTING) -> tuple[float, ...]:
    curve = lr_curve(read_line(line), setting)
    assert curve.error is None
    return curve.rates


def warm_restarts(e: int) -> float:
    """T_0 = 3, T_mult = 2: periods of 3, 6, 12, …; η = ½ η_max (1 + cos(π T_cur/T_i))."""
    length = 3
    while e >= length:
        e, length = e - length, 2 * length
    return LR * (1 + math.cos(math.pi * e / length)) / 2


def one_cycle(s: int) -> float:
    """Two phases along a cosine: max_lr/25 → max_lr by step 0.3·total − 1, → max_lr/250,000 by the last step."""
    top = 0.3 * STEPS - 1

    def along(start: float, end: float, share: float) -> float:
        return end + (start - end) / 2 * (1 + math.cos(math.pi * share))

    if s <= top:
        return along(0.2 / 25, 0.2, s / top)
    return along(0.2, 0.2 / 25 / 1e4, (s - top) / (STEPS - 1 - top))


def triangle(s: int) -> float:
    """Up for 8 steps, down for 4."""
    place = s % 12
    return 0.01 + 0.09 * (place / 8 if place <= 8 else (12 - place) / 4)


# of the number of epochs done, for those that are stepped per epoch; of the number of steps done for the others
CLOSED_FORMS = {
    "StepLR(step_size=4, gamma=0.3)": lambda e: LR * 0.3 ** (e // 4),
    "MultiStepLR(milestones=[3, 7], gamma=0.5)": lambda e: LR * 0.5 ** ((e >= 3) + (e >= 7)),
    "ConstantLR(factor=0.25, total_iters=4)": lambda e: LR * (0.25 if e < 4 else 1),
    "LinearLR(start_factor=0.2, total_iters=4)": lambda e: LR * (0.2 + 0.8 * min(e, 4) / 4),
    "ExponentialLR(gamma=0.9)": lambda e: LR * 0.9**e,
    "PolynomialLR(total_iters=8, power=2.0)": lambda e: LR * (1 - min(e, 8) / 8) ** 2,
    "CosineAnnealingLR(eta_min=0.01)": lambda e: 0.01 + (LR - 0.01) * (1 + math.cos(math.pi * e / EPOCHS)) / 2,
    "CosineAnnealingWarmRestarts(T_0=3, T_mult=2)": warm_restarts,
    "CyclicLR(base_lr=0.01, max_lr=0.1, step_size_up=8, step_size_down=4)": triangle,
    "OneCycleLR(max_lr=0.2)": one_cycle,
    "LambdaLR(lr_lambda=lambda epoch: 1 / (1 + epoch))": lambda e: LR / (1 + e),
    "MultiplicativeLR(lr_lambda=lambda epoch: epoch / (epoch + 1))": lambda e: LR / (1 + e),
    "ChainedScheduler([ConstantLR(factor=0.5, total_iters=3), ExponentialLR(gamma=0.9)])": (
        lambda e: LR * 0.9**e * (0.5 if e < 3 else 1)
    ),
    "SequentialLR([LinearLR(start_factor=0.1, total_iters=2), CosineAnnealingLR()], milestones=[2])": (
        lambda e: LR * (0.1 + 0.45 * e) if e < 2 else LR * (1 + math.cos(math.pi * (e - 2) / (EPOCHS - 2))) / 2
    ),
}


@pytest.mark.parametrize("line", CLOSED_FORMS)
def test_the_rates_are_those_of_the_closed_form(line):
    each = 1 if read_line(line).per == "batch" else BATCHES
    expected = [CLOSED_FORMS[line](step // each) for step in range(STEPS)]
    assert rates(line) == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_every_scheduler_has_a_closed_form_here_but_the_one_that_watches_the_loss():
    told = {part.name for line in CLOSED_FORMS for part in read_line(line).parts}
    assert told == set(ALL_SCHEDULERS) - {"ReduceLROnPlateau"}


def test_a_plateau_drops_the_rate_when_patience_is_over():
    setting = Setting("SGD", (("lr", LR),), 8, 2, (1.0, 0.5, 0.5, 0.5, 0.5, 0.4, 0.4, 0.4))
    # epochs 3, 4, 5 are no better than epoch 2: the third of them is one too many
    expected = [LR] * 5 + [0.02] * 3
    assert rates("ReduceLROnPlateau(factor=0.2, patience=2)", setting)[::2] == pytest.approx(expected)


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_one_cycle_moves_the_momentum_against_the_rate(optimizer):
    setting = Setting(optimizer, (("lr", LR),), EPOCHS, BATCHES)
    curve = lr_curve(read_line("OneCycleLR(max_lr=0.2)"), setting)
    shares = [(rate - 0.008) / (0.2 - 0.008) for rate in curve.rates[:18]]
    assert curve.momenta[:18] == pytest.approx([0.95 - 0.1 * share for share in shares], abs=1e-9)
    assert not lr_curve(read_line("StepLR(step_size=3)"), setting).momenta


def test_stepped_per_batch_a_schedule_of_epochs_is_over_too_early():
    assert rates("StepLR(step_size=4)  # per batch") == pytest.approx([LR * 0.1 ** (s // 4) for s in range(STEPS)])
    late = rates("OneCycleLR(max_lr=0.2)  # per epoch")
    assert late == pytest.approx([one_cycle(s // BATCHES) for s in range(STEPS)])


def test_too_early_a_step_is_warned_of_and_skips_the_first_value():
    right = lr_curve(read_line("StepLR(step_size=3)"), SETTING)
    wrong = lr_curve(read_line("StepLR(step_size=3)  # too early"), SETTING)
    assert wrong.rates[:-BATCHES] == right.rates[BATCHES:]
    [words] = wrong.warnings
    assert words.startswith("Detected call of `lr_scheduler.step()` before `optimizer.step()`.")
    assert right.warnings == ()


def test_it_leaves_warnings_and_random_numbers_of_the_process_alone():
    before, state = warnings.filters[:], torch.get_rng_state()
    lr_curve(read_line("StepLR(step_size=7)  # too early"), SETTING)
    assert warnings.filters == before
    assert torch.equal(torch.get_rng_state(), state)


LOSSES = bent((1.0, 0.4, 0.4, 0.3), EPOCHS)


@pytest.mark.parametrize("line", [*CLOSED_FORMS, "ReduceLROnPlateau(patience=1)"])
def test_a_resumed_run_goes_on_exactly(line):
    setting = Setting("SGD", (("lr", LR),), EPOCHS, BATCHES, LOSSES)
    schedule = read_line(line)
    whole = lr_curve(schedule, setting)
    for at in (0, 1, 23, STEPS):
        found = resumed(schedule, setting, at, whole)
        assert found.rates == whole.rates[at:]
        assert found.difference == 0
    assert "last_epoch" in str(found.scheduler)
    assert found.optimizer["param_groups"][0]["lr"] >= 0


def test_who_forgets_the_schedulers_state_begins_the_schedule_anew():
    schedule = read_line("OneCycleLR(max_lr=0.2)")
    whole = lr_curve(schedule, SETTING)
    found = resumed(schedule, SETTING, 30, whole, forget=True)
    assert found.rates[0] == whole.rates[30]  # it came with the optimizer's state
    assert found.rates[1] == pytest.approx(whole.rates[1])
    assert found.difference > 0.1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("OneCycleLR(max_lr=0.1, total_steps=0)", "ValueError: Expected positive integer total_steps, but got 0"),
        ("OneCycleLR(max_lr=0.1, epochs=3)", "You must define either total_steps OR (epochs AND steps_per_epoch)"),
        ("OneCycleLR(max_lr=0.1, pct_start=2.0)", "Expected float between 0 and 1 pct_start, but got 2.0"),
        ("OneCycleLR(max_lr=0.1, total_steps=50)", "stopped at step 51: ValueError: Tried to step 51 times."),
        ("StepLR(step_size=0)", "ZeroDivisionError"),
        ("ConstantLR(factor=-1.0)", "Constant multiplicative factor expected to be between 0 and 1."),
        ("ReduceLROnPlateau(factor=1.5)", "Factor should be < 1.0."),
        ("CosineAnnealingWarmRestarts(T_0=0)", "Expected positive integer T_0, but got 0"),
        ("CosineAnnealingLR(T_max=0)", "ZeroDivisionError"),
        ("SequentialLR([StepLR(), StepLR()], milestones=[])", "one more than the number of milestone points"),
        ("ChainedScheduler([ReduceLROnPlateau()])", "does not support `ReduceLROnPlateau`"),
    ],
)
def test_what_pytorch_refuses_is_told_in_its_own_words(line, words):
    assert words in str(lr_curve(read_line(line), SETTING).error)


@pytest.mark.parametrize("rate", [-0.1, -1e9])
def test_a_rate_that_the_optimizer_refuses_is_told(rate):
    curve = lr_curve(read_line("StepLR()"), Setting("SGD", (("lr", rate),)))
    assert f"Invalid learning rate: {rate}" in str(curve.error)
    assert curve.rates == ()


def test_adagrad_has_no_momentum_to_cycle():
    adagrad = Setting("Adagrad", (("lr", LR),), EPOCHS, BATCHES)
    assert "must support momentum" in str(lr_curve(read_line("OneCycleLR(max_lr=0.1)"), adagrad).error)
    assert rates("OneCycleLR(max_lr=0.2, cycle_momentum=False)", adagrad) == rates("OneCycleLR(max_lr=0.2)")


@pytest.mark.parametrize(
    ("line", "setting", "said"),
    [
        ("LinearLR(start_factor=1.0, end_factor=0.0, total_iters=4)", SETTING, ()),
        ("ExponentialLR(gamma=-1.0)", SETTING, ("From step 5 on the learning rate is negative",)),
        ("ExponentialLR(gamma=10.0)", SETTING, ("From step 15 on the learning rate is above 10",)),
        ("ConstantLR()", Setting("SGD", (("lr", 0.0),)), ("The learning rate is 0 at every step",)),
        ("StepLR()  # per batch", SETTING, ("5 times too early",)),
        ("OneCycleLR(max_lr=0.1)  # per epoch", SETTING, ("only 1/5 of its way",)),
        ("StepLR()  # too early", SETTING, ("the first value of the schedule is skipped",)),
        ("SequentialLR([StepLR(), StepLR(), StepLR()], milestones=[8, 2])", SETTING, ("do not ascend",)),
    ],
)
def test_what_pytorch_accepts_without_a_word_is_remarked(line, setting, said):
    schedule = read_line(line)
    found = remarks(schedule, setting, lr_curve(schedule, setting))
    assert len(found) == len(said)
    for remark, words in zip(found, said, strict=True):
        assert words in remark.text()


LINES = [line for preset in PRESETS for line in preset.lines]


@pytest.mark.parametrize("line", [*CLOSED_FORMS, *LINES])
def test_a_line_is_written_as_it_was_read(line):
    assert written(read_line(line)) == line


@pytest.mark.parametrize("name", ALL_SCHEDULERS)
def test_a_fresh_scheduler_works_however_it_is_stepped(name):
    part = fresh(name, SETTING)
    setting = Setting("SGD", (("lr", LR),), EPOCHS, BATCHES, LOSSES)
    for stepped in STEPPED:
        schedule = Schedule((part,), stepped=stepped)
        assert read_line(written(schedule)) == schedule
        assert len(lr_curve(schedule, setting).rates) == STEPS


def test_a_function_is_what_its_text_says():
    for text, function in LAMBDAS.items():
        assert [function(epoch) for epoch in range(30)] == [eval(text)(epoch) for epoch in range(30)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "cannot be read"),
        ("StepLR", "cannot be read"),
        ("StepLR(", "cannot be read"),
        ("(" * 300, "cannot be read"),
        ("x" * (LONGEST + 1), "at most"),
        ("Adam(lr=1)", "scheduler is 'Adam'; it must be one of"),
        ("StepLR(10)", "with their names, such as step_size"),
        ("StepLR(size=10)", "StepLR has no setting 'size'; it has: step_size, gamma"),
        ("StepLR(**x)", "has no setting"),
        ("StepLR(step_size=10)  # per hour", "'per hour' is not known"),
        ("StepLR(step_size=1.5)", "must be a whole number"),
        ("StepLR(step_size=1e999)", "step_size is inf"),
        ("StepLR(gamma=nan)", "gamma is 'nan'; it must be a plain value"),
        ("StepLR(gamma='0.1')", "gamma is '0.1'; it must be a number"),
        ("StepLR(gamma=__import__('os').system('x'))", "must be a plain value"),
        ("LambdaLR(lr_lambda=lambda epoch: open('x'))", "must be one of: lambda epoch: 0.95 ** epoch"),
        ("CyclicLR(mode='square')", "must be one of: triangular"),
        ("MultiStepLR(milestones=[])", "numbers with commas between them"),
        ("SequentialLR(StepLR())", "takes a list"),
        ("ChainedScheduler([])", "takes a list"),
        ("ChainedScheduler([SequentialLR([StepLR()])])", "scheduler is 'SequentialLR'"),
        ("ChainedScheduler([StepLR()], milestones=[2])", "has no setting 'milestones'"),
    ],
)
def test_what_cannot_be_read_is_told(line, said):
    with pytest.raises(PlaygroundError, match=re.escape(said)):
        read_line(line)


@pytest.mark.parametrize("line", [*CLOSED_FORMS, *LINES, "ReduceLROnPlateau()  # per batch", "CyclicLR()  # too early"])
def test_the_script_prints_the_pages_numbers(line, tmp_path):
    schedule = read_line(line)
    setting = Setting("Adam", (("lr", 0.02),), EPOCHS, BATCHES, LOSSES)
    path = tmp_path / "learning_rates.py"
    path.write_text(script(schedule, setting), encoding="utf-8")
    output = io.StringIO()
    with contextlib.redirect_stdout(output), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        runpy.run_path(str(path))
    printed = [tuple(map(float, each.split())) for each in output.getvalue().splitlines()]
    expected = lr_curve(schedule, setting).rates
    assert printed == [(step // BATCHES, step % BATCHES, rate) for step, rate in enumerate(expected)]


def test_trainings_choose_from_what_needs_no_function_and_no_loss_and_take_the_rest_as_text():
    assert set(ALL_SCHEDULERS) - set(SCHEDULERS) == {"LambdaLR", "MultiplicativeLR", "ReduceLROnPlateau"}


def test_a_curve_is_bent_with_straight_lines_between_its_points():
    assert bent((1.0, 0.0), 5) == (1.0, 0.75, 0.5, 0.25, 0.0)
    assert bent((3, 1, 2), 5) == (3, 2, 1, 1.5, 2)
    assert bent((0.5,), 3) == bent((0.5, 0.5, 0.5, 0.5), 3) == (0.5, 0.5, 0.5)
    assert bent((0.7, 0.1), 1) == (0.7,)


def test_defaults_are_pytorchs_own():
    for row in ALL_SCHEDULERS.values():
        own = row.pytorch_defaults
        for parameter in row.parameters:
            assert parameter.default == own.get(parameter.name, parameter.default)


def test_a_parameter_that_a_new_version_adds_is_offered_by_itself():
    class NewLR(lr_scheduler.LRScheduler):
        def __init__(self, optimizer, warmth: float = 0.5, kind: "Literal['a', 'b']" = "a", turns: int = 3):  # noqa: F821
            pass

    found = {each.name: (each.default, each.choices) for each in settings_of(NewLR, {}, (), ()).required}
    assert found == {"warmth": (0.5, ()), "kind": ("a", ("a", "b")), "turns": (3, ())}
