"""How fast a DataLoader loads, and what follows from it."""

import contextlib
import io
import json
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import psutil
import pytest
import sklearn.datasets
import torch
from PIL import Image

from playground.datasets.loading import (
    BATCH_SIZES,
    COSTS,
    Rate,
    advice,
    bounds,
    loading_speed,
    script,
    why_not_pinned,
    worker_counts,
)
from playground.datasets.loading.__main__ import main
from playground.datasets.loading.jobs import rates, work
from playground.datasets.loading.measure import SECONDS
from playground.jobs import Job
from playground.translations import LANGUAGES, PlaygroundError, use

GIB = 2**30


@pytest.mark.parametrize("cost", COSTS.values(), ids=list(COSTS))
def test_every_cost_gives_the_same_digits(cost):
    data = cost.make()
    inputs, target = data[7]
    assert len(data) == 1797
    assert target == 7
    assert inputs.dtype == torch.float32
    assert inputs.shape == ((1, 32, 32) if cost.name == "decode" else (1, 8, 8))
    assert 0 <= inputs.min() < inputs.max() <= 1


def test_the_files_are_pngs_of_the_digits():
    [file, *_others] = COSTS["decode"].make().files
    picture = np.asarray(Image.open(io.BytesIO(file)))
    assert file.startswith(b"\x89PNG")
    assert np.array_equal(picture, (sklearn.datasets.load_digits().images[0] / 16 * 255).astype(np.uint8))


def test_rates_come_worker_by_worker_with_the_median_in_the_spread():
    data = COSTS["memory"].make()
    found = list(loading_speed(data, worker_counts=(0, 1), batch_sizes=(1, 8), seconds=0.005, rounds=3))
    assert [(rate.workers, rate.batch_size) for rate in found] == [(0, 1), (0, 8), (1, 1), (1, 8)]
    for rate in found:
        assert 0 < rate.lower <= rate.median <= rate.upper
        assert min(rate.start, rate.again) > 0
        assert 0 <= rate.others <= 1
    assert not [child for child in psutil.Process().children() if "multiprocessing" in " ".join(child.cmdline())]


def test_no_worker_hands_out_more_than_it_can_wait_for():
    """Each sample waits a millisecond: 1,000 a second for each worker at most, what was made ahead not counted."""
    data = COSTS["wait"].make()
    for rate in loading_speed(data, worker_counts=(0, 2), batch_sizes=(8,), seconds=0.02, rounds=3):
        assert rate.upper <= 1000 * max(1, rate.workers) * 1.15  # a batch may come a little late before a round


@pytest.mark.parametrize(
    ("cores", "memory", "shared", "most"),
    [
        (8, 64 * GIB, 8 * GIB, 8),  # a worker for each core
        (8, 4 * GIB, 8 * GIB, 2),  # little memory
        (64, 512 * GIB, 2**26, 31),  # what containers share
        (2, GIB, None, 0),
    ],
)
def test_no_more_workers_than_the_machine_bears(cores, memory, shared, most):
    assert bounds.most_workers(cores, memory, shared) == most


def test_workers_are_doubled_up_to_what_the_machine_bears():
    assert [bounds.counts(most) for most in (0, 1, 2, 6, 99)] == [
        (0,),
        (0, 1),
        (0, 1, 2),
        (0, 1, 2, 4),
        (0, 1, 2, 4, 8, 16),
    ]
    assert worker_counts()[-1] <= psutil.cpu_count()


def test_without_free_memory_nothing_is_measured(monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=300 * 2**20))
    with pytest.raises(PlaygroundError, match="Only 300 MiB of memory are free: too little for 2 workers"):
        bounds.check_free(2)


def test_memory_is_pinned_only_for_a_gpu(monkeypatch):
    cost = COSTS["decode"]
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert "none that PyTorch can use" in why_not_pinned().text()
    with pytest.raises(PlaygroundError):
        work(cost, pin_memory=True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert why_not_pinned() is None
    assert work(cost, pin_memory=True).arguments[-1] == "--pin-memory"


def test_a_measurement_is_work_with_a_line_for_each_rate():
    made = work(COSTS["wait"])
    rate = Rate(0, 8, 900.0, 890.0, 910.0, 0.01, 0.01, 0.5)
    assert made.module == "playground.datasets.loading"
    assert made.arguments == ("wait", ",".join(map(str, worker_counts())))
    assert made.total == len(worker_counts()) * len(BATCH_SIZES)
    assert rates(Job(made, lines=(json.loads(json.dumps(rate.as_json())),))) == (rate,)


# What follows


def measured(speeds: dict[int, tuple[float, float]], *, spread: float = 0.05, others: float = 0.0) -> list[Rate]:
    """Return rates of these workers at batch sizes 1 and 64."""
    return [
        Rate(workers, size, rate, rate * (1 - spread), rate * (1 + spread), 0.05, 0.002, others)
        for workers, pair in speeds.items()
        for size, rate in zip((1, 64), pair, strict=True)
    ]


def said(found: list[Rate]) -> str:
    return "\n".join(message.text() for message in advice(found))


def test_where_workers_help_their_number_is_named():
    text = said(measured({0: (900, 1000), 1: (300, 990), 2: (600, 1900)}))
    assert "num_workers=2 is the fastest: 1,900 samples a second, 1.9 times as many as without workers." in text
    assert "Without workers, every training step first waits 64.0 ms for its batch of 64." in text
    assert "one every 33.7 ms" in text
    assert "With num_workers=2, batches of 64 instead of 1 bring 3.2 times as many" in text
    assert "with num_workers=2, the first batch came after 50.0 ms. In the next epoch it came after 2.00 ms" in text
    assert "Why is one worker slower" not in text


def test_where_workers_hinder_it_is_said_why():
    text = said(measured({0: (10_000, 200_000), 1: (400, 27_000), 2: (700, 37_000)}))
    assert "it is fastest without workers: 200,000 samples a second." in text
    assert "makes a batch in 320 µs; from one worker it gets one every 2.37 ms." in text


def test_what_lies_within_the_spread_is_called_equal_and_the_fewest_workers_are_advised():
    text = said(measured({0: (90, 100), 1: (180, 200), 2: (180, 205)}))
    assert "num_workers=1, 2 are equally fast" in text
    assert "Take the fewest, 1: 200 samples a second." in text
    assert "batches of 64 bring no more than batches of 1" in said(measured({0: (100, 101), 1: (100, 101)}))


def test_what_other_programs_took_is_told():
    assert "Other programs took 60% of this computer's processors" in said(measured({0: (90, 100)}, others=0.6))
    assert "Other programs" not in said(measured({0: (90, 100)}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_machine_without_room_for_workers_is_advised_too(language):
    use(language)
    first, *others = advice(measured({0: (90, 1000)}))
    assert "1,000" in first.text()
    assert len(others) == 2


# The terminal and the script


def test_the_terminal_prints_one_json_object_a_line():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["memory", "0", "--seconds", "0.001"]) == 0
    assert [json.loads(line)["batch_size"] for line in out.getvalue().splitlines()] == list(BATCH_SIZES)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["disk", "0"], "cost is 'disk'; it must be one of: memory, decode, wait."),
        (["memory", "999"], "workers is 999; it must be a whole number from 0 to "),
        (["memory", "many"], "workers is 'many'; it must be a whole number from 0 to "),
    ],
)
def test_a_mistake_in_the_terminal_is_a_sentence(arguments, told, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(told)


def test_the_script_runs_as_it_stands_and_prints_what_the_page_shows(tmp_path):
    quick = script(COSTS["decode"], (0, 1)).replace(f"seconds={SECONDS}", "seconds=0.001")
    (tmp_path / "loading.py").write_text(quick, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "loading.py"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
    )
    begun = [line.split()[:2] for line in done.stdout.splitlines()]
    assert begun == [[f"num_workers={workers}", f"batch_size={size}"] for workers in (0, 1) for size in BATCH_SIZES]


@pytest.mark.parametrize("cost", COSTS.values(), ids=list(COSTS))
def test_every_script_holds_its_data_set_and_is_python(cost):
    text = script(cost, (0, 1, 2), True)
    compile(text, "loading.py", "exec")
    assert f"data = {cost.make.__name__}()" in text
    assert f"class {cost.make.__name__}(" in text
    assert "for workers in (0, 1, 2):" in text
    assert "measured(data, batch_size, workers, True, " in text
