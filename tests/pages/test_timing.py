"""The timing page, with a lane whose children measure nothing."""

import re
import sys

import pytest

from playground.jobs import Job, Lane
from playground.timing import COMPARISONS, DEFAULT, why_not
from playground.timing.jobs import work
from playground.translations import LANGUAGES
from tests.waiting import until

from .visiting import visit, words

VISITOR, ANOTHER = "somebody-somebody-somebody", "another-another-another"

CHILD = """\
import json, sys
lines = {lines}
for n, label, median, spread in lines:
    limits = {{"lower": median - spread, "upper": median + spread}}
    point = {{"n": n, "label": label, "median": median, "blocks": 5, "allocated": 4096 * n}}
    print(json.dumps(point | limits), flush=True)
{end}
"""


def child(speeds: dict[str, tuple[float, float]], end: str = "") -> Lane:
    """Return a line whose child tells these medians and spreads in microseconds, at every size."""
    lines = [
        (n, label, 1e-6 * median, 1e-6 * spread) for n in DEFAULT.sizes() for label, (median, spread) in speeds.items()
    ]
    command = [sys.executable, "-X", "utf8", "-c", CHILD.format(lines=lines, end=end)]
    return Lane("measurements", limit_seconds=60, kept=64, command=lambda work: command)


def job_of(lane: Lane, comparison=DEFAULT) -> Job | None:
    return lane.get(work(comparison, comparison.sizes()))


SPEEDS = {"stack": (2.0, 0.5), "cat": (2.2, 0.5), "for … cat": (50.0, 1.0)}


def guess(at, label: str = "cat"):
    return at.button_group(key="stack_cat.expected").select(label).run()


def measuring(language: str = "en", visitor: str = VISITOR):
    """Return a page whose visitor guessed and pressed the button."""
    at = guess(visit("timing", language, visitor=visitor))
    return at.button(key="measure").click().run()


def table(at) -> list[list[str]]:
    """Return the cells of the table of numbers, line by line, without its head."""
    [found] = [element.proto.body for element in at.get("html") if "pg-numbers" in element.proto.body]
    return [re.findall("<td>(.*?)</td>", re.sub("</?span.*?>", "", line)) for line in found.split("<tr")[2:]]


def finish(lane: Lane) -> None:
    until(lambda: (job := job_of(lane)) and job.over)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_newcomer_guesses_before_anything_is_measured(use, language):
    lane = use(child(SPEEDS))
    at = visit("timing", language)
    assert lane.idle()
    assert at.button(key="measure").disabled
    assert ("Read the code and guess" if language == "en" else "予想を選びましょう") in at.info[0].value
    guess(at)
    assert not at.button(key="measure").disabled
    assert lane.idle()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_measured_is_told_in_words_and_numbers(use, language):
    lane = use(child(SPEEDS))
    at = measuring(language)
    finish(lane)
    at.run()
    said = words(at)
    if language == "en":
        assert "At n = 256, `for … cat` took 25 times as long as `stack`." in said
        assert "At n = 256, `cat` took as long as `stack`: the difference is within the spread." in said
    else:
        assert "n = 256 では、`for … cat` に `stack` の 25 倍の時間がかかりました。" in said
    assert at.code[0].value == DEFAULT.setup
    assert [code.value for code in at.code[1:4]] == [each.code for each in DEFAULT.statements]
    assert "from torch.utils.benchmark import Timer" in at.code[4].value
    first, *others = table(at)
    assert first == ["256", "● stack", "2.00 µs", "1.00 MiB", "1.50 µs – 2.50 µs", "5"]
    assert len(others) == 11


def test_while_it_goes_on_it_can_be_stopped_and_begun_again(use):
    lane = use(child(SPEEDS, end="sys.stdin.read()"))
    at = measuring()
    until(lambda: len(job_of(lane).lines) == 12)
    at.run()
    assert at.button(key="measure").disabled
    at.button(key="stop measure").click().run()
    finish(lane)
    at.run()
    assert "stopped before its end" in at.warning[0].value
    assert not at.button(key="measure").disabled
    at.button(key="measure").click().run()
    assert not job_of(lane).over


def test_who_looks_at_a_measurement_waits_for_it_too_and_nobody_can_take_it_away(use):
    lane = use(child(SPEEDS, end="sys.stdin.read()"))
    measuring(visitor=ANOTHER)
    at = guess(visit("timing"))
    assert job_of(lane).watchers == {VISITOR, ANOTHER}
    assert at.button(key="stop measure").disabled


def test_what_one_visitor_stopped_another_can_begin_again(use):
    lane = use(child(SPEEDS, end="sys.stdin.read()"))
    at = measuring(visitor=ANOTHER)
    at.button(key="stop measure").click().run()
    until(lane.idle)
    assert "stopped before its end" in at.run().warning[0].value
    measuring()
    assert job_of(lane).watchers == {VISITOR}


def test_what_was_measured_before_is_shown_to_whoever_has_guessed(use):
    lane = use(child(SPEEDS))
    measuring(visitor=ANOTHER)
    finish(lane)
    measured = job_of(lane)
    at = visit("timing")
    assert not [element for element in at.get("html") if "pg-numbers" in element.proto.body]
    guess(at, "?")
    assert len(table(at)) == 12
    assert not at.success  # nobody said anything that could be right
    assert at.button(key="measure").label == "Measure again"
    assert job_of(lane) is measured


def test_another_comparison_waits_for_the_click_and_for_its_place(use):
    lane = use(child(SPEEDS, end="sys.stdin.read()"))
    mm_loop = COMPARISONS["mm_loop"]
    measuring(visitor=ANOTHER)
    until(lambda: lane.process)
    at = visit("timing", "ja", comparison="mm_loop")
    assert at.selectbox(key="comparison").value == "mm_loop"
    at.button_group(key="mm_loop.expected").select("mm").run()
    assert "**測定**を押しましょう" in at.info[0].value
    assert job_of(lane, mm_loop) is None
    at.button(key="measure").click().run()
    assert job_of(lane, mm_loop).place == 1
    assert not at.exception
    assert not at.info


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("cat", "You expected `cat`, and so it is."),  # the spreads overlap: it is as fast as any
        ("for … cat", "You expected `for … cat`; the fastest was `stack`."),
    ],
)
def test_what_was_expected_is_compared_with_what_was_measured(use, expected, said):
    lane = use(child(SPEEDS))
    at = measuring()
    finish(lane)
    guess(at, expected)
    assert said in [box.value for box in (*at.success, *at.info)]


def test_a_measurement_that_dies_is_a_sentence(use):
    lane = use(child(SPEEDS, end="import os; os.kill(os.getpid(), 9)"))
    at = measuring("ja")
    finish(lane)
    at.run()
    assert "強制終了されました（シグナル 9）" in at.error[0].value
    assert not at.button(key="measure").disabled


@pytest.mark.skipif(why_not(COMPARISONS["cpu_cuda"]) is None, reason="there is a GPU")
@pytest.mark.parametrize(("language", "said"), [("en", "needs an NVIDIA GPU"), ("ja", "NVIDIA の GPU が必要")])
def test_without_a_gpu_the_comparison_with_one_is_told_and_not_offered(use, language, said):
    use(child(SPEEDS))
    at = visit("timing", language, comparison="cpu_cuda")
    assert said in at.info[0].value
    assert "measure" not in [button.key for button in at.button]
    assert COMPARISONS["cpu_cuda"].setup == at.code[0].value


@pytest.mark.parametrize("query", [{"comparison": "eval(1)"}, {"stack_cat.n": "12"}, {"stack_cat.n": "x" * 5000}])
def test_a_wrong_link_shows_what_a_newcomer_sees(use, query):
    use(child(SPEEDS))
    at = visit("timing", **query)
    assert at.selectbox(key="comparison").value == "stack_cat"
    assert at.code[0].value == DEFAULT.setup
    assert not at.error


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_student_reads_titles_and_the_link_holds_the_name(use, language):
    use(child(SPEEDS))
    at = visit("timing", language)
    choice = at.selectbox(key="comparison")
    assert not set(choice.options) & set(COMPARISONS)
    choice.select("sort_topk").run()
    assert at.query_params["comparison"] in ("sort_topk", ["sort_topk"])
    choice.select("stack_cat").run()
    assert "comparison" not in at.query_params
