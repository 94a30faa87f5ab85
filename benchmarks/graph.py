"""What a graph costs: read, played and laid out on the server; played and slid in a real Chromium.

python -m benchmarks.graph
"""

import shutil
import statistics
import time

from playwright.sync_api import sync_playwright

from benchmarks.common import server
from benchmarks.first_point import CHROMIUM
from playground.autograd.folding import fold
from playground.autograd.graph import graph_of
from playground.autograd.layout import layout
from playground.autograd.play import backward
from playground.program import run

LOOP = "w = torch.tensor(0.9, requires_grad=True)\ny = w\nfor i in range({turns}):\n    y = y * w + torch.sin(y)\n"
NODES_MS, FRAME_MS = 300, 1000 / 30  # the limits
# Times one call of the player, with the layout that it causes, again and again
TIMED = """(name) => {
  const host = [...document.querySelectorAll("*")].find((each) => each.shadowRoot?.querySelector(".pg-player"))
  const find = (selector) => host.shadowRoot.querySelector(selector)
  const acts = {
    step: () => { const forth = find(".pg-forth"); forth.disabled ? find(".pg-first").click() : forth.click() },
    slide: (turn) => { const range = find(".pg-range"); range.value = turn % 21
      range.dispatchEvent(new Event("input")) },
    choose: (turn) => find(`[data-node="${turn % 90}"]`).dispatchEvent(new Event("click")),
  }
  return Array.from({ length: 60 }, (_, turn) => {
    const began = performance.now()
    acts[name](turn)
    host.getBoundingClientRect()
    find("svg").getBBox()
    return performance.now() - began
  })
}"""


def on_the_server() -> None:
    trace = run(LOOP.format(turns=99))
    seconds = []
    for _ in range(9):
        began = time.perf_counter()
        graph = graph_of(trace, "y")
        backward(trace, "y", graph=graph)
        layout(fold(graph))
        seconds.append(time.perf_counter() - began)
    taken = 1000 * statistics.median(seconds)
    print(f"{len(graph.nodes)} nodes: read, played and laid out in {taken:.0f} ms, {taken / NODES_MS:.2f} of the limit")


def in_the_browser() -> None:
    source = LOOP.format(turns=33)
    with server() as (address, _store), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = browser.new_page()
        page.goto(f"{address}/autograd")
        page.get_by_label("Program").fill(source)
        page.locator(".node").nth(90).wait_for()
        page.get_by_role("slider", name="Slide a leaf").hover()
        page.locator('.pg-player[data-sliding="w"]').wait_for()
        page.locator(".pg-last").click()
        print(f"{page.locator('.node').count()} nodes in Chromium")
        for name in ("step", "slide", "choose"):
            times = sorted(page.evaluate(TIMED, name))
            usual, taken = times[30], times[57]  # the median and the 95th percentile
            print(
                f"  {name}: median {usual:.1f} ms, p95 {taken:.1f} ms, {taken / FRAME_MS:.2f} of a frame at 30 a second"
            )
        browser.close()


if __name__ == "__main__":
    on_the_server()
    in_the_browser()
