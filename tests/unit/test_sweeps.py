"""Sweeps: what can be varied, which runs a plan makes, whose turn it is, and the same sweep as a program."""

import contextlib
import io
import itertools
import json
import math
import signal
import subprocess
import sys

import pytest

from playground.charts.parallel import parallel
from playground.charts.sweep import curve, plane
from playground.charts.sweep_scales import COLOURS, Result
from playground.datasets import ALL_DATASETS
from playground.networks import MODELS
from playground.optimization import OPTIMIZERS
from playground.runs import open_store, sweeps
from playground.settings import Settings
from playground.sweeps import MOST_RUNS, Axis, Plan, combinations, sweepable
from playground.sweeps.brief import brief
from playground.sweeps.expected import expected_seconds
from playground.sweeps.outcomes import outcomes, ranked
from playground.sweeps.plan import from_json
from playground.sweeps.presets import PRESETS
from playground.sweeps.script import script
from playground.sweeps.suggested import suggested
from playground.training import TrainConfig
from playground.training.__main__ import main
from playground.training.presets import PRESETS as STARTING_POINTS
from playground.translations import PlaygroundError

LR = Axis("optimizer.lr", low=0.001, high=10.0, count=5, log=True)
CONFIG = TrainConfig().as_json()


def values(*axes: Axis, base: TrainConfig | None = None, **more) -> list[tuple]:
    return [each.values for each in combinations(Plan(base or TrainConfig(), axes, **more))]


def test_what_can_be_varied_follows_from_the_tables():
    for data in ("digits", "moons", "waves"):
        config = TrainConfig(data=data)
        names = set(sweepable(config))
        assert {"loader.batch_size", "epochs", "seed", "technique.clip", "optimizer", "scheduler"} <= names
        rows = {"model": MODELS[config.model.name], "optimizer": OPTIMIZERS[config.optimizer.name]}
        rows["data"] = ALL_DATASETS[data]
        for field, row in rows.items():
            for each in row.parameters:
                known = isinstance(each.default, bool | int | float) or each.choices
                assert (f"{field}.{each.name}" in names) == bool(known)
        assert not {"data", "device", "log_interval", "version", "schedule", "technique.augmentation"} & names
    assert "scheduler.gamma" in sweepable(TrainConfig(scheduler="StepLR"))


def test_what_is_suggested_for_a_setting_is_a_good_sweep_of_it():
    for config in (TrainConfig(), TrainConfig(data="waves", scheduler="StepLR", optimizer="SGD")):
        for setting in sweepable(config).values():
            made = combinations(Plan(config, (suggested(setting, config),)))
            assert 2 <= len(made) <= 5
            assert setting.value(config.as_json()) is not None


def test_numbers_are_spread_evenly_or_by_powers():
    assert values(LR) == [(0.001,), (0.01,), (0.1,), (1.0,), (10.0,)]
    assert values(Axis("model.dropout", low=0.0, high=0.5, count=3)) == [(0.0,), (0.25,), (0.5,)]
    assert values(Axis("loader.batch_size", low=8, high=128, count=5, log=True)) == [(8,), (16,), (32,), (64,), (128,)]
    assert values(Axis("seed", low=0, high=2, count=9)) == [(0,), (1,), (2,)]  # each once


def test_a_grid_is_every_value_with_every_other():
    axes = (Axis("optimizer", values=("SGD", "Adam")), LR, Axis("loader.shuffle", values=(True, False)))
    assert values(*axes) == list(itertools.product(("SGD", "Adam"), (0.001, 0.01, 0.1, 1.0, 10.0), (True, False)))
    made = combinations(Plan(TrainConfig(epochs=2), axes))[0].config
    assert (made.optimizer.name, made.optimizer.parameters["lr"], made.loader.shuffle) == ("SGD", 0.001, True)
    assert made.epochs == 2


def test_random_draws_are_the_same_for_the_same_seed_and_fill_powers_evenly():
    axis = Axis("optimizer.lr", low=1e-5, high=10.0, log=True)
    first = values(axis, draws=MOST_RUNS, seed=1)
    assert first == values(axis, draws=MOST_RUNS, seed=1) != values(axis, draws=MOST_RUNS, seed=2)
    logs = [math.log10(value) for (value,) in first]
    assert -5 <= min(logs) < -4 < -3 < sum(logs) / len(logs) < -1 < max(logs) <= 1


def test_another_row_comes_with_its_own_defaults_and_the_bases_own_keeps_its_settings():
    base = TrainConfig.model_validate({"optimizer": {"name": "Adam", "parameters": {"weight_decay": 0.1}}})
    plan = Plan(base, (Axis("optimizer", values=("Adam", "SGD")), Axis("scheduler", values=("None", "StepLR"))))
    made = [each.config for each in combinations(plan)]
    assert [each.optimizer.parameters["weight_decay"] for each in made] == [0.1, 0.1, 0.0, 0.0]
    assert [each.scheduler and each.scheduler.name for each in made] == [None, "StepLR", None, "StepLR"]


def test_impossible_combinations_are_told_and_left_out():
    plan = Plan(
        TrainConfig(optimizer="Adam"),
        (Axis("optimizer", values=("Adam", "SGD")), Axis("optimizer.eps", low=1e-8, high=1e-4, log=True, count=2)),
    )
    good = [each.values[0] for each in combinations(plan) if each.config]
    bad = [each for each in combinations(plan) if each.problems]
    assert good == ["Adam", "Adam"]
    assert "SGD has no setting 'eps'" in str(bad[0].problems[0])


@pytest.mark.parametrize(
    ("axes", "words"),
    [
        ((), "one to 3 different settings"),
        ((LR, LR), "one to 3 different settings"),
        ((Axis("optimizer.lr", low=1.0, high=0.1),), "goes from 1 to 0.1"),
        ((Axis("model.dropout", low=0.0, high=0.5, log=True),), "needs a number above 0"),
        ((Axis("optimizer.lr", low=-1.0, high=1.0),), "must be a number above 0"),
        ((Axis("optimizer", values=()),), "at least one value"),
        ((Axis("optimizer", values=("Unknown",)),), "must be one of"),
        ((Axis("data", values=("moons",)),), "is no setting of this training"),
        ((Axis("optimizer.lr", low=0.1, high=1.0, count=9), Axis("seed", low=0, high=7, count=8)), "72 combinations"),
    ],
)
def test_a_wrong_plan_is_told(axes, words):
    with pytest.raises(PlaygroundError, match=words):
        combinations(Plan(TrainConfig(), axes))


def test_plans_and_settings_come_back_from_json():
    for preset in PRESETS:
        assert from_json(json.loads(preset.plan.key)) == preset.plan
        assert all(each.config for each in combinations(preset.plan))
    for given in (
        {},
        {"base": {"version": 99}, "axes": [], "draws": 0, "seed": 0},
        PRESETS[0].plan.as_json() | {"axes": [{"x": 1, "values": []}]},
    ):
        with pytest.raises(PlaygroundError):
            from_json(given)
    configs = [*(preset.config for preset in STARTING_POINTS), *(preset.plan.base for preset in PRESETS)]
    for config in configs:
        assert TrainConfig.model_validate_json(brief(config)) == config
    assert brief(TrainConfig(data="moons", epochs=3)) == '{"data":"moons","epochs":3}'


def started(store, owner: str, count: int = 3) -> str:
    plan = Plan(TrainConfig(), (Axis("seed", low=0, high=count - 1, count=count),))
    return sweeps.begin(store, owner, plan.as_json(), [(f"{i}", CONFIG) for i in range(count)])


def test_everybody_gets_a_turn(store):
    swept = started(store, "a", 4)
    one, two, three, four = (run.id for run in sweeps.members(store, swept))
    single = store.create("b", CONFIG)
    other = started(store, "c", 2)
    five, six = (run.id for run in sweeps.members(store, other))
    order = [single, one, five, two, six, three, four]  # a single run first; then the sweeps in turns
    assert [run.id for run in store.waiting(9)] == order
    assert store.places(order) == {run_id: place for place, run_id in enumerate(order, 1)}

    store.write({one: {"status": "running", "started": 5.0}}, {})  # a has one at work
    assert [run.id for run in store.waiting(9)] == [single, five, six, two, three, four]
    store.write({single: {"status": "finished"}, one: {"status": "finished"}}, {})
    assert [run.id for run in store.waiting(2)] == [five, two]  # the sweep of c had no turn yet
    own = store.create("a", CONFIG)
    assert [run.id for run in store.waiting(1)] == [own]  # before one's own sweep


def test_a_sweep_counts_as_one_run_that_waits_and_leaves_room_for_single_ones(tmp_path):
    limits = {"PLAYGROUND_HOME": str(tmp_path), "PLAYGROUND_QUEUE": "12", "PLAYGROUND_QUEUE_PER_VISITOR": "2"}
    store = open_store(Settings.read(limits))
    started(store, "a", 6)
    store.create("a", CONFIG)
    with pytest.raises(PlaygroundError, match="already have 2 runs waiting"):
        store.create("a", CONFIG)
    with pytest.raises(PlaygroundError, match="room for 2 more runs of sweeps, and these are 3"):
        started(store, "b", 3)
    assert store.owned_by("b") == []  # all or none
    store.create("b", CONFIG)
    store.engine.dispose()


def test_a_sweep_is_cancelled_deleted_and_brought_back_as_one(store):
    swept = started(store, "a")
    runs = sweeps.members(store, swept)
    store.write({runs[0].id: {"status": "running", "started": 1.0}}, {})
    with pytest.raises(PlaygroundError, match="somebody else"):
        sweeps.cancel(store, swept, "b")
    with pytest.raises(PlaygroundError, match="Cancel it first"):
        sweeps.remove(store, swept, "a")
    sweeps.cancel(store, swept, "a")
    assert [run.status for run in sweeps.members(store, swept)] == ["running", "stopped", "stopped"]
    assert store.waiting(9) == []
    assert (runs[0].id, "stop", None) in store.take_commands()
    store.write({runs[0].id: {"status": "stopped"}}, {})
    [tally] = sweeps.owned_by(store, "a")
    assert (tally.count, tally.going_on, tally.best) == (3, 0, None)
    sweeps.remove(store, swept, "a")
    assert sweeps.get(store, swept) is None
    assert sweeps.owned_by(store, "a") == []
    assert store.restore("a") == 3
    assert sweeps.get(store, swept).id == swept


def test_results_are_those_of_runs_that_came_to_their_end(store):
    plan = Plan(TrainConfig(), (LR, Axis("optimizer", values=("SGD", "Adam"))))
    made = combinations(plan)
    swept = sweeps.begin(store, "a", plan.as_json(), [("", each.config.as_json()) for each in made])
    runs = sweeps.members(store, swept)
    for place, run in enumerate(runs[:4]):
        epochs = [
            {
                "type": "epoch",
                "step": step,
                "epoch": 1,
                "seconds": 1.0,
                "validation_loss": loss,
                "validation_score": 0.5,
            }
            for step, loss in ((1, 100.0), (2, 10.0**place), (3, None))
        ]
        status = "failed" if place == 3 else "finished"
        columns = {"status": status, "started": 1.0, "ended": 2.0, "best": place / 10, "step": 40, "epoch": 2}
        store.write({run.id: columns}, {run.id: epochs})
    runs = sweeps.members(store, swept)
    losses = sweeps.lowest_losses(store, runs)
    assert losses == {run.id: min(100.0, 10.0**place) for place, run in enumerate(runs[:4])}
    assert sweeps.lowest_losses(store, runs) == losses  # as kept
    by_score = outcomes(plan, runs, {run.id: run.best for run in runs})
    assert [each.values for each in by_score] == [each.values for each in made]
    assert [each.result for each in ranked(by_score, lowest=False)] == [0.2, 0.1, 0.0]
    by_loss = outcomes(plan, runs, losses)
    assert [each.result for each in ranked(by_loss, lowest=True)] == [1.0, 10.0, 100.0]

    accuracy, skill = Result("accuracy", score="accuracy"), Result("skill", score="skill")
    drawn = plane(plan.axes, by_score, accuracy, drawn=False)
    assert drawn["data"][0]["z"] == [[0.0, 0.2, None, None, None], [0.1, None, None, None, None]]
    assert drawn["data"][0]["text"] == [["0.0 %", "20.0 %", "", "", ""], ["10.0 %", "", "", "", ""]]
    assert parallel(plan.axes, by_score, accuracy)["axes"][-1]["ticks"][-1] == (1.0, "20.0 %")
    assert parallel(plan.axes, by_score, skill)["axes"][-1]["ticks"][-1] == (1.0, "0.200")
    percent, plain = curve(LR, by_score, accuracy), curve(LR, by_score, skill)
    assert [max(chart["data"][0]["y"]) for chart in (percent, plain)] == [20.0, 0.2]
    assert [chart["layout"]["yaxis"].get("ticksuffix") for chart in (percent, plain)] == [" %", None]
    assert [max(chart["data"][0]["customdata"]) for chart in (percent, plain)] == ["20.00 %", "0.2000"]
    assert len(drawn["layout"]["annotations"]) == 1  # the failed one
    lines = parallel(plan.axes, by_loss, Result("loss", lowest=True))
    assert [line["at"] for line in lines["lines"]] == [[0.25, 0.25, 1.0], [0.0, 0.75, 0.5], [0.0, 0.25, 0.0]]
    assert [line["colour"] for line in lines["lines"]] == [*COLOURS]  # the best one above
    powers = [(0.0, "0.001"), (0.25, "0.01"), (0.5, "0.1"), (0.75, "1"), (1.0, "10")]
    assert lines["axes"][0]["ticks"] == powers
    assert lines["axes"][1]["ticks"] == [(0.25, "SGD"), (0.75, "Adam")]
    assert curve(LR, by_loss, Result("loss", lowest=True))["layout"]["yaxis"]["type"] == "log"
    for empty in (plane(plan.axes, by_score[5:], Result("x"), drawn=True), parallel(plan.axes, [], Result("x"))):
        json.dumps(empty, allow_nan=False)

    told = sweeps.lasted(store, TrainConfig().data.name)
    assert [(each.model, each.steps, each.seconds) for each in told] == [("CNN", 40, 1.0)] * 3
    # 20 steps of 16 samples in an epoch, 1/40 s each: half the steps with twice the batch, two at a time
    large = TrainConfig(epochs=4, loader={"batch_size": 32})
    assert expected_seconds([large, large], told, slots=2) == pytest.approx(4 * 10 / 40)
    assert expected_seconds([TrainConfig(model="MLP")], told, slots=2) is None


def configs_of(program: str) -> list[dict]:
    """Return the settings that a program would train with."""
    head, _, rest = program.partition("def best_score(config):")
    body = rest.partition("\n\n\n")[2]
    told = "def best_score(config):\n    print(json.dumps(config))\n    return 0.0\n\n\n"
    printing = f"import json\n{head}{told}{body}".replace('    print("', '    # print("').replace(
        '\nprint("', '\n# print("'
    )
    done = subprocess.run([sys.executable, "-c", printing], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_program_trains_what_the_sweep_does():
    base = TrainConfig.model_validate(
        {"data": "waves", "optimizer": {"name": "Adam", "parameters": {"weight_decay": 0.1}}, "seed": 3}
    )
    plans = [preset.plan for preset in PRESETS] + [
        Plan(base, (Axis("scheduler", values=("None", "StepLR")), Axis("optimizer", values=("SGD", "Adam")), LR)),
        Plan(base, (Axis("seed", low=0, high=3, count=4), Axis("data.seed", low=0, high=1, count=2))),
        Plan(base, (Axis("technique.clip", values=("None", "norm")), Axis("loader.shuffle", values=(True, False))), 3),
    ]
    programs = {plan.key: script(plan) for plan in plans}
    for plan in plans:
        made = [TrainConfig.model_validate(each) for each in configs_of(programs[plan.key])]
        assert list({each.key(): each for each in made}) == [each.config.key() for each in combinations(plan)]


def test_the_program_runs(monkeypatch, capsys):
    """The command that it starts is tested in `test_terminal`; here it is carried out in this process."""

    def train_here(command, input, stdout, text):
        assert (command, stdout, text) == ([sys.executable, "-m", "playground.training", "-"], subprocess.PIPE, True)
        monkeypatch.setattr("sys.argv", command[2:])
        monkeypatch.setattr("sys.stdin", io.StringIO(input))
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            code = main()
        return subprocess.CompletedProcess(command, code, told.getvalue())

    monkeypatch.setattr(subprocess, "run", train_here)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    base = TrainConfig.model_validate({"data": "line", "epochs": 1, "split": {"validation_fraction": 0.2}})
    exec(script(Plan(base, (Axis("optimizer.lr", low=0.001, high=0.01, count=2),))), {})
    first, second, best = capsys.readouterr().out.splitlines()
    assert (first[:11], second[:10]) == ("lr = 0.001 ", "lr = 0.01 ")
    assert best == f"best: {max((first, second), key=lambda line: float(line.split()[-1])).split()[2]}"
