"""What the timing page measures, and the processes that measure it."""

import ast
import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
import torch

from playground.parameters import find
from playground.timing import COMPARISONS, DEFAULT, check, duration, measure, memory, script, times, why_not
from playground.timing.__main__ import main
from playground.timing.jobs import Jobs
from playground.timing.measure import SECONDS, Point, allocated_bytes, measured_times
from playground.translations import PlaygroundError

ROWS = [pytest.param(row, id=name) for name, row in COMPARISONS.items()]
HERE = [
    pytest.param(row, id=name, marks=pytest.mark.skipif(why_not(row) is not None, reason="no GPU"))
    for name, row in COMPARISONS.items()
]
SMALL = DEFAULT.sizes(16)  # 4 and 16
QUICK = 1e-4  # seconds for each statement and size


def value_of(statement: str, setup: str, n: int):
    """Run setup and statement as Timer does, with the same random numbers each time; return the last line's value."""
    torch.manual_seed(0)
    names = {"torch": torch, "n": n}
    lines = ast.parse(f"{setup}\n{statement}")
    lines.body[-1] = ast.Assign([ast.Name("value", ast.Store())], lines.body[-1].value)
    exec(compile(ast.fix_missing_locations(lines), statement, "exec"), names)
    return names["value"]


@pytest.mark.parametrize("row", HERE)
def test_all_statements_of_a_comparison_come_to_the_same_result(row):
    for n in row.sizes()[:3]:
        first, *others = (
            torch.as_tensor(value_of(each.code, row.setup, n)).cpu().double().flatten() for each in row.statements
        )
        for other in others:
            torch.testing.assert_close(other, first, rtol=0.02 if row.name == "float32_bfloat16" else 1e-4, atol=1e-4)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_says_what_it_measures_and_over_which_sizes(row):
    [n] = row.parameters
    assert row.summary.endswith(".")
    assert row.teaches.endswith(".")
    assert n.check(n.default) == n.default
    assert list(n.choices) == sorted(n.choices)
    assert row.sizes(n.choices[-1]) == n.choices
    assert len(row.sizes()) >= 3
    assert 2 <= len(set(row.labels)) <= 3


@pytest.mark.parametrize(
    ("statement", "setup", "expected"),
    [
        ("x + y", "x = torch.rand(n)\ny = torch.rand(n)", 400),  # 100 float32
        ("x.add_(y)", "x = torch.rand(n)\ny = torch.rand(n)", 0),
        ("torch.add(x, y, out=z)", "x = torch.rand(n)\ny = torch.rand(n)\nz = torch.empty(n)", 0),
        ("x.t()", "x = torch.rand(n, n)", 0),
        ("x.t().contiguous()", "x = torch.rand(n, n)", 40_000),
        ("a.double() @ a.double()", "a = torch.rand(n, n)", 3 * 80_000),
        ("(a[:, :, None] * a).sum(1)", "a = torch.rand(n, n)", 4_000_000 + 40_000),
        ("sum(numbers)", "numbers = [1.0] * n", 0),
    ],
)
def test_memory_is_that_of_the_results(statement, setup, expected):
    assert allocated_bytes(statement, setup, 100) == expected


def test_one_cat_after_the_other_copies_with_the_square_of_n():
    *_, grown = DEFAULT.statements
    n = 64
    assert allocated_bytes(grown.code, DEFAULT.setup, n) == 1024 * (n * (n + 1) // 2 - 1)


def test_a_time_is_told_for_each_block_of_executions_and_there_are_five_at_least():
    found = measured_times("x.add_(1)", "x = torch.zeros(n)", 4, QUICK)
    assert len(found) >= 5
    assert all(0 < seconds < 1 for seconds in found)


def test_points_come_size_by_size_with_the_median_in_the_spread():
    points = list(measure(DEFAULT, SMALL, seconds=QUICK))
    assert [(point.n, point.label) for point in points] == [(n, label) for n in SMALL for label in DEFAULT.labels]
    assert all(0 < point.lower <= point.median <= point.upper for point in points)
    assert [point.allocated for point in points[:2]] == [4096, 4096]
    assert all(Point(**json.loads(json.dumps(point.as_json()))) == point for point in points)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.29e-9, "0.29 ns"),
        (5e-9, "5.00 ns"),
        (999.7e-9, "1.00 µs"),
        (12.34e-6, "12.3 µs"),
        (0.25, "250 ms"),
        (75, "75.0 s"),
    ],
)
def test_times_are_told_with_three_digits(seconds, said):
    assert duration(seconds) == said


def test_bytes_and_ratios_are_told_as_they_are_read():
    assert [memory(size) for size in (0, 400, 2**10, 2**20 - 1, 3 * 2**19, 2**30)] == [
        "0 B",
        "400 B",
        "1.00 KiB",
        "1.00 MiB",
        "1.50 MiB",
        "1.00 GiB",
    ]
    assert [times(ratio) for ratio in (1.04, 9.94, 9.96, 1340)] == ["1.0", "9.9", "10", "1,340"]


@pytest.mark.parametrize("sizes", [[], [0], [4, 10**9], [4.5], ["x"], range(4, 40)])
def test_sizes_that_cannot_be_measured_are_a_sentence(sizes):
    with pytest.raises(PlaygroundError):
        check(DEFAULT, sizes)


def test_sizes_are_measured_in_order_and_once():
    assert check(DEFAULT, [16, 4, 16]) == (4, 16)


# The terminal and the script


def test_the_terminal_prints_one_json_object_a_line():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["view_contiguous", "4,16", "--seconds", str(QUICK)]) == 0
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(line["n"], line["allocated"]) for line in lines] == [(4, 0), (4, 64), (16, 0), (16, 1024)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["stack", "4"], "comparison is 'stack'; it must be one of: stack_cat, "),
        (["stack_cat", "4,many"], "n is 'many'; it must be a whole number from 4 to 1024."),
        (["stack_cat", "999999"], "n is 999999; it must be a whole number from 4 to 1024."),
    ],
)
def test_a_mistake_in_the_terminal_is_a_sentence(arguments, said, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize("row", ROWS)
def test_the_script_holds_the_statements_as_they_are_measured(row):
    names = {}
    for node in ast.parse(script(row, row.sizes())).body:
        if isinstance(node, ast.Assign):
            with contextlib.suppress(ValueError):
                names[ast.unparse(node.targets[0])] = ast.literal_eval(node.value)
    assert names["SETUP"].strip() == row.setup
    assert {label: code.strip() for label, code in names["STATEMENTS"].items()} == {
        each.label: each.code for each in row.statements
    }
    assert names["SIZES"] == row.sizes()
    assert names["SECONDS"] == SECONDS


def test_the_script_runs_as_it_stands_and_prints_what_the_page_shows(tmp_path):
    quick = script(DEFAULT, SMALL).replace(f"SECONDS = {SECONDS}", f"SECONDS = {QUICK}")
    (tmp_path / "timing.py").write_text(quick, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "timing.py"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [(line[2], line[-2]) for line in lines] == [
        ("4", "4,096"),
        ("4", "4,096"),
        ("4", "9,216"),
        ("16", "16,384"),
        ("16", "16,384"),
        ("16", "138,240"),
    ]


# The line of measurements: with a child that measures nothing, for it starts sooner

BEGIN = """\
import json, os, sys
sizes = [int(size) for size in sys.argv[2].split(",")]
point = {"median": 2e-6, "lower": 1e-6, "upper": 3e-6, "blocks": 5, "allocated": 8}
def tell(count):
    for n, label in [(n, label) for n in sizes for label in ("stack", "cat", "for … cat")][:count]:
        print(json.dumps(point | {"n": n, "label": label}), flush=True)
"""


def pretend(code: str, **options) -> Jobs:
    return Jobs([sys.executable, "-X", "utf8", "-c", BEGIN + code], **options)


def until(condition, seconds: float = 20.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.01)
    raise AssertionError("it did not happen in time")


def over(jobs: Jobs, sizes=SMALL):
    return until(lambda: (job := jobs.get(DEFAULT, sizes)) and job.over and jobs.thread is None and job)


@pytest.fixture
def waiting():
    """A line whose children tell one point and then wait for their standard input to end."""
    jobs = pretend("tell(1); sys.stdin.read()")
    yield jobs
    jobs.close()
    until(jobs.idle)


def test_a_measurement_is_shared_and_kept():
    jobs = pretend("tell(6)")
    assert jobs.get(DEFAULT, SMALL) is None
    jobs.ask("me", DEFAULT, SMALL)
    jobs.ask("you", DEFAULT, SMALL)
    job = over(jobs)
    assert job.status == "finished"
    assert len(job.points) == job.total == 6
    assert jobs.idle()


def test_one_measures_and_the_others_wait_in_line(waiting):
    for visitor, largest in (("a", 16), ("b", 64), ("c", 256)):
        waiting.ask(visitor, DEFAULT, DEFAULT.sizes(largest))
    first = until(lambda: (job := waiting.get(DEFAULT, SMALL)).points and job)
    assert (first.status, first.place) == ("measuring", 0)
    assert [waiting.get(DEFAULT, DEFAULT.sizes(n)).place for n in (64, 256)] == [1, 2]
    waiting.stop("b", DEFAULT, DEFAULT.sizes(64))
    assert waiting.get(DEFAULT, DEFAULT.sizes(64)).status == "stopped"
    assert waiting.get(DEFAULT, DEFAULT.sizes(256)).place == 1


def test_stopping_leaves_no_process_and_keeps_what_was_measured(waiting):
    waiting.ask("me", DEFAULT, SMALL)
    until(lambda: waiting.get(DEFAULT, SMALL).points)
    child = waiting.process.pid
    waiting.stop("somebody else", DEFAULT, SMALL)
    assert waiting.get(DEFAULT, SMALL).status == "measuring"
    waiting.stop("me", DEFAULT, SMALL)
    job = over(waiting)
    assert (job.status, len(job.points), job.message) == ("stopped", 1, None)
    assert not psutil.pid_exists(child)


def test_asking_for_another_gives_up_the_former_unless_somebody_waits_for_it(waiting):
    waiting.ask("me", DEFAULT, SMALL)
    waiting.ask("you", DEFAULT, SMALL)
    waiting.ask("me", DEFAULT, DEFAULT.sizes(64))
    assert not waiting.get(DEFAULT, SMALL).over
    waiting.ask("you", DEFAULT, DEFAULT.sizes(64))
    until(lambda: waiting.get(DEFAULT, SMALL).status == "stopped")
    until(lambda: waiting.get(DEFAULT, DEFAULT.sizes(64)).status == "measuring")


def test_one_given_up_before_its_process_is_there_is_stopped(waiting, monkeypatch):
    start = subprocess.Popen

    def slow(*arguments, **options):
        waiting.stop("me", DEFAULT, SMALL)
        return start(*arguments, **options)

    monkeypatch.setattr("playground.timing.jobs.subprocess.Popen", slow)
    waiting.ask("me", DEFAULT, SMALL)
    assert over(waiting).status == "stopped"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("tell(2); os.kill(os.getpid(), 9)", "was killed from outside (signal 9), perhaps because memory ran out."),
        ("tell(1); raise MemoryError('no more')", "code 1. Its last words: MemoryError: no more"),
        ('print(\'{"n": 4, "lab\'); sys.exit(3)', "broke off with code 3. Its last words: –"),
        ("tell(2)", "broke off with code 0"),
    ],
)
def test_a_child_that_dies_is_a_sentence_and_the_line_goes_on(code, said):
    jobs = pretend(code)
    jobs.ask("me", DEFAULT, SMALL)
    job = over(jobs)
    assert job.status == "failed"
    assert said in job.message.text()
    jobs.ask("me", DEFAULT, SMALL)
    assert over(jobs).status == "failed"


def test_a_process_that_cannot_be_started_is_a_sentence():
    jobs = Jobs(["/no/such/program"])
    jobs.ask("me", DEFAULT, SMALL)
    assert "could not be started" in over(jobs).message.text()


def test_one_that_takes_too_long_is_ended_with_a_sentence():
    jobs = pretend("tell(1); sys.stdin.read()", limit_seconds=0.05)
    jobs.ask("me", DEFAULT, SMALL)
    job = over(jobs)
    assert job.status == "failed"
    assert job.message.text().startswith("The measurement took more than its 0.05 seconds and was ended.")


def test_only_the_newest_are_kept():
    jobs = pretend("tell(6)", kept=1)
    for largest in (4, 16):
        jobs.ask("me", DEFAULT, DEFAULT.sizes(largest))
        over(jobs, DEFAULT.sizes(largest))
    assert jobs.get(DEFAULT, DEFAULT.sizes(4)) is None
    assert jobs.get(DEFAULT, DEFAULT.sizes(16))


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_nothing_is_started_that_needs_one():
    row = find(COMPARISONS, "cpu_cuda", "comparison")
    jobs = Jobs()
    with pytest.raises(PlaygroundError, match="needs an NVIDIA GPU"):
        jobs.ask("me", row, row.sizes())
    assert jobs.idle()


PARENT = """\
import sys, time
from playground.timing import DEFAULT
from playground.timing.jobs import Jobs
jobs = Jobs()
jobs.ask("me", DEFAULT, DEFAULT.sizes())
while not jobs.process:
    time.sleep(0.01)
print(jobs.process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals as on Linux and macOS")
def test_no_measurement_outlives_a_server_that_is_killed():
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        child = psutil.Process(int(parent.stdout.readline()))
        assert "playground.timing" in child.cmdline()
        os.kill(parent.pid, signal.SIGKILL)
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
