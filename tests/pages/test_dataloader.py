"""The DataLoader page: what changes the map, what PyTorch refuses, weights, words of unequal length."""

import json

import pytest

from playground.translations import LANGUAGES

from .visiting import html, visit, words


def maps(at) -> list[dict]:
    """Return the head of what each map of the page was given to draw."""
    found = [element.proto.bytes for element in at.get("bidi_component")]
    return [
        json.loads(each[4 : 4 + int.from_bytes(each[:4], "little")]) for each in found if each[:1] not in (b"", b"{")
    ]


def boxes(at) -> str:
    return "\n".join(box.value for box in (*at.error, *at.warning)).replace("\\", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_newcomer_sees_three_epochs_and_the_arithmetic(language):
    at = visit("dataloader", language)
    [shown] = maps(at)
    assert (shown["batches"], shown["used"], shown["epochs"]) == (29, 1797, 3)
    assert "1,797 ÷ 64 = 28.08" in html(at)
    assert "28 × 64 + 1 × 5 = <b>1,797</b>" in html(at)
    assert not at.error
    assert not at.warning


def test_settings_change_the_map_and_what_does_not_fit_is_mended_with_a_click():
    at = visit("dataloader")
    before = maps(at)[0]["id"]
    at.toggle(key="drop_last").set_value(True).run()
    assert "28 × 64 = <b>1,792</b>; drop_last leaves out the other 5" in html(at)
    assert (maps(at)[0]["left"], maps(at)[0]["batches"]) == (5, 28)
    at.number_input(key="seed").set_value(1).run()
    assert maps(at)[0]["id"] != before
    good = maps(at)[0]["id"]
    at.selectbox(key="sampler").select("WeightedRandomSampler").run()
    assert "sampler option is mutually exclusive with shuffle" in boxes(at)
    assert maps(at)[0]["id"] == good  # the last that there was
    at.button(key="mend").click().run()
    assert not at.error
    assert at.toggle(key="shuffle").value is False
    at.text_input(key="class_weights").set_value("1, 2").run()
    assert "class_weights needs one for each of the 10 classes" in boxes(at)
    at.text_input(key="class_weights").set_value("one").run()
    assert "write a number for each class" in boxes(at)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"prefetch_factor": "2"}, "prefetch_factor option could only be specified in multiprocessing"),
        ({"persistent_workers": "true"}, "persistent_workers option needs num_workers > 0"),
        ({"batch_size": "0"}, "batch_size should be a positive integer value"),
        ({"data": "numbers", "numbers.n": "0"}, "the data set is empty"),
        ({"batch_size": "2000", "drop_last": "true"}, "There is no batch at all"),
        ({"batch_size": "2000"}, "all 1,797 samples come in one batch"),
    ],
)
def test_bad_input_is_said_in_words(query, said):
    assert said in boxes(visit("dataloader", **query))


def test_sixty_thousand_samples_are_drawn():
    at = visit("dataloader", data="numbers", batch_size="1", epochs="20", **{"numbers.n": "60000"})
    assert (maps(at)[0]["batches"], maps(at)[0]["epochs"]) == (60_000, 4)
    assert "the map shows the first 4" in boxes(at)
    assert "20 × 60,000 = <b>1,200,000</b> iterations" in html(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_weights_are_seen_before_and_after(language):
    at = visit("dataloader", language, view="weights", data="moons")
    before, after = maps(at)
    assert before["id"] != after["id"]
    assert before["accent"] == 1
    assert "9.1 %" in html(at)
    at.button_group(key="WeightedRandomSampler.weights").select("class_weights").run()
    assert ("only the first 2 can come" if language == "en" else "最初の 2 個だけ") in boxes(at)
    at.number_input(key="rare").set_value(7).run()
    assert ("no class 7 in moons" if language == "en" else "クラス 7 がありません") in boxes(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_unequal_length_fail_and_are_padded(language):
    at = visit("dataloader", language, view="collate_fn")
    assert "stack expects each tensor to be equal size, but got [4] at entry 0 and [8] at entry 1" in boxes(at)
    at.text_input(key="words").set_value("one two six").run()
    assert not at.error
    assert at.success
    at.toggle(key="enforce_sorted").set_value(True).run()
    assert not at.error
    at.text_input(key="words").set_value("a bc").run()
    assert "must be sorted in decreasing order" in boxes(at)
    at.text_input(key="words").set_value(" ").run()
    assert ("There are no words" if language == "en" else "単語がありません") in boxes(at)
    assert words(at)


@pytest.mark.parametrize(
    "query", [{"view": "eval(1)"}, {"data": "../etc"}, {"sampler": "x" * 5000}, {"batch_size": "-1"}]
)
def test_a_wrong_link_shows_what_a_newcomer_sees(query):
    at = visit("dataloader", **query)
    assert maps(at)[0]["batches"] == 29
    assert not at.error
