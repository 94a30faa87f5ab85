"""The speed of loading, on a page whose lane has children that measure nothing."""

import json
import sys

import pytest
import torch

from playground.datasets.loading import BATCH_SIZES, COSTS
from playground.datasets.loading.jobs import work
from playground.jobs import Lane
from playground.ui import loading
from tests.waiting import until

from .visiting import VISITOR, html, visit, words


def child(speeds: dict[int, float], end: str = "") -> Lane:
    """Return a lane whose child tells these samples a second for each number of workers."""
    lines = [
        {"workers": workers, "batch_size": size, "median": rate, "lower": 0.9 * rate, "upper": 1.1 * rate}
        | {"start": 0.05, "again": 0.002, "others": 0.0}
        for workers, rate in speeds.items()
        for size in BATCH_SIZES
    ]
    told = "\n".join(json.dumps(line) for line in lines)
    command = [sys.executable, "-c", f"import sys; print('''{told}''', flush=True); {end}"]
    return Lane("measurements", limit_seconds=60, kept=4, command=lambda work: command)


@pytest.fixture
def use(use, monkeypatch):
    """Let the page use another lane on a machine that bears two workers."""
    monkeypatch.setattr(loading, "worker_counts", lambda: (0, 1, 2))
    monkeypatch.setattr("playground.datasets.loading.jobs.worker_counts", lambda: (0, 1, 2))
    return use


def job(lane: Lane):
    return lane.get(work(COSTS["decode"]))


def guessed(language: str = "en", label: str = "2"):
    at = visit("dataloader", language, view="num_workers")
    return at.button_group(key="decode.expected").select(label).run()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_was_measured_is_told_with_what_follows(use, language):
    lane = use(child({0: 1000, 1: 1000, 2: 1900}))
    at = guessed(language)
    assert lane.idle()
    at.button(key="measure").click().run()
    until(lambda: job(lane).over)
    at.run()
    assert not at.exception
    if language == "en":
        assert "num_workers=2 is the fastest: 1,900 samples a second, 1.9 times as many" in words(at)
        assert at.success[0].value == "You expected `2`, and so it is."
    else:
        assert "num_workers=2 がいちばん速く、毎秒 1,900 サンプルでした。" in words(at)
    assert "1,710 – 2,090" in html(at)
    assert "def __getitem__" in at.code[0].value
    assert "for workers in (0, 1, 2):" in at.code[1].value


def test_it_can_be_stopped_and_keeps_what_was_measured(use):
    lane = use(child({0: 1000}, end="sys.stdin.read()"))
    at = guessed()
    at.button(key="measure").click().run()
    until(lambda: len(job(lane).lines) == len(BATCH_SIZES))
    at.run().button(key="stop measure").click().run()
    until(lambda: job(lane).over)
    at.run()
    assert "stopped before its end" in at.warning[0].value
    assert "900 – 1,100" in html(at)


def test_nothing_is_measured_before_the_guess_and_wrong_links_are_the_default(use):
    lane = use(child({0: 1000}))
    at = visit("dataloader", view="num_workers", cost="eval(1)")
    assert at.button(key="measure").disabled
    assert at.button_group(key="cost").value == "decode"
    assert "guess" in at.info[0].value
    assert lane.idle()


def test_memory_is_pinned_only_where_there_is_a_gpu(use, monkeypatch):
    use(child({0: 1000}))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    at = visit("dataloader", view="num_workers")
    assert "none that PyTorch can use" in words(at)
    assert not [toggle for toggle in at.toggle if toggle.key == "loading.pin_memory"]
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    at = visit("dataloader", view="num_workers")
    at.toggle(key="loading.pin_memory").set_value(True).run()
    assert "measured(data, batch_size, workers, True, " in at.code[1].value


def test_where_a_measurement_is_shared_it_is_measured_once(use):
    lane = use(child({0: 1000}, end="sys.stdin.read()"))
    guessed().button(key="measure").click().run()
    at = visit("dataloader", visitor="another-another-another", view="num_workers")
    at.button_group(key="decode.expected").select("?").run()
    assert job(lane).watchers == {VISITOR, "another-another-another"}
    assert at.button(key="stop measure").disabled
