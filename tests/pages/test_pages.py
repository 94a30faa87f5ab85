"""Every page in both languages, and what a visitor does on it, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from playground.catalogue import PAGES
from playground.runs import reading
from playground.runs.store import shared_store
from playground.training import TrainConfig
from playground.training.presets import PRESETS
from playground.translations import LANGUAGES, Message
from playground.ui.visitor import COOKIE

from .visiting import ROUTER, VISITOR, title, visit, words


@pytest.fixture
def store():
    store = shared_store()
    yield store
    for visitor in (VISITOR, "another-another-another"):
        for run in store.owned_by(visitor):
            store.write({run.id: {"status": "stopped"}}, {})
            store.delete(run.id, visitor)


def finished(store, visitor: str = VISITOR) -> str:
    run_id = store.create(visitor, TrainConfig().as_json())
    confusion = [[27 if i == j else 0 for j in range(10)] for i in range(10)]
    confusion[6][6], confusion[6][8] = 26, 1
    wrong = {"index": 5, "label": 6, "prediction": 8, "confidence": 0.73}
    right = {"index": 3, "label": 3, "prediction": 3, "confidence": 0.99}
    where = {"step": 20, "epoch": 2, "seconds": 1.0}
    metrics = [
        where | {"type": "metrics", "step": step, "values": {"train_loss": 1 / step, "learning_rate": 0.001}}
        for step in range(1, 21)
    ]
    epochs = [
        where | {"type": "epoch", "train_loss": 1.0, "validation_loss": 1.0, "validation_score": 0.9, "step": step}
        for step in (10, 20)
    ]
    examination = {"confusion": confusion, "right": [right], "wrong": [wrong]}
    end = where | {"type": "finished", "test_loss": 0.1, "test_score": 269 / 270, "examination": examination}
    values = {"status": "finished", "started": 1.0, "ended": 3.0, "best": 0.9, "test_score": 269 / 270}
    store.write({run_id: values}, {run_id: [*metrics, *epochs, end]})
    return run_id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", [row.slug for row in PAGES])
def test_every_page_runs_in_every_language(slug, language):
    at = visit(slug, language)
    assert title(at)
    assert not at.error
    assert bool([c for c in title(at) if ord(c) > 0x3000]) == (language == "ja")


def test_the_link_decides_over_the_browser():
    assert title(visit("train", "en", lang="ja")) == "ネットワークの学習"
    assert title(visit("train", "ja", lang="en")) == "Train a network"
    assert title(visit("train", "en", lang="xx")) == "Train a network"


def test_switching_the_language_keeps_every_widgets_value():
    at = visit("train")
    at.selectbox(key="model").select("MLP").run()
    at.number_input(key="MLP.hidden_size").set_value(33).run()
    at.selectbox(key="scheduler").select("StepLR").run()
    before = {w.key: w.value for kind in (at.selectbox, at.number_input, at.toggle) for w in kind}
    at.segmented_control(key="language").select("ja").run()
    assert title(at) == "ネットワークの学習"
    assert {w.key: w.value for kind in (at.selectbox, at.number_input, at.toggle) for w in kind} == before
    assert at.query_params["lang"] == "ja"


def test_start_queues_just_what_was_chosen_and_puts_the_run_into_the_link(store):
    at = visit("train")
    at.session_state["group run"] = True  # opened
    at.run()
    at.number_input(key="epochs").set_value(7).run()
    at.selectbox(key="optimizer").select("SGD").run()
    at.number_input(key="SGD.lr").set_value(0.25).run()
    at.button(key="start").click().run()
    assert not at.exception
    [run] = store.owned_by(VISITOR)
    assert at.query_params["run"] == run.id
    config = TrainConfig.model_validate(run.config)
    assert config.epochs == 7
    assert config.optimizer.parameters["lr"] == 0.25
    assert config.model == TrainConfig().model
    at.button(key="stop").click().run()
    assert store.take_commands() == [(run.id, "stop", None)]


@pytest.mark.parametrize("number", range(len(PRESETS)))
def test_a_preset_fills_the_controls_in_one_click(store, number):
    at = visit("train")
    at.pills(key="preset").select(number).run()
    assert PRESETS[number].summary in words(at)
    at.button(key="start").click().run()
    assert not at.exception
    assert TrainConfig.model_validate(store.owned_by(VISITOR)[0].config) == PRESETS[number].config


def test_settings_that_exclude_each_other_are_told_beside_the_controls(store):
    at = visit("train")
    at.selectbox(key="optimizer").select("SGD").run()
    at.toggle(key="SGD.nesterov").set_value(True).run()
    assert "Nesterov momentum requires a momentum and zero dampening" in at.error[0].value
    at.button(key="start").click().run()
    assert store.owned_by(VISITOR) == []


def test_a_full_queue_is_a_sentence(store):
    for _ in range(5):
        store.create(VISITOR, TrainConfig(epochs=5).as_json())
    at = visit("train", "ja")
    at.button(key="start").click().run()
    assert "順番待ちの実行がすでに 5 件あります" in at.error[0].value


def test_a_finished_run_shows_its_examination(store):
    at = visit("train", run=finished(store))
    assert at.metric[0].value == "99.6 %"
    assert "1 of 270 samples wrong" in words(at)
    assert at.get("plotly_chart")
    assert "optim.Adam" in at.code[0].value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("run", ["nothing", "../../etc/passwd", "<script>alert(1)</script>", "x" * 10_000])
def test_a_wrong_run_in_the_link_is_a_sentence(language, run):
    at = visit("train", language, run=run)
    assert ("という実行はありません" if language == "ja" else "There is no run") in at.error[0].value


def test_somebody_elses_run_can_be_watched_but_not_steered(store):
    at = visit("train", visitor="another-another-another", run=finished(store))
    assert at.metric[0].value == "99.6 %"
    assert "You are watching somebody else's run." in words(at)
    assert all(at.button(key=key).disabled for key in ("pause", "stop", "continue"))


def test_a_failed_run_tells_why_in_the_readers_language(store):
    run_id = store.create(VISITOR, TrainConfig().as_json())
    message = Message(reading.BROKEN, {"words": "zip"})
    store.write({run_id: {"status": "failed", "message": message.as_json()}}, {})
    told = visit("train", "ja", run=run_id).error[0].value
    assert told.startswith("この実行のチェックポイントは")
    assert "（zip）" in told


def test_a_run_of_another_version_still_shows_and_says_why_not_more(store):
    run_id = store.create(VISITOR, {"version": 0, "model": "old", "epochs": 3})
    at = visit("train", run=run_id)
    assert "These settings have version 0" in at.error[0].value
    assert not visit("runs").exception


def test_a_store_that_cannot_be_used_is_a_sentence_on_every_page_with_runs(store, monkeypatch):
    finished(store)
    monkeypatch.setattr(store.engine, "begin", lambda: (_ for _ in ()).throw(_locked()))
    for slug in ("home", "train", "runs"):
        at = AppTest.from_file(ROUTER, default_timeout=30)
        at.session_state[COOKIE] = VISITOR
        at.session_state["shown run"] = "some"
        at.run()
        if slug != "home":
            at.switch_page(f"../pages/{slug}.py").run()
        assert not at.exception
        assert "database is locked" in at.error[0].value


def _locked():
    from sqlalchemy.exc import OperationalError

    return OperationalError("SELECT", {}, Exception("database is locked"))


def test_the_home_page_multiplies_or_says_why_not():
    at = visit("home")
    at.slider(key="mini.inner").set_value(5).run()
    assert "mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4)" in at.warning[0].value
    at.slider(key="mini.columns").set_value(5).run()
    assert not at.warning


def test_the_home_page_starts_a_run(store):
    at = visit("home")
    at.button(key="mini start").click().run()
    assert not at.exception
    assert len(store.owned_by(VISITOR)) == 1


def test_a_closed_group_keeps_what_was_set_in_it(store):
    at = visit("train", epochs="7")
    assert at.number_input(key="epochs").value == 7
    at.button(key="start").click().run()
    assert store.owned_by(VISITOR)[0].config["epochs"] == 7


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", [row.slug for row in PAGES])
def test_the_lesson_opens_with_its_words(slug, language):
    at = visit(slug, language)
    before = words(at)
    at.session_state[f"lesson {slug}"] = True
    at.run()
    assert not at.exception
    assert len(words(at)) > len(before) + 100


def test_a_second_click_in_the_same_moment_means_the_same_run(store):
    at = visit("train")
    at.button(key="start").click().run()
    at.button(key="start").click().run()
    assert len(store.owned_by(VISITOR)) == 1
    at.selectbox(key="model").select("MLP").run()
    at.button(key="start").click().run()
    assert len(store.owned_by(VISITOR)) == 2
