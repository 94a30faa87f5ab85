"""A run taken home and its settings brought back, on the pages *Train a network* and *My runs*."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from playground.runs.store import shared_store
from playground.takehome.files import FILES
from playground.takehome.settings_file import written
from playground.training import TrainConfig

from .visiting import VISITOR, visit, words

CONFIG = TrainConfig.model_validate(
    {
        "data": "waves",
        "optimizer": {"name": "SGD", "parameters": {"lr": 0.02, "momentum": 0.5}},
        "technique": {"clip": "norm", "max_norm": 2.0},
        "schedule": "StepLR(step_size=5)",
        "epochs": 7,
    }
)


@pytest.fixture
def run_id():
    store = shared_store()
    run_id = store.create(VISITOR, CONFIG.as_json())
    store.write({run_id: {"status": "failed", "step": 3}}, {})
    yield run_id
    store.delete(run_id, VISITOR)


def opened(slug: str, language: str, key: str, **query: str) -> AppTest:
    at = visit(slug, language, **query)
    at.session_state[key] = True  # as a click on the box does
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize(("language", "told"), [("en", "There is no checkpoint"), ("ja", "まだありません")])
def test_every_file_of_a_run_is_offered_and_what_there_is_not_is_told(run_id, language, told):
    at = opened("train", language, "take home run", run=run_id)
    buttons = {each.key: each for each in at.get("download_button")}
    assert {f"take {row.base}" for row in FILES} | {"take .zip"} <= set(buttons)
    assert buttons["take checkpoint.pt"].proto.disabled
    assert not buttons["take .zip"].proto.disabled
    assert all(each.proto.ignore_rerun for each in buttons.values())  # a rerun can lose the answer to the click
    assert told in words(at)


def test_settings_are_brought_back_and_anything_else_is_told():
    at = opened("train", "en", "bring settings")
    at.file_uploader[0].upload("notes.json", b"[1, 2]", "application/json").run()
    assert "no settings" in at.error[0].value
    at.file_uploader[0].upload("mine.json", written(CONFIG.as_json()), "application/json").run()
    assert not at.error
    assert "mine.json" in at.success[0].value
    assert at.selectbox(key="data").value == "waves"
    assert at.selectbox(key="optimizer").value == "SGD"
    assert at.number_input(key="SGD.momentum").value == 0.5
    assert at.number_input(key="max_norm").value == 2.0
    assert at.text_area(key="schedule").value == "StepLR(step_size=5)"
    assert at.number_input(key="epochs").value == 7


def test_settings_with_data_that_somebody_brought_ask_for_them():
    data = {"name": "own text", "parameters": {"text": "to be or not to be, " * 20}}
    config = TrainConfig.model_validate({"data": data, "epochs": 3})
    at = opened("train", "en", "bring settings")
    at.file_uploader[0].upload("text.json", json.dumps(config.as_json()).encode(), "application/json").run()
    assert "Choose them again" in at.success[0].value
    assert at.selectbox(key="data").value == "own text"
    assert at.number_input(key="epochs").value == 3
