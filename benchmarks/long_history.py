"""What a very long run costs: to open it, in the server and in a real Chromium, against a short one.

A run is written into the store as a worker would: an hour of it, with a million steps and a hundred thousand points.

    python -m benchmarks.long_history
"""

import json
import shutil
import time
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.clock import best
from benchmarks.common import server
from benchmarks.first_point import CHROMIUM
from playground.runs import Store
from playground.runs.reports import CURVE_POINTS
from playground.training import TrainConfig
from playground.training.assembly import assemble
from playground.training.views.histograms import histograms

OPEN_SECONDS = 1.0
HOUR = 3600.0
LENGTHS = {"a short run": 1_000, "an hour's run": 1_000_000}  # steps
EPOCHS = 1000
DRAWN = "run => document.querySelector('.pg-live')?.dataset.run === run"
DRAW = """() => new Promise(done => {
  const chart = document.querySelector('.pg-chart')
  const began = performance.now()
  const drawn = Plotly.react(chart, chart.data.map(trace => ({ ...trace })), { ...chart.layout })
  drawn.then(() => done(performance.now() - began))
})"""


def events(steps: int) -> list[dict[str, Any]]:
    """Return what a run of so many steps would have reported, a point every ten steps, in the order of time."""
    total, look = HOUR * steps / 1_000_000, histograms(assemble(TrainConfig()))
    found = [
        {
            "type": "started",
            "step": 0,
            "epoch": 1,
            "seconds": 0.0,
            "config": TrainConfig(epochs=EPOCHS).as_json(),
            "device": "cpu",
            "total_steps": steps,
            "steps_per_epoch": max(1, steps // EPOCHS),
            "samples": {"train": 1259, "validation": 269, "test": 269},
            "parameters": 21386,
            "score": "accuracy",
            "scene": {},
            "time": time.time(),
        }
    ]

    def add(kind: str, step: int, **values: Any) -> None:
        where = {"step": step, "epoch": 1 + step * EPOCHS // steps, "seconds": total * step / steps}
        found.append({"type": kind} | where | values)

    sample = {"cpu": 50.0, "memory_used": 2**30, "memory_total": 2**32, "gpus": []}
    for step in range(10, steps + 1, 10):
        loss = 2.3 / (1 + step / 5000) + 0.1 * (step % 70) / 70
        values = {"train_loss": loss, "learning_rate": 1e-3, "grad_norm": loss, "samples_per_second": 4000.0}
        add("metrics", step, values=values)
        if step % max(10, steps // EPOCHS) == 0:
            add("epoch", step, train_loss=loss, validation_loss=loss, validation_score=1 - loss / 3)
    for second in range(int(total)):
        add("device", int(steps * second / total), **sample)
    seconds = 1.0
    while seconds < total:  # as `runs.line` looks
        add("histograms", int(steps * seconds / total), **look)
        seconds += max(1.0, 0.05 * seconds)
    return sorted(found, key=lambda event: event["seconds"])


def write(store: Store, steps: int) -> str:
    run_id = store.create("benchmark", TrainConfig(epochs=EPOCHS).as_json())
    ended = {"status": "finished", "step": steps, "epoch": EPOCHS, "total_steps": steps, "test_score": 0.9}
    store.write({run_id: ended}, {run_id: events(steps)})
    return run_id


def measure(store: Store, browser: Browser, address: str, name: str, steps: int) -> float:
    run_id = write(store, steps)
    history = store.history(run_id)
    text = json.dumps([record.as_json() for record in history])
    seconds = best(lambda: json.dumps([record.as_json() for record in store.history(run_id)]), 5)
    page = browser.new_page()
    page.goto(f"http://{address}/train?run={run_id}")
    page.wait_for_function(DRAWN, arg=run_id)
    opened = []
    for _ in range(5):  # with a warm browser, as somebody who goes from run to run
        page.goto(f"http://{address}/runs")
        page.get_by_role("heading", level=1).wait_for()
        page.goto(f"http://{address}/train?run={run_id}")
        page.wait_for_selector(".pg-live:not([hidden])")
        began = time.perf_counter()
        page.wait_for_function(DRAWN, arg=run_id, polling=10)
        opened.append(time.perf_counter() - began)
    drawing = sorted(page.evaluate(DRAW) for _ in range(5))[2]
    page.close()
    print(f"{name}, {steps:,} steps")
    print(f"  history: {len(history):,} events, {len(text) / 1e6:.2f} MB, read in {seconds:.3f} s")
    print(f"  from the empty chart to the drawn one: {min(opened):.2f} s {[round(each, 2) for each in sorted(opened)]}")
    print(f"  one drawing of the curves: {drawing:.0f} ms")
    assert max(sum(record.type == kind for record in history) for kind in ("metrics", "device")) <= CURVE_POINTS
    return min(opened)


if __name__ == "__main__":
    with server(PLAYGROUND_SLOTS="1") as (address, store), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        opened = [measure(store, browser, address, name, steps) for name, steps in LENGTHS.items()]
        print(f"ratio to the limit of {OPEN_SECONDS} s: {opened[-1] / OPEN_SECONDS:.2f}")
        browser.close()
