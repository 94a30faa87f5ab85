"""From a tap on the drawing pad to the changed answer on the screen, in Chromium: ``python -m benchmarks.stroke``.

Server, worker's checkpoint and browser share one computer, and Chromium draws in software. For each tap: when its ink
left the browser, when all of the answer had come back, and when the bars on the screen had changed.
"""

import shutil
import time

from playwright.sync_api import Page, sync_playwright

from benchmarks.common import server, summary
from benchmarks.first_point import CHROMIUM
from playground.asking.small import SMALL

LIMIT = 100  # ms
TAPS = 60
SOCKETS = """
const send = WebSocket.prototype.send
window.sent = window.heard = 0
WebSocket.prototype.send = function (data) { window.sent ||= performance.now(); return send.call(this, data) }
const Plain = WebSocket
window.WebSocket = class extends Plain {
  constructor(...given) {
    super(...given)
    this.addEventListener("message", () => { window.heard = performance.now() })
  }
}
"""
WATCH = """
const bars = () => document.querySelector(".pg-bars")?.outerHTML
let began = null, before
window.taps = []
addEventListener("pointerdown", (event) => {
  if (event.composedPath()[0].tagName === "CANVAS") [began, before, window.sent] = [performance.now(), bars(), 0]
}, true)
new MutationObserver(() => {
  if (began === null || bars() === before) return
  window.taps.push([window.sent, window.heard, performance.now()].map((time) => time - began))
  began = null
}).observe(document.body, { subtree: true, childList: true, characterData: true })
"""


def tap(page: Page, number: int) -> None:
    """Put a dot on the pad; after each six it is wiped."""
    box = page.locator(".pg-pad canvas").bounding_box()
    assert box is not None
    if number % 6 == 0:
        page.get_by_role("button", name="Clear").click()
        page.wait_for_timeout(1000)
    x, y = 0.15 + 0.11 * (number % 6), 0.2 + 0.1 * (number % 7)
    page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
    page.wait_for_timeout(800)


def main() -> None:
    with server() as (address, store), sync_playwright() as playwright:
        run = store.create("benchmark", SMALL["digits"].config.as_json())
        while store.get(run).status != "finished":
            time.sleep(0.2)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = browser.new_page()
        page.add_init_script(SOCKETS)
        page.goto(f"http://{address}/predict?run={run}")
        page.locator(".pg-says").wait_for()
        page.wait_for_timeout(5000)
        page.evaluate(WATCH)
        for number in range(TAPS):
            tap(page, number)
        found: list[list[float]] = page.evaluate("taps")
        browser.close()
    for name, times in zip(("ink sent", "answer heard", "bars changed"), zip(*found, strict=True), strict=True):
        print(f"{name:14} {summary([each / 1000 for each in times])} ({len(times)} taps)")
    print(f"limit for the answer: {LIMIT} ms")


if __name__ == "__main__":
    main()
