"""The page on optimizers, without a browser."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from playground.optimization.race_presets import PRESETS
from playground.translations import LANGUAGES

from .visiting import newest, visit, words


def race(at: AppTest) -> dict:
    """Return what the browser is given to draw."""
    found = [json.loads(element.proto.json) for element in at.get("bidi_component") if element.proto.json]
    [data] = [data for data in found if "race" in data]
    return json.loads(data["race"])


def labels(at: AppTest) -> list[str]:
    return [racer["label"] for racer in race(at)["racers"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_visit_shows_a_race(language):
    at = visit("optimizers", language)
    shown = race(at)
    assert labels(at) == PRESETS[0].racers.split("; ")
    assert shown["steps"] == PRESETS[0].steps
    assert shown["surface"]["title"] == ("谷" if language == "ja" else "Ravine")
    assert all(racer["rule"]["lines"] for racer in shown["racers"])
    assert at.pills(key="race preset").value == 0


@pytest.mark.parametrize("number", [1, len(PRESETS) - 1])
def test_a_preset_fills_the_page(number):
    at = visit("optimizers")
    at.pills(key="race preset").select(number).run()
    preset = PRESETS[number]
    assert labels(at) == preset.racers.split("; ")
    assert at.number_input(key="x0").value == preset.state["x0"]
    assert at.pills(key="race preset").value == number
    assert not at.error


def test_racers_are_added_copied_removed_and_set():
    at = visit("optimizers", racers="SGD(lr=0.1)")
    at.button(key="add racer").click().run()
    assert labels(at) == ["SGD(lr=0.1)", "Adam(lr=0.1)"]
    at.number_input(key=newest(at, "racing lr")).set_value(0.25).run()
    at.text_input(key=newest(at, "racing betas")).set_value("0.5, 0.99").run()
    assert labels(at) == ["SGD(lr=0.1)", "Adam(lr=0.25, betas=(0.5, 0.99))"]
    at.button(key="copy racer").click().run()
    at.selectbox(key=newest(at, "race optimizer")).select("Rprop").run()
    assert [label.partition("(")[0] for label in labels(at)] == ["SGD", "Adam", "Rprop"]
    at.button(key="remove racer").click().run()
    at.button(key="remove racer").click().run()
    assert labels(at) == ["SGD(lr=0.1)"]
    assert at.button(key="remove racer").disabled
    assert at.query_params["racers"] == "SGD(lr=0.1)"


def test_pytorchs_own_words_stand_at_the_racer_and_the_others_run():
    at = visit("optimizers", racers="SGD(lr=0.1); SGD(lr=0.1, nesterov=True)")
    assert "Nesterov momentum requires a momentum" in at.error[0].value
    assert labels(at) == ["SGD(lr=0.1)"]
    at.pills(key="racer").select(1).run()
    at.number_input(key=newest(at, "racing momentum")).set_value(0.9).run()
    assert not at.error
    assert labels(at)[1] == "SGD(lr=0.1, momentum=0.9, nesterov=True)"


@pytest.mark.parametrize(
    "query",
    [
        {"racers": "SGD(lr=1e9); SGD(lr=nan); SGD(lr=0)"},
        {"racers": "![x](http://elsewhere/x.png); **(; ;;"},
        {"racers": ""},
        {"racers": "SGD;" * 400},
        {"surface": "nowhere", "x0": "1e9", "y0": "x", "steps": "-3", "noise": "inf", "noise_seed": "99999999999"},
        {"racers": "LBFGS(max_iter=50)", "noise": "1000", "surface": "kink", "steps": "60"},
    ],
)
def test_absurd_links_are_told_and_never_break_the_page(query):
    at = visit("optimizers", "ja", **query)
    assert at.error or at.info or race(at)["racers"]
    assert "elsewhere/x.png)" not in words(at).replace("\\", "") or "\\" in words(at)


def test_divergence_is_told():
    at = visit("optimizers", racers="SGD(lr=0.6); SGD(lr=0.1)", steps="200")
    first, second = race(at)["racers"]
    assert first["ended"].startswith("diverged")
    assert first["steps"] < 200
    assert not second["ended"]


def test_the_code_and_the_way_to_a_training():
    at = visit("optimizers", racers="SGD(lr=0.1, momentum=0.9); LBFGS(lr=1.0)")
    at.session_state["optimizers listing"] = True
    at.run()
    assert "torch.optim.SGD([w], lr=0.1, momentum=0.9)" in at.code[0].value
    [link] = at.get("page_link")
    assert not link.proto.disabled
    assert "SGD.momentum=0.9" in link.proto.query_string
    at.pills(key="racer").select(1).run()
    [link] = at.get("page_link")
    assert link.proto.disabled
