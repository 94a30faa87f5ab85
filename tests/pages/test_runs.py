"""The page of runs: found, named, compared, continued, done again, deleted and brought back."""

import json
from datetime import datetime
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from playground.runs.checkpoints import path_of
from playground.runs.store import shared_store
from playground.training import TrainConfig
from playground.translations import LANGUAGES

from .visiting import html, visit, words

ME, OTHER = "the-owner-of-these-runs", "another-visitor-another"


@pytest.fixture
def store():
    store = shared_store()
    yield store
    for visitor in (ME, OTHER):
        for run in store.owned_by(visitor):
            store.write({run.id: {"status": "stopped"}}, {})
            store.delete(run.id, visitor)
        store.empty_bin(visitor)


def stored(store, status: str = "finished", visitor: str = ME, **fields) -> str:
    run_id = store.create(visitor, TrainConfig.model_validate(fields).as_json())
    where = {"epoch": 1, "seconds": 1.0}
    events = [
        where | {"type": "started", "step": 0, "score": "accuracy", "steps_per_epoch": 10},
        *(
            where | {"type": "metrics", "step": i, "values": {"train_loss": 1 / i, "learning_rate": 0.1}}
            for i in (1, 2)
        ),
        where | {"type": "epoch", "step": 10, "validation_loss": 0.25, "validation_score": 0.9},
    ]
    store.write({run_id: {"status": status, "started": 1.0, "ended": 3.0, "best": 0.9}}, {run_id: events})
    return run_id


def components(at: AppTest) -> list[dict]:
    return [json.loads(element.proto.json) for element in at.get("bidi_component") if element.proto.json]


def lines(at: AppTest) -> list[str]:
    [table] = [each for each in components(at) if "lines" in each]
    return [line["id"] for line in table["lines"]]


def test_two_visitors_see_only_their_own_runs(store):
    run_id = stored(store)
    assert lines(visit("runs", visitor=ME)) == [run_id]
    assert "You have no runs yet" in words(visit("runs", visitor=OTHER))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_shows_the_same_comparison_to_others_who_can_change_nothing(store, language):
    first, second = stored(store), stored(store, epochs=5)
    store.describe(second, ME, "<i>five</i>", ["short"], "")
    mine = visit("runs", language, visitor=ME, runs=f"{first},{second}")
    other = visit("runs", language, visitor=OTHER, runs=f"{first},{second}")
    for at in (mine, other):
        figures = [each["figure"]["data"] for each in components(at) if "figure" in each]
        assert [len(data) for data in figures] == [4, 2, 2]
        assert "<code>epochs</code>" in html(at)
        assert "&lt;i&gt;five&lt;/i&gt;" in html(at)
        assert "learning_rate" not in html(at)
    assert "delete" in {button.key for button in mine.button}
    assert not {"delete", "continue"} & {button.key for button in other.button}


def test_runs_of_one_name_are_all_compared_even_those_of_the_same_second(store, monkeypatch):
    monkeypatch.setattr("playground.ui.history.local", lambda when: datetime(2026, 1, 2, 3, 4, 5))
    three = [stored(store) for _ in range(3)]
    at = visit("runs", visitor=ME, runs=",".join(three))
    assert [len(each["figure"]["data"]) for each in components(at) if "figure" in each] == [6, 3, 3]
    assert all(html(at).count(f"03:04:05{number}</") for number in ("", " (2)", " (3)"))


def test_runs_are_filtered_by_the_link(store):
    ids = [stored(store, epochs=i + 1) for i in range(7)]
    store.describe(ids[3], ME, "the best", ["good"], "")
    assert lines(visit("runs", visitor=ME, find="best")) == lines(visit("runs", visitor=ME, tag="good")) == [ids[3]]
    assert lines(visit("runs", "ja", visitor=ME, status="failed")) == []
    assert lines(visit("runs", visitor=ME, sort="started")) == ids
    assert lines(visit("runs", visitor=ME, sort="nonsense", page="99", tag="gone", status="?")) == []


def test_a_run_is_named(store):
    run_id = stored(store)
    at = visit("runs", visitor=ME, runs=run_id)
    at.session_state["describe"] = True
    at.run()
    at.text_input(key=f"name {run_id}").set_value("with momentum")
    at.text_area(key=f"note {run_id}").set_value("calmer")
    at.button(key=f"FormSubmitter:describe {run_id}-Keep").click().run()
    run = store.get(run_id)
    assert (run.name, run.note) == ("with momentum", "calmer")
    assert "with momentum" in html(at)


def test_what_is_deleted_comes_back_and_two_tabs_do_no_harm(store):
    ids = [stored(store), stored(store)]
    tabs = [visit("runs", visitor=ME, runs=",".join(ids)) for _ in range(2)]
    for tab in tabs:
        tab.button(key="delete").click().run()
        assert not tab.exception
    assert "It may have been deleted" in tabs[1].error[0].value
    for tab in tabs:
        tab.button(key="undo").click().run() if tab is tabs[0] else tab.run()
    assert set(lines(tabs[1])) == set(ids)
    assert not tabs[0].error


def test_a_stopped_run_goes_on_and_a_gone_one_is_told(store):
    run_id = stored(store, "stopped")
    store.write({run_id: {"checkpoint_step": 2}}, {})
    at = visit("runs", "ja", visitor=ME, runs=f"{run_id},nothing,<b>")
    assert "1 件はここにありません" in words(at)
    at.button(key="continue").click().run()
    assert store.get(run_id).status == "queued"


@pytest.mark.parametrize("page", ["runs", "train"])
def test_a_run_goes_on_from_an_earlier_checkpoint_as_a_new_one(store, page):
    run_id = stored(store)
    folder = store.settings.run_folder(run_id)
    folder.mkdir(parents=True)
    for step in (10, 20):
        path_of(folder, step).write_bytes(b"weights")
        store.write({run_id: {"checkpoint_step": step}}, {})
        store.tidy(run_id)
    at = visit(page, visitor=ME, **{"runs" if page == "runs" else "run": run_id})
    at.session_state["moments"] = True
    at.run()
    [choice] = [each for each in at.radio if each.key == f"moment {run_id}"]
    assert choice.options == ["after epoch 1 · step 10"]
    at.checkbox(key="begin paused").check().run()
    at.button(key="branch").click().run()
    assert not at.exception
    [branch] = [run for run in store.owned_by(ME) if run.id != run_id]
    assert (branch.step, branch.best, branch.status) == (10, 0.9, "queued")
    assert branch.name == "CNN · digits, from step 10"
    assert store.take_commands(branch.id) == [(branch.id, "pause", None)]
    assert at.query_params[page.replace("train", "run")] == (f"{run_id},{branch.id}" if page == "runs" else branch.id)


@pytest.mark.parametrize(("language", "words_"), [("en", "take **900 of the 1,000 MB**"), ("ja", "ごみ箱を今すぐ空に")])
def test_that_the_disk_fills_up_is_told_before_it_is_full_and_the_bin_is_emptied(store, language, words_):
    run_id = stored(store)
    store.write({run_id: {"bytes": 900 * 2**20}}, {})
    store.delete(run_id, ME)
    for page in ("train", "runs"):
        at = visit(page, language, visitor=ME)
        assert words_ in " ".join([at.warning[0].value, *(button.label for button in at.button)])
    at.button(key="empty bin").click().run()
    assert not at.warning
    assert store.taken(ME).mine == 0


def test_a_full_disk_refuses_a_new_run_in_words(store):
    store.write({stored(store): {"bytes": 1000 * 2**20}}, {})
    at = visit("train", visitor=ME)
    assert "no new run can start" in at.warning[0].value
    at.button(key="start").click().run()
    assert "there is no room for a new one" in at.error[0].value


def test_again_opens_the_training_page_with_the_settings_of_the_run(store):
    fields = {
        "data": "spirals",
        "model": {"name": "MLP", "parameters": {"hidden_size": 16, "activation": "Tanh"}},
        "optimizer": {"name": "SGD", "parameters": {"lr": 0.05, "momentum": 0.9}},
        "scheduler": {"name": "StepLR", "parameters": {"step_size": 7}},
        "loader": {"batch_size": 8, "shuffle": False},
        "technique": {"clip": "norm", "max_norm": 0.5},
        "epochs": 9,
    }
    run_id = stored(store, **fields)
    at = visit("runs", visitor=ME, runs=run_id)
    [link] = [
        each.proto
        for each in at.get("page_link")
        if "run=" in each.proto.query_string and "model" in each.proto.query_string
    ]
    query = {name: values[0] for name, values in parse_qs(link.query_string, keep_blank_values=True).items()}
    assert query.pop("run") == run_id
    train = visit("train", visitor=OTHER, **query)
    train.button(key="start").click().run()
    assert store.owned_by(OTHER)[0].config == store.get(run_id).config


def test_a_run_of_another_version_or_with_brought_data_says_why_not_more(store):
    old = store.create(ME, {"version": 0, "model": "old", "epochs": 3})
    store.write({old: {"status": "finished"}}, {})
    at = visit("runs", visitor=ME, runs=old)
    assert [each.proto.disabled for each in at.get("page_link")] == [False, True]
    text = {"name": "own text", "parameters": {"text": "row, row, row your boat gently down the stream " * 9}}
    at = visit("runs", visitor=ME, runs=stored(store, data=text))
    again = at.get("page_link")[1].proto
    assert "brought by a visitor" in again.help
    assert "stream" not in again.query_string
