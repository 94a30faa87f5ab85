"""Work in processes of their own: with children that do nothing, for they start sooner."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

from playground.jobs import LANES, Job, Lane, Work, child
from playground.jobs.lane import command_of
from playground.translations import PlaygroundError, use
from tests.waiting import until

SMALL, MIDDLE, LARGE = (Work("nothing", (name,), total=2) for name in ("small", "middle", "large"))

BEGIN = """\
import json, os, subprocess, sys
def tell(count):
    for n in range(count):
        print(json.dumps({"n": n}), flush=True)
"""


def pretend(code: str, limit_seconds: float = 60, kept: int = 64) -> Lane:
    command = [sys.executable, "-X", "utf8", "-c", BEGIN + code]
    return Lane("nothing", limit_seconds=limit_seconds, kept=kept, command=lambda work: command)


def over(lane: Lane, work: Work = SMALL) -> Job:
    return until(lambda: (job := lane.get(work)) and job.over and lane.thread is None and job)


def gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@pytest.fixture
def waiting():
    """A lane whose children tell one line and then wait for their standard input to end."""
    lane = pretend("tell(1); sys.stdin.read()")
    yield lane
    lane.close()
    until(lane.idle)


def test_a_work_is_shared_and_kept():
    lane = pretend("tell(2)")
    assert lane.get(SMALL) is None
    lane.ask("me", SMALL)
    lane.ask("you", SMALL)
    job = over(lane)
    assert (job.status, job.share, job.lines) == ("finished", 1.0, ({"n": 0}, {"n": 1}))
    assert lane.idle()


@pytest.mark.parametrize("count", [0, 3])
def test_a_work_without_a_total_is_complete_when_its_process_says_so(count):
    lane = pretend(f"tell({count})")
    lane.ask("me", Work("nothing"))
    job = over(lane, Work("nothing"))
    assert (job.status, job.share, len(job.lines)) == ("finished", 0.0, count)


def test_one_is_done_and_the_others_wait_in_line(waiting):
    for visitor, work in (("a", SMALL), ("b", MIDDLE), ("c", LARGE)):
        waiting.ask(visitor, work)
    first = until(lambda: (job := waiting.get(SMALL)).lines and job)
    assert (first.status, first.place, first.share) == ("running", 0, 0.5)
    assert [waiting.get(work).place for work in (MIDDLE, LARGE)] == [1, 2]
    waiting.stop("b", MIDDLE)
    assert waiting.get(MIDDLE).status == "stopped"
    assert waiting.get(LARGE).place == 1


def test_stopping_leaves_no_process_and_keeps_what_was_told(waiting):
    waiting.ask("me", SMALL)
    until(lambda: waiting.get(SMALL).lines)
    process = psutil.Process(waiting.process.pid)
    waiting.stop("somebody else", SMALL)
    assert waiting.get(SMALL).status == "running"
    waiting.stop("me", SMALL)
    job = over(waiting)
    assert (job.status, len(job.lines), job.message) == ("stopped", 1, None)
    assert gone(process)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="there are no process groups")
def test_stopping_ends_what_the_process_started_too():
    sleeper = "[sys.executable, '-c', 'import time; time.sleep(60)']"
    lane = pretend(f"print(json.dumps({{'pid': subprocess.Popen({sleeper}).pid}}), flush=True); sys.stdin.read()")
    lane.ask("me", SMALL)
    [line] = until(lambda: lane.get(SMALL).lines)
    process = psutil.Process(line["pid"])
    lane.stop("me", SMALL)
    assert over(lane).status == "stopped"
    until(lambda: gone(process))


def test_asking_for_another_gives_up_the_former_unless_somebody_waits_for_it(waiting):
    waiting.ask("me", SMALL)
    waiting.ask("you", SMALL)
    waiting.ask("me", LARGE)
    assert not waiting.get(SMALL).over
    waiting.ask("you", LARGE)
    until(lambda: waiting.get(SMALL).status == "stopped")
    until(lambda: waiting.get(LARGE).status == "running")


def test_who_watches_keeps_a_work_going(waiting):
    assert not waiting.watch("you", SMALL)
    waiting.ask("me", SMALL)
    assert waiting.watch("you", SMALL)
    waiting.stop("me", SMALL)
    assert waiting.get(SMALL).watchers == {"you"}
    assert not waiting.get(SMALL).over


def test_one_given_up_before_its_process_is_there_is_stopped(waiting, monkeypatch):
    start = subprocess.Popen

    def slow(*arguments, **options):
        waiting.stop("me", SMALL)
        return start(*arguments, **options)

    monkeypatch.setattr("playground.jobs.lane.subprocess.Popen", slow)
    waiting.ask("me", SMALL)
    assert over(waiting).status == "stopped"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("tell(2); os.kill(os.getpid(), 9)", "was killed from outside (signal 9), perhaps because memory ran out."),
        ("tell(1); raise MemoryError('no more')", "code 1. Its last words: MemoryError: no more"),
        ('print(\'{"n": 4, "lab\'); print("[1]"); sys.exit(3)', "broke off with code 3. Its last words: –"),
        ("tell(1)", "broke off with code 0"),
    ],
)
def test_a_child_that_dies_is_a_sentence_and_the_line_goes_on(code, said):
    lane = pretend(code)
    lane.ask("me", SMALL)
    job = over(lane)
    assert job.status == "failed"
    assert said in job.message.text()
    lane.ask("me", SMALL)
    assert over(lane).status == "failed"


def test_a_child_that_cannot_go_on_says_so_in_the_readers_language():
    lane = pretend(
        "from playground.jobs import child\n"
        "from playground.translations import PlaygroundError\n"
        "tell(1)\n"
        "with child.sentences():\n"
        "    raise PlaygroundError('{field} is {value}; it must be true or false.', field='a', value='1')"
    )
    lane.ask("me", SMALL)
    job = over(lane)
    assert (job.status, len(job.lines)) == ("failed", 1)
    assert job.message.text() == "a is 1; it must be true or false."
    use("ja")
    assert job.message.text() == "a が 1 になっています。true か false にしてください。"


def test_in_the_terminal_the_sentence_is_read_too(capsys):
    with pytest.raises(SystemExit) as ended, child.sentences():
        raise PlaygroundError("It cannot be.")
    assert ended.value.code == 2
    assert capsys.readouterr().err == "It cannot be.\n"


def test_a_process_that_cannot_be_started_is_a_sentence():
    lane = Lane("nothing", limit_seconds=60, kept=64, command=lambda work: ["/no/such/program"])
    lane.ask("me", SMALL)
    assert "could not be started" in over(lane).message.text()


def test_one_that_takes_too_long_is_ended_with_a_sentence():
    lane = pretend("tell(1); sys.stdin.read()", limit_seconds=0.05)
    lane.ask("me", SMALL)
    job = over(lane)
    assert job.status == "failed"
    assert job.message.text().startswith("It took more than its 0.05 seconds and was ended.")


def test_only_the_newest_are_kept():
    lane = pretend("tell(2)", kept=1)
    for work in (SMALL, LARGE):
        lane.ask("me", work)
        over(lane, work)
    assert lane.get(SMALL) is None
    assert lane.get(LARGE)


def test_each_lane_of_the_server_bears_its_name_and_has_its_bounds():
    assert "measurements" in LANES
    for name, each in LANES.items():
        assert each.name == name
        assert 0 < each.limit_seconds <= 3600
        assert 0 < each.kept <= 64


def test_a_work_is_started_as_a_module_that_ends_with_its_server():
    assert command_of(SMALL) == [sys.executable, "-m", "nothing", "--attached", "small"]


PARENT = """\
import sys, time
from playground.jobs import LANES, Work
LANES["measurements"].ask("me", Work("playground.timing", ("stack_cat", "4,16,64,256"), total=12))
while not LANES["measurements"].process:
    time.sleep(0.01)
print(LANES["measurements"].process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals as on Linux and macOS")
def test_no_process_outlives_a_server_that_is_killed():
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        process = psutil.Process(int(parent.stdout.readline()))
        assert "playground.timing" in process.cmdline()
        os.kill(parent.pid, signal.SIGKILL)
    until(lambda: gone(process))
