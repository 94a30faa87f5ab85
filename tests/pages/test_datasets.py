"""The data-set page, without a browser."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from playground.datasets import DATASETS
from playground.datasets.presets import PRESETS
from playground.translations import LANGUAGES
from playground.ui.datasets import CHOICES, DEFAULTS

from .visiting import html, visit, words

VIEWS = ("samples", "statistics", "split", "code")


def figures(at: AppTest) -> list[dict]:
    found = [json.loads(element.proto.json) for element in at.get("bidi_component") if element.proto.json]
    return [data["figure"] for data in found if "figure" in data]


def pictures(at: AppTest) -> list[str]:
    """Return the captions of the pictures that are shown."""
    return re.findall(r"<figcaption.*?>(.*?)</figcaption>", html(at))


def code(at: AppTest) -> str:
    return "\n".join(element.value for element in at.code)


@pytest.mark.parametrize(
    ("language", "names"), [("en", ("digits", "waves")), ("ja", ("circles", "line", "characters"))]
)
def test_every_kind_can_be_seen_in_every_view(language, names):
    at = visit("datasets", language)
    for name in names:
        at.selectbox(key="data").set_value(name).run()
        for view in VIEWS:
            at.segmented_control(key="view").set_value(view).run()
            assert not at.exception
            assert not at.error
        assert f"class {DATASETS[name].make.__name__}" in code(at)


def test_the_first_visit_shows_a_page_of_digits_and_one_of_them_as_a_tensor():
    at = visit("datasets")
    assert pictures(at)[:12] == list("012345678901")
    assert len(pictures(at)) == 61
    assert ">>> inputs, target = data[0]\n>>> inputs\ntensor([[[0.0000, 0.0000, 0.3125" in code(at)
    assert code(at).endswith(">>> target\ntensor(0)")
    assert "1 to 60 of 1,797" in words(at)


def test_one_class_alone_and_its_last_page():
    at = visit("datasets", **{"digits.class": "8", "digits.page": "3", "index": "8"})
    assert set(pictures(at)[:-1]) == {"8"}
    assert len(pictures(at)) == 174 - 120 + 1
    assert "121 to 174 of 174" in words(at)


def test_a_link_that_asks_for_too_much_begins_at_the_beginning():
    query = {"index": "99999", "digits.page": "500", "digits.class": "eleven", "view": "nothing"}
    at = visit("datasets", **query)
    assert "data[0]" in code(at)
    assert len(pictures(at)) == 61


def test_a_preset_fills_the_controls_and_the_link():
    at = visit("datasets")
    number = next(i for i, preset in enumerate(PRESETS) if preset.name == "Noisy sine")
    at.pills(key="data preset").set_value(number).run()
    assert not at.exception
    assert at.number_input(key="waves.noise").value == 0.2
    assert at.query_params["data"] in ("waves", ["waves"])
    assert words(at).count("no network can predict the noise") == 1


def test_every_preset_names_controls_that_there_are():
    for preset in PRESETS:
        assert set(preset.state) <= set(DEFAULTS)
        row = CHOICES[preset.state["data"]]
        given = {key.split(".")[1]: value for key, value in preset.state.items() if "." in key}
        assert row.complete(given, row.name).items() >= given.items()


def test_the_chosen_window_and_its_target_are_marked():
    at = visit("datasets", data="waves", index="42")
    [drawing] = figures(at)
    series, window, target = drawing["data"]
    assert window["y"] == series["y"][42:52]
    assert target["y"][0] == pytest.approx(series["y"][52], abs=1e-4)


def test_the_split_shows_every_sample_once():
    at = visit("datasets", data="spirals", view="split", validation_fraction="0.3")
    [drawing] = figures(at)
    shown = [index for trace in drawing["data"] for index in trace.get("customdata", [])]
    assert sorted(shown) == list(range(400))
    assert ">validation<br><b>120</b>" in html(at)


def test_a_part_without_samples_is_told():
    query = {"blobs.n_classes": "10", "blobs.n_samples": "100", "validation_fraction": "0.05", "test_fraction": "0.05"}
    at = visit("datasets", data="blobs", view="split", **query)
    assert "No sample is left for: validation, test" in at.error[0].value


def test_the_code_is_that_of_the_settings():
    at = visit("datasets", data="waves", view="code", **{"waves.wave": "damped", "waves.length": "20", "seed": "7"})
    assert "data = Waves(wave='damped', n_points=200, periods=5.0, noise=0.0, length=20, seed=0)" in code(at)
    assert "split_in_order(data.targets, validation_fraction=0.15, test_fraction=0.15, seed=7)" in code(at)


def test_the_settings_of_the_split_are_kept_while_another_view_is_shown():
    at = visit("datasets", view="split")
    at.number_input(key="seed").set_value(3).run()
    at.segmented_control(key="view").set_value("samples").run()
    at.segmented_control(key="view").set_value("code").run()
    assert "seed=3)" in code(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_of_ones_own(language):
    at = visit("datasets", language, data="own text")
    assert not at.error
    at.text_area(key="text").set_value("<b>&").run()
    assert not at.exception
    assert "30" in at.error[0].value
    assert len(at.info) == 1
    at.text_area(key="text").set_value("<b>fish & chips</b> " * 5).run()
    assert not at.error
    assert "&lt;b&gt;" in html(at)
    assert "<b>fish" not in html(at)


def test_what_must_be_fetched_or_brought_says_so():
    at = visit("datasets", data="MNIST")
    assert any("MNIST" in info.value for info in at.info)
    for name in ("own CSV", "own pictures"):
        at.selectbox(key="data").set_value(name).run()
        assert not at.exception
        assert "it is shown here" in words(at)


def test_a_smaller_data_set_takes_its_last_sample():
    at = visit("datasets", data="circles", index="399")
    at.number_input(key="circles.n_samples").set_value(100).run()
    assert not at.exception
    assert "data[99]" in code(at)
