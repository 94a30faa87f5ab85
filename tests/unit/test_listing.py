"""A visitor's runs a page at a time, and their curves."""

import math

import pytest
from sqlalchemy import insert

from playground.charts.comparison import COLOURS, Axes, losses, scores, smoothed
from playground.runs.curves import POINTS, curves
from playground.runs.listing import PAGE, SORTS, Named, Wish, listed, newest, shelf
from playground.runs.tables import runs
from playground.training import TrainConfig
from playground.training.differences import different
from playground.translations import PlaygroundError

CONFIG = TrainConfig().as_json()


def put(store, count: int, **columns) -> list[str]:
    """Store so many ended runs, the later ones newer."""
    rows = [
        {
            "id": f"run{i}", "owner": "me", "created": i, "config": CONFIG, "status": "finished", "step": 0, "epoch": 0,
            "total_steps": 0,
        }
        | {name: value(i) for name, value in columns.items()}
        for i in range(count)
    ]  # fmt: skip
    with store.transaction() as connection:
        connection.execute(insert(runs), rows)
    return [row["id"] for row in rows]


def found(store, **wish) -> list[str]:
    return [line.id for line in listed(store, "me", Wish(**wish)).lines]


def test_pages_hold_every_run_once(store):
    everything = put(store, 2 * PAGE + 3)
    pages = [listed(store, "me", Wish(page=page)) for page in (1, 2, 3)]
    assert [line.id for page in pages for line in page.lines] == everything[::-1]
    assert listed(store, "me", Wish(page=99)) == pages[-1]
    assert (listed(store, "me", Wish(page=-5)).page, listed(store, "you", Wish()).lines) == (1, ())


def test_the_newest_runs_are_named(store):
    everything = put(store, 5, name=lambda i: "mine" if i == 4 else "", data=lambda i: "digits", model=lambda i: "CNN")
    store.delete(everything[3], "me")
    assert newest(store, "me", 3) == [
        Named("run4", "mine", "digits", "CNN", 4.0),
        Named("run2", "", "digits", "CNN", 2.0),
        Named("run1", "", "digits", "CNN", 1.0),
    ]
    assert newest(store, "you", 3) == []


@pytest.mark.parametrize("sort", SORTS)
def test_runs_without_a_value_come_last_either_way(store, sort):
    values = [3, None, 1, 2]
    texts = ["c", "", "a", "B"]
    put(
        store, 4, best=values.__getitem__, name=texts.__getitem__, data=texts.__getitem__, model=texts.__getitem__,
        bytes=lambda i: values[i] or 0, started=lambda i: 10.0, ended=lambda i: values[i] and 10.0 + values[i],
    )  # fmt: skip
    up, down = found(store, sort=sort, down=False), found(store, sort=sort, down=True)
    if sort == "started":
        assert up == down[::-1] == ["run0", "run1", "run2", "run3"]
    elif sort != "status":
        order = ["run3", "run2", "run0"] if sort in ("data", "model") else ["run2", "run3", "run0"]  # "B" before "a"
        assert up == [*order, "run1"]
        assert down == [*order[::-1], "run1"]


def test_runs_are_searched_by_words_and_filtered(store):
    a, b, c = put(store, 3, data=["digits", "waves", "digits"].__getitem__, model=["CNN", "LSTM", "MLP"].__getitem__)
    store.describe(a, "me", "  My  first try ", ["home work", "100%", "home  work", ""], " slow, but it learns ")
    store.describe(b, "me", "", ["home"], "")
    store.write({c: {"status": "failed"}}, {})
    assert found(store, find="FIRST cnn") == found(store, find="learns") == found(store, find="100%") == [a]
    assert found(store, find="0_%") == found(store, find="first lstm") == []
    assert (found(store, tag="home"), found(store, tag="home work"), found(store, tag="hom")) == ([b], [a], [])
    assert (found(store, data="digits"), found(store, status="failed")) == ([c, a], [c])
    run = store.get(a)
    assert (run.name, run.tags, run.note) == ("My first try", ("home work", "100%"), "slow, but it learns")
    mine = shelf(store, "me")
    assert (mine.count, mine.data, mine.tags) == (3, ("digits", "waves"), ("100%", "home", "home work"))
    store.delete(a, "me")
    assert (found(store), shelf(store, "me").deleted, shelf(store, "me").tags) == ([c, b], 1, ("home",))
    with pytest.raises(PlaygroundError, match="belongs to somebody else"):
        store.describe(b, "you", "mine", [], "")


def test_curves_are_thinned_and_go_on_when_the_run_does(store):
    [run_id] = put(store, 1)
    where = {"epoch": 1, "seconds": 0.5}
    points = [
        where
        | {"type": "metrics", "step": i, "values": {"train_loss": None if i == 1 else 1 / i, "learning_rate": 0.1}}
        for i in range(1, 3001)
    ]
    begun = where | {"type": "started", "step": 0, "score": "skill", "steps_per_epoch": 100}
    epoch = where | {"type": "epoch", "step": 100, "validation_loss": 0.5, "validation_score": 0.25}
    store.write({}, {run_id: [begun, *points, epoch]})
    [read] = curves(store, [store.get(run_id)])
    assert POINTS / 2 < len(read.train_loss) <= POINTS + 1
    assert math.isnan(read.train_loss[0][2])
    assert (read.train_loss[-1], read.score) == ((3000, 0.5, 1 / 3000), ((100, 0.5, 0.25),))
    assert (read.score_name, read.steps_per_epoch) == ("skill", 100)
    drawn = losses({"a": read}, Axes("epoch"))["data"]
    assert (drawn[0]["x"][-1], drawn[0]["y"][0], drawn[1]["line"]["dash"]) == (30, None, "dash")
    assert scores({"<b>": read}, Axes())["data"][0]["y"] == [0.25]  # skill is no share
    assert scores({"<b>": read}, Axes())["data"][0]["hovertemplate"].startswith("&lt;b&gt;")
    store.write({run_id: {"step": 3010}}, {run_id: [points[-1] | {"step": 3010}]})
    assert curves(store, [store.get(run_id)])[0].train_loss[-1][0] == 3010


def test_smoothing_is_a_weighted_mean_of_what_was_before():
    values = [4.0, 2.0, math.nan, 1.0]
    weights = [0.81, 0.9, 1.0]
    expected = (weights[0] * 4 + weights[1] * 2 + weights[2] * 1) / sum(weights)
    assert smoothed(values, 0.9)[-1] == pytest.approx(expected)
    assert smoothed(values[:2], 0.0) == [4.0, 2.0]
    assert len(set(COLOURS)) == 8


def test_only_the_settings_that_differ_are_told():
    adam, sgd = CONFIG, TrainConfig(optimizer={"name": "SGD", "parameters": {"lr": 0.1, "momentum": 0.9}}).as_json()
    assert different([adam, adam]) == {}
    assert different(
        [adam, TrainConfig(epochs=5, optimizer={"name": "Adam", "parameters": {"lr": 0.1}}).as_json()]
    ) == {
        "optimizer.lr": ["0.001", "0.1"],
        "epochs": ["60", "5"],
    }
    assert list(different([adam, sgd])) == ["optimizer"]
    assert "momentum=0.9" in different([adam, sgd])["optimizer"][1]
    assert different([{"version": 0, "model": "old"}, {"model": {"name": "CNN"}}])["model"] == ["old", "CNN"]
