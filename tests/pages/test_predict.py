"""The page that asks trained networks, without a browser."""

import base64
import json
import re
from datetime import datetime

import pytest
import torch

from playground.asking.small import SMALL
from playground.networks import MODELS, facts_of
from playground.runs.store import shared_store
from playground.training import TrainConfig
from playground.ui.visitor import COOKIE

from .visiting import html, newest, visit, words

VISITOR = "a-visitor-who-asks-trained-networks"
STRANGER = "another-visitor-who-asks-networks"


@pytest.fixture
def run():
    """Return a function that gives the visitor a run with a checkpoint; its weights are as they begin."""
    made = []

    def put(config: TrainConfig) -> str:
        store = shared_store()
        run_id = store.create(VISITOR, config.as_json())
        made.append(run_id)
        torch.manual_seed(0)
        facts = facts_of(config.data.name, config.data.parameters)
        model = MODELS[config.model.name].build(facts, config.model.parameters)
        folder = store.settings.run_folder(run_id)
        folder.mkdir(parents=True, exist_ok=True)
        torch.save({"model": model.state_dict(), "step": 7}, folder / "last.pt")
        store.write({run_id: {"status": "finished", "checkpoint_step": 7, "test_score": 0.9}}, {})
        return run_id

    yield put
    for run_id in made:
        shared_store().delete(run_id, VISITOR)


def components(at) -> list[dict]:
    return [json.loads(each.proto.json) for each in at.get("bidi_component") if each.proto.json]


def pads(at) -> list[dict]:
    return [each for each in components(at) if "example" in each]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_without_a_run_there_is_a_pad_and_a_small_one_to_train(language):
    at = visit("predict", language, visitor=STRANGER)
    assert not at.error
    [pad] = pads(at)
    assert pad["example"]
    assert any(base64.b64decode(pad["ink"]))
    assert "<img" in html(at)
    at.button(key="small waves").click().run()
    assert not at.exception
    [made] = shared_store().owned_by(STRANGER)
    assert made.config == SMALL["waves"].config.as_json()
    assert {"en": "trained on the spot", "ja": "その場で学習した"}[language] in words(at)
    shared_store().delete(made.id, STRANGER)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_network_of_pictures_answers_and_shows_its_inside_and_its_mistakes(run, language):
    run_id = run(SMALL["digits"].config)
    at = visit("predict", language, visitor=VISITOR)  # the newest is asked
    assert not at.error
    assert at.selectbox(key=newest(at, "asked run")).value == run_id
    body = html(at)
    assert len(re.findall(r"\d+\.\d%</span>", body)) == 10
    assert body.count("<code title=") == 7  # layers
    at.toggle(key="looked at").set_value(True).run()
    assert not at.exception
    assert all(name in words(at) for name in ("IntegratedGradients", "Occlusion", "LayerGradCam"))
    at.segmented_control(key="asked from").select("test").run()
    assert {"en": "It is: 0", "ja": "正解：0"}[language] in html(at)
    at.number_input(key="asked sample").set_value(268).run()
    assert {"en": "It is: 9", "ja": "正解：9"}[language] in html(at)
    at.session_state["asked mistakes"] = True
    at.run()
    assert not at.exception
    [matrix] = [each for each in components(at) if "confusion" in each]
    assert sum(map(sum, matrix["confusion"])) == 269


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_text_goes_on_and_strange_characters_are_told(run, language):
    at = visit("predict", language, visitor=VISITOR, run=run(SMALL["characters"].config))
    assert not at.error
    [area] = at.text_area
    area.set_value("Alice was").run()
    assert "Alice was</span><b>" in html(at)
    at.slider(key="temperature").set_value(0.0).run()
    assert "100.0%" in html(at)
    at.text_area[0].set_value("日本").run()
    assert "日" in at.error[0].value
    at.text_area[0].set_value("").run()
    assert {"en": "at least one character", "ja": "少なくとも 1 文字"}[language] in at.error[0].value


def test_other_kinds_of_data_are_asked_too(run):
    at = visit("predict", visitor=VISITOR, run=run(SMALL["waves"].config), n_steps="30", back="20")
    assert not at.error
    assert at.metric[0].label == "mean error where the truth is known"
    at = visit("predict", visitor=VISITOR, run=run(TrainConfig.model_validate({"data": "line"})))
    assert not at.error
    assert at.metric


def test_a_point_of_the_plane_is_asked_about_and_its_code_is_shown(run):
    run_id = run(SMALL["circles"].config)
    at = visit("predict", "ja", visitor=VISITOR, run=run_id, x="0.5", y="-9999")
    assert not at.error
    [plane] = [each for each in components(at) if "scene" in each]
    x, y = (at.number_input(key=name) for name in ("x", "y"))
    assert (x.value, plane["at"]) == (0.5, [x.value, y.value])
    assert y.min <= y.value <= y.max  # what the link says is no place of this plane
    before = html(at)
    y.set_value(0.0).run()
    assert html(at) != before
    assert at.query_params["x"] == "0.5"
    at.session_state["asked code"] = True
    at.run()
    assert not at.exception
    assert f"{run_id}-checkpoint.pt" in words(at)
    assert "sample = torch.tensor([0.5, 0.0])" in at.code[0].value
    at = visit("predict", visitor=VISITOR, run=run(SMALL["digits"].config))
    at.session_state["asked code"] = True
    at.run()
    assert "pixels = [" in at.code[0].value


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_cannot_be_asked_is_told(run, language):
    run_id = run(SMALL["digits"].config)
    path = shared_store().settings.run_folder(run_id) / "last.pt"
    path.write_bytes(path.read_bytes()[:1000])
    at = visit("predict", language, visitor=VISITOR, run=run_id)
    assert {"en": "broken or cut off", "ja": "途中で切れています"}[language] in at.error[0].value
    path.unlink()
    at = visit("predict", language, visitor=VISITOR, run=run_id)
    assert {"en": "not there any more", "ja": "もうありません"}[language] in at.error[0].value
    shared_store().write({run_id: {"config": {"version": 99}}}, {})
    at = visit("predict", language, visitor=VISITOR, run=run_id)
    assert {"en": "another version", "ja": "別のバージョン"}[language] in at.error[0].value
    at = visit("predict", language, visitor=VISITOR, run="never")
    assert "never" in at.error[0].value
    assert at.session_state[COOKIE] == VISITOR


def test_a_picture_that_is_none_is_told(run):
    at = visit("predict", visitor=VISITOR, run=run(SMALL["digits"].config))
    at.segmented_control(key="asked from").select("upload").run()
    at.file_uploader[0].upload("photo.png", b"no picture", "image/png").run()
    assert not at.exception


def test_a_title_that_the_list_no_longer_holds_changes_nothing(run):
    """A browser that has not heard yet how a run is called since its end sends what it was called before."""
    run_id = run(SMALL["digits"].config)
    at = visit("predict", visitor=VISITOR)
    at.selectbox(key=newest(at, "asked run")).options.append("digits · CNN · Waiting")
    at.selectbox(key=newest(at, "asked run")).select("digits · CNN · Waiting").run()
    assert not at.exception
    assert not at.error
    assert "run" not in at.query_params
    assert at.selectbox(key=newest(at, "asked run")).value == run_id


def test_each_of_two_runs_alike_made_in_the_same_second_can_be_asked(run, monkeypatch):
    monkeypatch.setattr("playground.ui.asking.local", lambda when: datetime(2026, 1, 2, 3, 4, 5))
    older, newer = (run(SMALL["digits"].config) for _ in range(2))
    at = visit("predict", visitor=VISITOR)
    choice = at.selectbox(key=newest(at, "asked run"))
    assert choice.value == newer
    assert choice.options[1] == f"{choice.options[0]} (2)"
    choice.select(choice.options[1]).run()
    assert at.selectbox(key=newest(at, "asked run")).value == older
    assert at.query_params["run"] == older
