"""The page of sweeps: planned, started, watched, cancelled, deleted."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from playground.runs import sweeps
from playground.runs.store import shared_store
from playground.sweeps import combinations
from playground.sweeps.brief import brief
from playground.sweeps.presets import PRESETS
from playground.training import TrainConfig
from playground.translations import LANGUAGES

from .visiting import html, visit, words

ME, OTHER = "the-owner-of-these-sweeps", "another-visitor-of-sweeps"


@pytest.fixture
def store():
    store = shared_store()
    yield store
    for run in store.owned_by(ME):
        store.write({run.id: {"status": "stopped"}}, {})
        store.delete(run.id, ME)


def components(at: AppTest) -> list[dict]:
    return [json.loads(element.proto.json) for element in at.get("bidi_component") if element.proto.json]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preset_is_planned_and_started_with_two_clicks(store, language):
    at = visit("sweep", language, visitor=ME)
    assert at.pills[0].value == 0  # something is there before the first click
    at.pills[0].set_value(2).run()
    assert at.selectbox(key="axis1").value == "optimizer"
    assert "RMSprop" in html(at)
    at.button(key="start all").click().run()
    assert not at.exception
    [tally] = sweeps.owned_by(store, ME)
    runs = sweeps.members(store, tally.sweep.id)
    assert [run.config for run in runs] == [each.config.as_json() for each in combinations(PRESETS[2].plan)]
    assert runs[0].name == "optimizer = SGD, lr = 0.001"
    assert at.query_params["sweep"] in (tally.sweep.id, [tally.sweep.id])


def test_a_link_plans_the_same_and_a_wrong_one_is_told():
    base = TrainConfig(data="waves", epochs=2)
    link = {
        "of": brief(base),
        "axis1": "model",
        "model.values": "LSTM",
        "axis2": "optimizer.lr",
        "optimizer.lr.count": "3",
    }
    at = visit("sweep", **link)
    assert "**3 runs**" in words(at)
    at.number_input(key="optimizer.lr.low").set_value(9.0).run()
    assert "goes from 9 to 0.1" in at.error[0].value
    at.number_input(key="optimizer.lr.low").set_value(0.001).run()
    at.number_input(key="optimizer.lr.count").set_value(64).run()
    at.multiselect(key="model.values").set_value(["LSTM", "GRU"]).run()
    assert "128 combinations" in at.error[0].value
    assert "must be one of" in visit("sweep", of='{"data":"nothing"}').error[0].value
    assert "not valid JSON" in visit("sweep", of="{").error[0].value
    assert "It may have been deleted" in visit("sweep", sweep="nothing").error[0].value


def test_what_is_impossible_is_told_and_left_out():
    at = visit("sweep", of='{"data":"moons","epochs":1}', axis1="optimizer", axis2="optimizer.eps")
    assert "SGD has no setting 'eps'" in at.warning[0].value
    assert "**10 runs**" in words(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sweep_is_watched_cancelled_deleted_and_brought_back(store, language):
    plan = PRESETS[1].plan
    made = combinations(plan)
    swept = sweeps.begin(store, ME, plan.as_json(), [("", each.config.as_json()) for each in made])
    runs = sweeps.members(store, swept)
    for place, run in enumerate(runs[:3]):
        status = "failed" if place == 2 else "finished"
        store.write({run.id: {"status": status, "started": 1.0, "ended": 3.0, "best": place / 4}}, {})
    at = visit("sweep", language, visitor=ME, sweep=swept)
    assert "loader.batch_size = 16" in words(at)  # the best one
    kinds = [each["figure"]["data"][0]["type"] for each in components(at) if "figure" in each]
    assert kinds == ["heatmap"]
    assert [len(each["lines"]) for each in components(at) if "lines" in each] == [2]
    assert f"train?run={runs[0].id}" in html(at)
    other = visit("sweep", language, visitor=OTHER, sweep=swept)
    assert not {"cancel", "delete sweep"} & {button.key for button in other.button}
    assert at.button(key="delete sweep").disabled
    at.button(key="cancel").click().run()
    assert {run.status for run in sweeps.members(store, swept)[3:]} == {"stopped"}
    at.button(key="again").click().run()
    assert at.number_input(key="loader.batch_size.high").value == 128
    at.button(key=f"open {swept}").click().run()
    at.button(key="delete sweep").click().run()
    assert sweeps.get(store, swept) is None
    assert not at.exception
    at.button(key="undo").click().run()
    assert sweeps.get(store, swept)


def test_the_training_page_leads_here_with_its_settings():
    at = visit("train", data="moons", epochs="7")
    at.button(key="try several").click().run()
    assert not at.exception
    assert at.number_input(key="sweep epochs").value == 7
    assert "**moons**" in words(at)
