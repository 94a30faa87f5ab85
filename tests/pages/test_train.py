"""The training page with every kind of data."""

import pytest

from playground.runs.store import shared_store
from playground.training import TrainConfig

from .visiting import VISITOR, html, visit, words

EXAMINATIONS = {
    "line": {"weight": 1.98, "bias": 1.02, "indices": [2, 5], "truth": [0.1, 1.4], "answers": [0.2, 1.3]},
    "waves": {"indices": [0, 1], "truth": [0.5, 0.6], "one_step": [0.5, 0.5], "rolled_out": [0.5, 0.4]},
    "characters": {"begun": "Alice was ", "written": "beginning to"},
    "spirals": {"confusion": [[27, 3], [3, 27]], "right": [], "wrong": []},
}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    ("data", "model"),
    [
        ("digits", "CNN"),
        ("line", "LinearRegression"),
        ("spirals", "MLP"),
        ("sunspots", "LSTM"),
        ("characters", "CharLSTM"),
    ],
)
def test_data_are_shown_before_the_run_with_a_network_that_fits(data, model, language):
    at = visit("train", language, data=data)
    assert not at.error
    assert at.selectbox(key="model").value == model
    assert len(at.get("bidi_component")) >= (2 if data in ("line", "spirals", "sunspots") else 1)


def test_a_data_set_that_is_not_there_says_how_to_get_it():
    at = visit("train", data="MNIST")
    assert "Download it on the page *Data sets*" in at.error[0].value
    assert "MaxPool2d" in html(at)  # its network is known all the same


@pytest.mark.parametrize("data", EXAMINATIONS)
def test_a_finished_run_shows_its_examination_by_the_kind_of_its_data(data):
    store = shared_store()
    run_id = store.create(VISITOR, TrainConfig.model_validate({"data": data}).as_json())
    where = {"step": 20, "epoch": 2, "seconds": 1.0}
    end = where | {"type": "finished", "test_loss": 0.1, "test_score": 0.9, "examination": EXAMINATIONS[data]}
    store.write({run_id: {"status": "finished", "started": 1.0, "ended": 3.0, "test_score": 0.9}}, {run_id: [end]})
    at = visit("train", run=run_id)
    assert at.metric[-1].value == ("0.900" if data in ("line", "waves") else "90.0 %")
    expected = {
        "line": "how far they are from the line",
        "waves": "Rolled out",
        "characters": "and wrote on:",
        "spirals": "6 of 60",
    }[data]
    assert expected in words(at)
    store.delete(run_id, VISITOR)
