"""The curves of a run in a real browser: chosen, smoothed, pointed at, zoomed; and the histograms below them."""

import re
import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import insert

from playground.runs import open_store
from playground.runs.records import chosen_names
from playground.runs.tables import runs
from playground.settings import Settings
from playground.training import TrainConfig

STEPS = 200
SOON = 90_000  # milliseconds, for a computer that is busy with other tests
TRACE = "name => document.querySelector('.pg-chart').data.find(trace => trace.name === name)?.y"


def where(step: int) -> dict:
    return {"step": step, "epoch": 1 + step // 20, "seconds": step / 10}


def loss(step: int) -> float:
    return 2.0 if step % 4 else 1.0


def look(step: int) -> dict:
    layer = {"kind": "weight", "name": "layers.0.weight", "low": -1.0, "high": 1.0, "counts": [*range(24)]}
    dead = {"name": "dead", "layer": "layers.1 (ReLU)", "count": 12, "units": 32}
    return {"type": "histograms", **where(step), "layers": [layer], "remarks": [dead], "samples": 64}


@pytest.fixture(scope="module")
def finished_run(server) -> str:
    """A run of which the store knows what a worker would have told: of known numbers, and at once."""
    started = {"config": TrainConfig().as_json(), "device": "cpu", "total_steps": STEPS, "steps_per_epoch": 20}
    started |= {"samples": {}, "parameters": 9, "score": "accuracy", "scene": {}, "time": 0.0}
    events = [{"type": "started", **where(0), **started}, look(1)]
    for step in range(2, STEPS + 1, 2):
        values = {"train_loss": loss(step), "learning_rate": 0.1 if step < 100 else 0.01}
        values |= {"grad_norm": float(step), "samples_per_second": 1000.0}
        events.append({"type": "metrics", **where(step), "values": values})
        if step % 20 == 0:
            scores = {"train_loss": 1.5, "validation_loss": 1.5, "validation_score": step / STEPS}
            events.append({"type": "epoch", **where(step), **scores})
            events.append(
                {"type": "device", **where(step), "cpu": 50.0, "memory_used": 1, "memory_total": 4, "gpus": []}
            )
    events += [{"type": "changed", **where(99), "name": "lr", "before": 0.1, "after": 0.01}, look(STEPS)]
    store = open_store(Settings.read({"PLAYGROUND_HOME": str(server.home)}))
    run_id, config = "of-known-numbers", TrainConfig().as_json()
    now = time.time()
    row = {"id": run_id, "owner": "a-teacher", "created": now, "started": now, "ended": now + 10, "config": config}
    row |= {"status": "finished", "epoch": 1}
    with store.transaction() as connection:  # never in the queue: the server's runner would take it
        connection.execute(insert(runs).values(**row, **chosen_names(config)))
    store.write({run_id: {"step": STEPS, "total_steps": STEPS}}, {run_id: events})
    store.engine.dispose()
    return run_id


def averaged(values: list[float], weight: float) -> list[float]:
    """TensorBoard's smoothing: each value is the mean of all before it, weighted by powers of `weight`."""
    means = []
    for last in range(1, len(values) + 1):
        powers = [weight ** (last - 1 - i) for i in range(last)]
        means.append(sum(p * value for p, value in zip(powers, values, strict=False)) / sum(powers))
    return means


def test_the_curves_are_smoothed_chosen_pointed_at_and_zoomed(visit, finished_run):
    page = visit(f"/train?run={finished_run}", height=900)
    live = page.locator(".pg-live")
    expect(live).to_have_attribute("data-points", "100", timeout=SOON)
    titles = page.locator(".pg-panel-title")
    expect(titles).to_have_count(4)
    expect(page.locator(".pg-mark")).to_have_text("lr 0.1 → 0.01")

    page.get_by_label("Smoothing", exact=True).last.fill("0.9")
    page.wait_for_function(TRACE, arg="training ≈")
    raw, smooth = (page.evaluate(TRACE, name) for name in ("training", "training ≈"))
    assert raw == [loss(step) for step in range(2, STEPS + 1, 2)]
    assert smooth == pytest.approx(averaged(raw, 0.9))

    page.get_by_role("button", name="gradient norm", exact=True).click()
    page.get_by_role("button", name="speed", exact=True).click()
    expect(titles).to_have_count(6)
    page.get_by_role("button", name="step", exact=True).click()
    curves = page.locator(".pg-curves")
    curves.scroll_into_view_if_needed()
    box = curves.bounding_box()
    page.mouse.move(box["x"] + 150, box["y"] + 90)
    over = page.locator(".pg-over")
    expect(over).to_have_attribute("data-step", re.compile("[0-9]"))
    step = int(over.get_attribute("data-step"))
    assert 2 <= step < STEPS - 20  # where the pointer is, not the newest
    expect(page.locator('[data-series="train_loss"] .pg-value')).to_have_text(f"{loss(step):g}")
    expect(page.locator('[data-series="grad_norm"] .pg-value')).to_have_text(f"{step}")
    expect(page.locator('[data-series="learning_rate"] .pg-value')).to_have_text("0.1" if step < 100 else "0.01")
    expect(page.locator('[data-series="cpu"] .pg-value')).to_have_text("50.0 %")
    expect(page.locator(".pg-hairline:visible")).to_have_count(6)
    expect(page.locator(".pg-flag")).to_contain_text(f"step {step}")

    everything = page.get_by_role("button", name="Show everything")
    expect(everything).to_be_hidden()
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 92, steps=5)
    page.mouse.up()
    everything.click()
    expect(everything).to_be_hidden()

    page.reload()
    expect(titles).to_have_count(6)  # the choice is kept for the session

    page.get_by_text("Inside the network").click()
    expect(page.locator(".pg-spread")).to_have_attribute("data-columns", "2")
    expect(page.locator(".pg-remarks")).to_have_text(re.compile(r"12 of 32 units of layers\.1 \(ReLU\) are dead"))
