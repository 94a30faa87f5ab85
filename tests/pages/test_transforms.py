"""The transforms page, without a browser."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from playground.datasets.transforms import PRESETS, fresh, parse
from playground.translations import LANGUAGES

from .visiting import html, newest, visit, words

CHAIN = "Resize(size=32),RandomRotation(degrees=30.0),ToImage()"


def components(at: AppTest) -> list[dict]:
    return [json.loads(element.proto.json) for element in at.get("bidi_component") if element.proto.json]


def film(at: AppTest) -> list[dict]:
    """Return the cards of the strip."""
    [data] = [data for data in components(at) if "film" in data]
    return json.loads(data["film"])


def titles(at: AppTest) -> list[str]:
    return [card["title"] for card in film(at)][1:]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_visit_shows_the_steps_with_their_pictures_and_several_draws(language):
    at = visit("transforms", language)
    assert titles(at) == [f"{place} {step.name}" for place, step in enumerate(parse(PRESETS[0].chain), 1)]
    assert all(card["src"].startswith("data:image/") for card in film(at))
    assert film(at)[0]["title"] == ("元の画像" if language == "ja" else "the picture")
    assert html(at).count("<img") == 8
    assert ("8 回" if language == "ja" else "**8 draws**") in words(at)
    assert at.pills(key="transforms preset").value == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wrong_order_is_told_and_mended(language):
    at = visit("transforms", language)
    at.pills(key="transforms preset").select(2).run()
    assert [card["state"] for card in film(at)] == ["done", "done", "done", "broken", "later"]
    assert "Input tensor should be a float tensor" in at.error[0].value
    assert ("小数" if language == "ja" else "decimals") in at.error[0].value
    at.button(key="mend 0").click().run()
    assert not at.error
    assert titles(at) == ["1 ToImage", "2 Resize", "3 ToDtype", "4 Normalize"]
    assert at.query_params["chain"] == at.text_input(key="chain").value
    at = visit("transforms", language, chain=at.text_input(key="chain").value)
    assert titles(at)[-1] == "4 Normalize"


def test_a_transform_is_added_behind_the_chosen_step_and_its_controls_change_the_chain():
    at = visit("transforms", chain=CHAIN)
    at.selectbox(key=newest(at, "add a transform")).select("GaussianBlur").run()
    assert titles(at) == ["1 Resize", "2 GaussianBlur", "3 RandomRotation", "4 ToImage"]
    at.number_input(key="1 GaussianBlur kernel_size").set_value(9).run()
    at.slider(key="1 GaussianBlur sigma").set_range(1.0, 3.0).run()
    assert "GaussianBlur(kernel_size=9,sigma=(1.0,3.0))" in at.text_input(key="chain").value
    assert film(at)[2]["settings"] == "kernel_size=9, sigma=(1.0,3.0)"
    assert at.selectbox(key=newest(at, "add a transform")).value is None


def test_what_an_argument_cannot_be_is_told_and_the_chain_stays():
    at = visit("transforms", chain=CHAIN)
    for wrong in ("30000", "a", "1, 2, 3", "1e400"):
        at.text_input(key="0 Resize size").set_value(wrong).run()
        assert "size is" in at.error[0].value
        assert at.text_input(key="chain").value == CHAIN
    at.text_input(key="0 Resize size").set_value("20, 30").run()
    assert not at.error
    assert "Resize(size=(20,30))" in at.text_input(key="chain").value
    at.text_input(key="0 Resize size").set_value("").run()
    assert at.text_input(key="chain").value.startswith("Resize(size=64)")


def test_a_chain_that_cannot_be_read_is_told_and_the_last_one_stays():
    at = visit("transforms", chain=CHAIN)
    before = film(at)
    for chain in ("Resize(size=64", "Resize(size=30000)", "<script>alert(1)</script>", "os.system(1)", "~" * 99):
        at.text_input(key="chain").set_value(chain).run()
        assert not at.exception
        assert at.error
        assert film(at) == before
    assert titles(visit("transforms", "ja", chain="Resize(size=-1)"))


def test_an_empty_chain_shows_the_picture():
    at = visit("transforms")
    at.text_input(key="chain").set_value("").run()
    assert not at.exception
    assert len(film(at)) == 1
    at.selectbox(key=newest(at, "add a transform")).select("ToImage").run()
    assert titles(at) == ["1 ToImage"]


def test_drawing_again_takes_the_next_seed_and_other_pictures():
    at = visit("transforms", chain=CHAIN)
    before = film(at)
    at.button(key="draw again").click().run()
    assert at.query_params["seed"] == "1"
    assert film(at)[1] == before[1]
    assert film(at)[2]["src"] != before[2]["src"]


def test_from_a_late_digit_to_the_photos():
    at = visit("transforms", pictures="digits", index="1796", chain="ToImage()")
    assert film(at)[0]["crisp"]
    at.segmented_control(key="pictures").select("photos").run()
    assert not at.exception
    assert at.number_input(key="index").value == 1
    assert "flower" in html(at)


def test_the_target_is_shown_and_too_few_classes_are_told():
    at = visit("transforms", index="1")
    assert ">1</span>" in html(at)
    at.number_input(key="num_classes").set_value(1).run()
    assert "num_classes of at least 2" in at.error[0].value
    at.segmented_control(key="target").select("None").run()
    assert not at.error


def test_the_chain_is_full_at_twelve_steps():
    at = visit("transforms", chain=",".join(["RandomHorizontalFlip()"] * 12))
    assert at.selectbox(key=newest(at, "add a transform")).disabled


def test_what_is_taken_home_is_what_ran():
    at = visit("transforms", chain=CHAIN, seed="3")
    at.session_state["transforms listing"] = True
    at.run()
    assert "        v2.RandomRotation(degrees=30.0),\n" in at.code[0].value
    assert "torch.manual_seed(3)" in at.code[0].value


def test_every_transform_can_be_looked_at():
    at = visit("transforms", chain="ToImage()")
    for name in ("RandomAffine", "ColorJitter", "RandomCrop", "AutoAugment", "RandomZoomOut", "ElasticTransform"):
        at.text_input(key="chain").set_value(str(fresh(name))).run()
        assert not at.exception
        assert titles(at) == [f"1 {name}"]
        assert at.text_input(key="chain").value == str(fresh(name))
