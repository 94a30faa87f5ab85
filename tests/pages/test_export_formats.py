"""Other formats of a network, on a page whose lanes have children that convert nothing."""

import json
import sys
from pathlib import Path

import pytest

from playground.asking.small import SMALL
from playground.exporting.formats import FORMATS
from playground.exporting.jobs import BRANCH, work
from playground.exporting.measured import BATCH_SIZES, Compared, Measured, Spread
from playground.exporting.untrained import untrained
from playground.jobs import Lane
from tests.waiting import until

from .visiting import html, visit, words

STRANGER = "a-visitor-without-any-network"
OLD = "`torch.jit.trace` is deprecated. Please switch to `torch.export`."


def spread(median: float) -> Spread:
    return Spread(median, 0.9 * median, 1.1 * median, 5)


def good(name: str, one: float, difference: float = 0.0, **more: object) -> Measured:
    compared = tuple(Compared(size, difference) for size in BATCH_SIZES)
    times = {"load": spread(1e-3), "one": spread(one), "many": spread(2e-3)}
    return Measured(name, size=20_000, compared=compared, largest=1.0, **times, **more)


FOUND = (
    good("state_dict", 2e-4),
    Measured("export", words="Could not guard on data-dependent expression"),
    good("trace", 1e-4, deprecated=(OLD,), doubts=("A Python boolean",), operations=("aten.linear",)),
    good("script", 3e-4, difference=0.25),
    good("onnx", 5e-5, difference=2e-7, checked="IR 10, opset 20", operations=("Gemm",) * 20),
)


def child(name: str, lines: list[dict], end: str = "") -> Lane:
    """Return a lane whose child tells these lines."""
    told = "\n".join(map(json.dumps, lines))
    code = f"import sys; print({told!r}, flush=True); {end}"
    return Lane(name, limit_seconds=60, kept=4, command=lambda work: [sys.executable, "-c", code])


def told(found: tuple[Measured, ...]) -> list[dict]:
    return [line for each in found for line in ({"begins": each.name}, {"measured": each.as_json()})]


def opened(language: str = "en"):
    return visit("export", language, visitor=STRANGER, part="formats")


@pytest.fixture
def made():
    """The work on the network that a visitor without any sees."""
    return work(untrained(SMALL["digits"].config), None)


def converted(lane: Lane, made, language: str = "en"):
    at = opened(language)
    at.button(key="convert formats").click().run()
    until(lambda: (job := lane.get(made)) and job.over)
    return at.run()


@pytest.mark.parametrize(("language", "said"), [("en", "without the class"), ("ja", "クラスは不要")])
def test_before_anything_is_converted_the_formats_and_their_code_are_shown(use, language, said):
    use(child("measurements", []))
    at = opened(language)
    assert not at.error
    assert all(row.file in html(at) for row in FORMATS.values())
    assert said in html(at)
    assert "def save_state_dict(" in at.code[0].value
    at = at.button_group(key="format").select("onnx").run()
    assert 'save_onnx(model, example, "model.onnx")' in at.code[0].value


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_was_measured_is_told_in_words_and_bars(use, made, language):
    lane = use(child("measurements", told(FOUND)))
    at = converted(lane, made, language)
    assert not at.exception
    drawn, said = html(at), words(at)
    assert "90.0 µs – 110 µs" in drawn
    same = {
        "en": (
            "the same, bit for bit",
            "not the same: up to 2.5e-01 off",
            "at most 2.0e-07 off",
            "refuses",
            "deprecated",
        ),
        "ja": ("1 ビットも違わず同じ", "同じではない（差は最大 2.5e-01）", "差は最大 2.0e-07", "断りました", "非推奨"),
    }
    assert all(text in drawn for text in same[language])
    if language == "en":
        assert "`ONNX` was the fastest: the network in Python took 4.0 times as long" in said
        assert "`torch.jit.trace`: still found in much code" in said


def test_each_format_says_what_pytorch_says_of_it_and_gives_its_file(use, made):
    lane = use(child("measurements", told(FOUND)))
    at = converted(lane, made)
    Path(made.arguments[0], "model.onnx").write_bytes(b"onnx")
    at = at.button_group(key="format").select("trace").run()
    assert OLD in at.warning[0].value
    assert "A Python boolean" in at.info[-1].value
    at = at.button_group(key="format").select("export").run()
    assert "data-dependent" in at.code[0].value
    at = at.button_group(key="format").select("onnx").run()
    assert "found nothing wrong: IR 10, opset 20" in at.success[0].value
    assert "**20 operations**" in words(at)
    assert "and 6 more" in words(at)
    [button] = [each for each in at.get("download_button") if each.key == "format file onnx"]
    assert not button.proto.disabled


def test_it_tells_how_far_it_is_and_can_be_stopped(use, made):
    lines = [*told(FOUND[:1]), {"begins": "export"}]
    lane = use(child("measurements", lines, end="sys.stdin.read()"))
    at = opened()
    at.button(key="convert formats").click().run()
    until(lambda: len(lane.get(made).lines) == len(lines))
    at.run()
    assert "torch.export is made, read again" in at.get("progress")[0].proto.text
    assert "19.5 KiB" in html(at)
    at.button(key="stop convert formats").click().run()
    until(lambda: lane.get(made).over)
    at.run()
    assert "stopped before its end" in words(at)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_visitor_guesses_what_a_trace_answers_and_sees_it(use, language):
    right = {"above": [0.5, 1.0, 1.5], "below": [-10.0, -20.0, -30.0], "words": "", "code": "def forward"}
    right |= {"deprecated": [], "doubts": []}
    wrong = right | {"below": [-0.5, -1.0, -1.5], "doubts": ["A Python boolean"], "deprecated": [OLD]}
    other = wrong | {"above": [10.0, 20.0, 30.0], "below": right["below"]}
    refused = right | {"above": [], "below": [], "words": "data-dependent", "code": ""}
    lines = [{"way": i, **each} for i, each in enumerate([right, wrong, other, right, refused, right])]
    lane = use(child("examples", lines))
    at = opened(language)
    assert at.button(key="branch").disabled
    at = at.button_group(key="branch.expected").select("[-10, -20, -30]").run()
    at.button(key="branch").click().run()
    until(lambda: (job := lane.get(BRANCH)) and job.over)
    at.run()
    assert not at.exception
    assert html(at).count({"en": " wrong</span>", "ja": " 誤り</span>"}[language]) == 2
    assert {"en": "refused", "ja": "拒否"}[language] in html(at)
    assert "`[-0.5, -1, -1.5]`" in words(at)
    at.session_state["branch closely"] = True
    at.run()
    assert OLD in words(at)
