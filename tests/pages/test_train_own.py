"""The training page with what a visitor brings."""

import pytest

from playground.runs.store import shared_store
from playground.training import TrainConfig
from playground.uploads import store

from .test_uploads import CSV
from .visiting import html, visit

VISITOR = "a-visitor-who-trains-on-a-table"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_table_is_brought_and_trained_on(language):
    at = visit("train", language, visitor=VISITOR, data="own CSV")
    assert not at.error
    at.file_uploader[0].upload("animals.csv", CSV + b"7,70,dog\n" * 20 + b"1,10,cat\n" * 20, "text/csv").run()
    assert not at.exception
    assert "<code>Linear" in html(at)
    at.multiselect[0].set_value(["height"]).run()
    at.button(key="start").click().run()
    assert not at.error
    [run, *_] = shared_store().owned_by(VISITOR)
    assert run.config["data"]["name"] == "CsvTable"
    assert run.config["data"]["parameters"]["features"] == ["height"]
    at.button(key="delete table").click().run()
    assert store.table_of(VISITOR) is None
    shared_store().delete(run.id, VISITOR)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_run_whose_upload_is_gone_can_still_be_looked_at(language):
    parameters = {"upload": f"{'0' * 32}-1", "features": ["height"], "label": "kind"}
    config = TrainConfig.model_validate({"data": {"name": "CsvTable", "parameters": parameters}})
    run_id = shared_store().create(VISITOR, config.as_json())
    at = visit("train", language, visitor=VISITOR, run=run_id)
    assert {"en": "not here any more", "ja": "もうここにはありません"}[language] in at.error[0].value
    assert len(at.get("bidi_component")) >= 1
    shared_store().delete(run_id, VISITOR)


def test_a_text_of_ones_own_has_a_network_that_reads_it():
    at = visit("train", data="own text")
    assert not at.error
    assert at.selectbox(key="model").value == "CharLSTM"
    at.text_area[0].set_value("too short").run()
    assert "characters" in at.error[0].value
    assert not at.exception
