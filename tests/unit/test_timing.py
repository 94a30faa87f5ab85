"""What the timing page measures."""

import ast
import contextlib
import io
import json
import subprocess
import sys

import pytest
import torch

from playground.jobs import Job, Work
from playground.parameters import find
from playground.timing import COMPARISONS, DEFAULT, check, duration, measure, memory, script, times, why_not
from playground.timing.__main__ import main
from playground.timing.jobs import points, work
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


# As work for another process


def test_a_comparison_is_work_with_a_line_for_each_point():
    assert work(DEFAULT, [16, 4]) == Work("playground.timing", ("stack_cat", "4,16"), total=6)
    point = Point(4, "stack", 2e-6, 1e-6, 3e-6, 5, 8)
    assert points(Job(work(DEFAULT, [4]), lines=(json.loads(json.dumps(point.as_json())),))) == (point,)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_nothing_is_started_that_needs_one():
    row = find(COMPARISONS, "cpu_cuda", "comparison")
    with pytest.raises(PlaygroundError, match="needs an NVIDIA GPU"):
        work(row, row.sizes())
