"""The descent page, without a browser."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from playground.autograd.descent_presets import LANDSCAPES, PRESETS, STEPS
from playground.translations import LANGUAGES

from .visiting import html, newest, title, visit, words

Figure = dict


def drawing(at: AppTest) -> Figure:
    """Return the figure that is shown, and its text alternative."""
    found = [json.loads(element.proto.json) for element in at.get("bidi_component") if element.proto.json]
    [data] = [data for data in found if "figure" in data]
    return data


def walked(at: AppTest) -> list[float]:
    """Return x of every place so far."""
    return drawing(at)["figure"]["data"][-1]["x"]


def plain(at: AppTest) -> str:
    return re.sub("<.*?>", "", html(at))


def press(at: AppTest, *keys: str) -> AppTest:
    for key in keys:
        at.button(key=key).click().run()
        assert not at.exception
    return at


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_visit_shows_the_slope_and_where_the_next_step_leads(language):
    at = visit("descent", language)
    assert "−0.1 × 5 = −0.5" in plain(at)
    assert "−2.5" in plain(at)
    assert "−2.25" in plain(at)
    assert (
        "移動量" if language == "ja" else "By the tangent, f would change by −2.5; it will really change by −2.25."
    ) in plain(at)
    assert walked(at) == [2.5]
    assert ("接線で予測した" if language == "ja" else "df/dx = 5") in drawing(at)["alt"]
    assert at.button(key="back").disabled


def test_steps_forth_and_back_and_the_link_carries_them():
    at = press(visit("descent"), "take", "take", "take", "back")
    assert walked(at) == pytest.approx([2.5, 2.0, 1.6])
    assert at.query_params["steps"] == "2"
    press(at, "ten", "ten")
    assert len(walked(at)) == 23
    press(at, "again")
    assert walked(at) == [2.5]
    assert "steps" not in at.query_params


def test_there_is_an_end_and_it_is_told():
    at = visit("descent", steps=str(STEPS - 4))
    press(at, "ten")
    assert at.slider(key="steps").value == STEPS
    assert at.button(key="take").disabled
    assert "100 steps are the most here." in words(at)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(len(PRESETS)))
def test_a_preset_fills_the_controls_and_stays_marked_on_the_way(number, language):
    at = press(visit("descent", language), "take")
    at.pills(key="descent preset").select(number).run()
    preset = PRESETS[number]
    assert at.text_input(key="f").value == preset.f
    assert at.number_input(key="lr").value == preset.lr
    assert at.slider(key="steps").value == 0 or preset is PRESETS[0]
    press(at, "ten")
    assert at.pills(key="descent preset").value == number
    again = visit("descent", language, **{name: str(value) for name, value in preset.state.items() if name != "y0"})
    assert again.pills(key="descent preset").value == number or "y" in preset.f


@pytest.mark.parametrize("number", range(len(LANDSCAPES)))
def test_every_function_can_be_chosen_and_walked_down(number):
    at = visit("descent")
    at.selectbox(key=newest(at, "landscape")).select_index(number).run()
    row = LANDSCAPES[number]
    assert at.text_input(key="f").value == row.text
    assert [at.number_input(key=key).value for key in ("x0", "y0")[: len(row.start)]] == list(row.start)
    press(at, "ten")
    assert len(walked(at)) == 11
    assert not at.error


def test_a_link_opens_two_variables_as_they_were_left():
    at = visit("descent", f="0.1*x**2 + 2*y**2", x0="-2.5", lr="0.45", steps="6")
    assert at.pills(key="descent preset").value == len(PRESETS) - 1
    assert walked(at)[-1] == pytest.approx(-2.5 * 0.91**6)
    assert "zigzag" in words(at)
    assert "∂f/∂y" in plain(at)


@pytest.mark.parametrize(("function", "moves"), [("x**2", ("dx",)), ("x**2 + y**2", ("dx", "dy"))])
def test_the_learners_own_step_is_tried_and_taken(function, moves):
    at = visit("descent", f=function, own="true", steps="2")
    for move in moves:
        at.slider(key=move).set_value(1.0).run()
    assert "your step" in plain(at)
    press(at, "there")
    assert at.number_input(key="x0").value == pytest.approx(2.6)
    assert walked(at) == pytest.approx([2.6])


def test_the_own_step_beyond_all_bounds_is_no_harm():
    at = visit("descent", f="x**2", own="true", x0="1000000")
    at.slider(key="dx").set_value(3.0).run()
    press(at, "there")
    assert at.number_input(key="x0").value == 1e6


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("", "Write a function of x"),
        ("x**", "cannot be read"),
        ("sin(x)", "catalogue"),
        ("y", "does not depend on x"),
        ("torch.stack([x, x])", "f must be one number"),
        ("x * 1j", "f must be a real number"),
        ("torch.rand(()) * x", "f draws random numbers"),
        ("__import__('os')", "underscores|does not depend"),
        ("x" * 5000, "at most 200"),
    ],
)
def test_a_mistake_is_told_and_the_last_view_stays(function, said):
    at = press(visit("descent"), "take")
    before = drawing(at)
    at.text_input(key="f").set_value(function).run()
    assert not at.exception
    assert re.search(said, at.error[0].value.replace("\\", ""))
    assert drawing(at) == before
    assert not visit_with_mistake(function).exception


def visit_with_mistake(function: str) -> AppTest:
    at = visit("descent", "ja", f=function)
    assert at.error or not function  # nothing in the link is no mistake
    assert walked(at)
    return at


@pytest.mark.parametrize(
    ("key", "value", "said"), [("x0", 1e30, "x0 is 1e+30"), ("lr", -5.0, "lr is -5.0"), ("lr", 1e9, "lr is 1000000000")]
)
def test_a_number_out_of_reach_is_told_and_the_last_one_stays(key, value, said):
    at = visit("descent")
    before = drawing(at)
    at.number_input(key=key).set_value(value).run()
    assert said in at.error[0].value.replace("\\", "")
    assert drawing(at) == before
    at.number_input(key=key).set_value(None).run()
    assert not at.error


@pytest.mark.parametrize(
    "query",
    [
        {"steps": "5000"},
        {"steps": "x"},
        {"x0": "nan"},
        {"x0": "1e999"},
        {"lr": "inf"},
        {"own": "maybe"},
        {"dx": "99", "own": "true"},
        {"f": "<script>alert(1)</script>"},
        {"f": "x**2", "x0": "x" * 1000},
    ],
)
def test_a_wrong_link_still_shows_a_descent(query):
    assert walked(visit("descent", **query))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"lr": "1.05", "steps": "10"}, "f has grown 10 times in a row"),
        ({"f": "x**4", "lr": "1", "steps": "30"}, "f is no finite number any more"),
        ({"f": "torch.log(x)", "x0": "-1"}, "At the start f is nan"),
        ({"lr": "0"}, "nothing moves"),
        ({"f": "x**3", "x0": "0", "steps": "3"}, "exactly 0"),
    ],
)
def test_what_goes_wrong_is_said(query, said):
    at = visit("descent", **query)
    assert said in words(at)
    assert "nan" not in json.dumps(drawing(at)["figure"]).lower()
    assert "infinity" not in json.dumps(drawing(at)["figure"]).lower()


def test_what_is_taken_home_is_what_ran():
    at = visit("descent", f="x**4 - 3*x**2 + x", x0="2", lr="0.02", steps="3")
    at.session_state["descent listing"] = True
    at.run()
    assert "for step in range(3):" in at.code[0].value
    assert "x -= 0.02 * x.grad" in at.code[0].value


def test_switching_the_language_keeps_the_descent():
    at = press(visit("descent", f="x**2 - y**2", x0="2", y0="0.01", lr="0.2"), "take", "take")
    before = walked(at)
    at.segmented_control(key="language").select("ja").run()
    assert title(at) == "勾配の一歩"
    assert walked(at) == before
