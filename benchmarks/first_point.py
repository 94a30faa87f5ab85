"""From pressing Start to the first point drawn, and how old the newest point on the screen is, in a real Chromium.

python -m benchmarks.first_point
"""

import shutil
import statistics
import time

from playwright.sync_api import Page, sync_playwright

from benchmarks.common import load, server
from playground.runs import Store

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
TURNS = 5
FIRST_POINT_SECONDS, AGE_SECONDS = 1.5, 1.0

# what a person sees: when the first point of a new run has been drawn
FIRST = """old => {
  const live = document.querySelector('.pg-live')
  const run = new URL(location).searchParams.get('run')
  return run && run !== old && live?.dataset.run === run && Number(live.dataset.points) > 0
}"""
SHOWN = "() => Number(document.querySelector('.pg-live').dataset.seconds)"


def press_start(page: Page, old: str | None) -> tuple[float, str]:
    began = time.perf_counter()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_function(FIRST, arg=old, polling=10)
    return time.perf_counter() - began, page.url.split("run=")[1].split("&")[0]


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_text("Stopped", exact=True).wait_for()


def measure(page: Page, store: Store, address: str) -> None:
    page.goto(f"http://{address}/train?epochs=1000")
    page.get_by_role("button", name="Start", exact=True).wait_for()
    time.sleep(3)
    first, run = [], None
    for _ in range(TURNS):
        seconds, run = press_start(page, run)
        first.append(seconds)
        stop(page)
    _seconds, run = press_start(page, run)
    began = store.latest(run, "started").payload["time"] - store.latest(run, "started").seconds
    ages, until = [], time.monotonic() + 15
    time.sleep(2)
    while time.monotonic() < until:
        ages.append(time.time() - began - page.evaluate(SHOWN))
        time.sleep(0.05)
    stop(page)
    ages.sort()
    middle, late = statistics.median(ages), ages[int(0.95 * len(ages))]
    print(f"  Start to first point: median {statistics.median(first):.2f} s, {[round(s, 2) for s in first]}")
    print(f"    ratio to the limit of {FIRST_POINT_SECONDS} s: {statistics.median(first) / FIRST_POINT_SECONDS:.2f}")
    print(f"  age of the newest point on the screen: median {middle:.2f} s, p95 {late:.2f} s, most {ages[-1]:.2f} s")
    print(f"    ratio of the p95 to the limit of {AGE_SECONDS} s: {late / AGE_SECONDS:.2f}")


if __name__ == "__main__":
    with server(PLAYGROUND_SLOTS="3") as (address, store), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        print("an idle machine")
        measure(browser.new_page(), store, address)
        with load(address, store):
            print("20 visitors and two other trainings")
            measure(browser.new_page(), store, address)
        browser.close()
