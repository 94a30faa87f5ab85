"""The page on optimizers beyond the surface: network, rates, groups, clipping; with children that train nothing."""

import json
import sys
import time

import pytest

from playground.jobs import LANES, Lane
from playground.optimization import network_race, rates
from playground.optimization.network_presets import PRESETS
from playground.optimization.racers import read
from playground.translations import LANGUAGES

from .visiting import html, visit, words

RUNS = [
    {"racer": racer, "seed": seed, "losses": [2.5, 1.0], "loss": loss, "accuracy": 0.9, "refused": ""}
    for seed in range(3)
    for racer, loss in enumerate((0.3, 0.1, 2.4))
]
TRIED = [
    {"racer": racer, "lr": lr, "losses": [0.1 if lr == 0.1 else 2.4 if lr < 10 else None]}
    for racer in range(3)
    for lr in rates.RATES
]


@pytest.fixture
def telling(monkeypatch):
    """Return a function that gives the lane a child which tells these lines."""
    lanes = []

    def use(lines: list[dict]) -> Lane:
        child = f"import json\nfor line in json.loads({json.dumps(lines)!r}):\n    print(json.dumps(line))"
        lane = Lane("races", limit_seconds=60, kept=8, command=lambda work: [sys.executable, "-c", child])
        monkeypatch.setitem(LANES, "races", lane)
        lanes.append(lane)
        return lane

    yield use
    for lane in lanes:
        lane.close()


def settled(at, lane: Lane):
    """Run the page again when its work is over."""
    until = time.monotonic() + 30
    while not lane.idle():
        assert time.monotonic() < until
        time.sleep(0.02)
    return at.run()


def figures(at) -> list[dict]:
    found = [json.loads(element.proto.json) for element in at.get("bidi_component") if element.proto.json]
    return [each for each in found if "figure" in each]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_race_on_the_network_begins_by_itself_and_tells_who_learned_best(telling, language):
    lane = telling(RUNS)
    at = settled(visit("optimizers", language, view="network"), lane)
    assert at.pills(key="network preset").value == 0
    [drawn] = figures(at)
    assert [line["name"] for line in drawn["figure"]["data"] if "name" in line] == PRESETS[0].racers.split("; ")
    told = words(at)
    assert "SGD(lr=0.1, momentum=0.9)" in told
    assert ("below all others" if language == "en" else "すべてを下回って") in told
    assert "90.0 %" in html(at)
    assert not at.error


def test_what_pytorch_refuses_while_it_trains_is_told(telling):
    lane = telling([run | {"loss": None, "refused": "too large [really]"} for run in RUNS if run["racer"] == 0])
    at = settled(visit("optimizers", view="network"), lane)
    assert "does not accept these settings" in words(at)
    assert "too large" in words(at)


def test_other_settings_wait_for_the_button(telling):
    lane = telling(RUNS)
    at = visit("optimizers", view="network", seeds="5", racers="SGD(lr=0.1); Foo()")
    assert "Foo" in words(at)  # told, and the other starts
    asked = network_race.work([read("SGD(lr=0.1)")[0].racer], network_race.Training(seeds=5))
    assert lane.get(asked) is None
    at.button(key="begin race").click().run()
    assert lane.get(asked) is not None


def test_too_long_a_race_and_an_empty_one_are_told(telling):
    telling(RUNS)
    at = visit("optimizers", view="rates", epochs="10", seeds="5", batch_size="32")
    assert "Take fewer racers" in words(at)
    at.text_input(key="racers").set_value("").run()
    assert "Nobody can start" in words(at)


def test_the_rates_are_told_in_words(telling):
    lane = telling(TRIED)
    at = settled(visit("optimizers", view="rates"), lane)
    assert "**SGD** learns best at lr=0.1 (loss 0.1)" in words(at)
    assert "At 0.3 it is no better than guessing, or diverges" in words(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_show_which_parameter_has_which_decay(language):
    at = visit("optimizers", language, view="groups")
    assert html(at).count("<b>0</b>") == 4  # the norm's two and the biases
    at.toggle(key="decay_norms_and_biases").set_value(True).run()
    assert html(at).count("<b>0</b>") == 0
    assert not at.error


def test_clipping_follows_its_controls():
    at = visit("optimizers", view="clipping")
    assert "the direction turns" in words(at)
    at.number_input(key="max_norm").set_value(1000.0).run()
    at.number_input(key="clip_value").set_value(1000.0).run()
    assert "neither kind of clipping changes it" in words(at)
    assert len(figures(at)) == 2


def test_an_unknown_view_shows_the_surface():
    at = visit("optimizers", view="nonsense")
    assert at.pills(key="race preset").value == 0
