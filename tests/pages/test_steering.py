"""The run that is shown is steered from the page Train."""

import pytest

from playground.runs.store import shared_store
from playground.training import TrainConfig

from .visiting import VISITOR, newest, visit, words


@pytest.fixture
def running():
    store = shared_store()
    store.take_commands()
    config = {"optimizer": {"name": "SGD", "parameters": {"lr": 0.1}}}
    run_id = store.create(VISITOR, TrainConfig.model_validate(config).as_json(), pace=5.0)
    store.write({run_id: {"status": "running", "started": 1.0}}, {})
    yield run_id
    store.write({run_id: {"status": "stopped"}}, {})
    store.delete(run_id, VISITOR)


def changed(name: str, before: float, after: float) -> dict:
    where = {"step": 200, "epoch": 2, "seconds": 3.0}
    return where | {"type": "changed", "name": name, "before": before, "after": after}


def test_its_owner_turns_the_optimizer_and_the_pace_and_sees_what_another_tab_has_turned(running):
    store = shared_store()
    at = visit("train", run=running)
    assert at.select_slider(key=newest(at, "pace")).value == 5.0
    assert at.number_input(key=newest(at, "steered momentum")).value == 0.0
    at.number_input(key=newest(at, "steered lr")).set_value(0.02).run()
    assert at.number_input(key=newest(at, "steered lr")).value == 0.02
    at.select_slider(key=newest(at, "pace")).set_value(1.0).run()
    at.number_input(key=newest(at, "steered momentum")).set_value(None).run()
    assert not at.exception
    assert at.number_input(key=newest(at, "steered momentum")).value == 0.0
    assert store.take_commands() == [(running, "lr", 0.02), (running, "pace", 1.0)]
    store.write({}, {running: [changed("lr", 0.1, 0.02), changed("lr", 0.02, 0.3)]})
    store.command(running, VISITOR, "pace", 30.0)
    at.run()
    assert at.number_input(key=newest(at, "steered lr")).value == 0.3
    assert at.select_slider(key=newest(at, "pace")).value == 30.0
    assert "These settings count for the **next** run" in words(at)
    store.take_commands()


def test_a_field_that_comes_too_late_says_so(running):
    store = shared_store()
    at = visit("train", run=running)
    store.write({running: {"status": "finished"}}, {})
    at.number_input(key=newest(at, "steered lr")).set_value(0.02).run()
    assert "This run has ended" in at.error[0].value
    assert store.take_commands() == []
    assert newest(at, "steered lr") not in {field.key for field in at.number_input}
    assert "**next** run" not in words(at)


def test_somebody_else_sees_the_same_and_steers_nothing(running):
    at = visit("train", "ja", visitor="another-another-another", run=running)
    assert at.select_slider(key="watched pace").disabled
    assert at.select_slider(key="watched pace").value == 5.0
    assert at.number_input(key=newest(at, "steered lr")).disabled
    assert at.number_input(key=newest(at, "steered lr")).value == 0.1
    assert "ほかの人の実行を見ています。" in words(at)


def test_the_pace_can_be_chosen_before_the_run_begins():
    store = shared_store()
    at = visit("train")
    at.select_slider(key=newest(at, "pace")).set_value(2.0).run()
    at.button(key="start").click().run()
    [run] = [run for run in store.owned_by(VISITOR) if run.status == "queued"]
    assert run.pace == 2.0
    assert at.select_slider(key=newest(at, "pace")).value == 2.0
    store.write({run.id: {"status": "stopped"}}, {})
    store.delete(run.id, VISITOR)
