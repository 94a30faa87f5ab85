"""Memory of server, worker and browser while a run of 100,000 steps goes on that somebody watches.

Each ten thousand steps: what each process has for itself, and the page's JavaScript heap after a collection.

    python -m benchmarks.steady [STEPS]
"""

import shutil
import sys
import time

import psutil
from playwright.sync_api import CDPSession, sync_playwright

from benchmarks.common import server
from benchmarks.first_point import CHROMIUM
from playground.runs import ENDED
from playground.training import TrainConfig

STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
PARTS = 10
PER_EPOCH = 100  # 1,000 points in batches of 10


def config() -> TrainConfig:
    """Return a run of `STEPS` steps with a boundary that moves."""
    return TrainConfig.model_validate(
        {
            "data": {"name": "spirals", "parameters": {"n_samples": 1430}},
            "model": {"name": "MLP", "parameters": {"hidden_size": 4, "hidden_layers": 2}},
            "loader": {"batch_size": 10},
            "log_interval": 10,
            "epochs": STEPS // PER_EPOCH,  # 1,000 are the most
        }
    )


def megabytes(process: psutil.Process) -> float:
    return process.memory_full_info().uss / 2**20


def heap(session: CDPSession) -> float:
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"] / 2**20


def serving(address: str) -> psutil.Process:
    """Return the process that listens at `address`."""
    port = int(address.rpartition(":")[2])
    listeners = [each.pid for each in psutil.net_connections() if each.laddr and each.laddr.port == port]
    return psutil.Process(next(pid for pid in listeners if pid))


if __name__ == "__main__":
    with server(PLAYGROUND_SLOTS="1", PLAYGROUND_RUN_MINUTES="60") as (address, store), sync_playwright() as playwright:
        app = serving(address)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        run = store.create("benchmark", config().as_json())
        page.goto(f"http://{address}/train?run={run}")
        for part in range(1, PARTS + 1):
            while store.get(run).step < STEPS * part / PARTS - PER_EPOCH and store.get(run).status not in ENDED:
                time.sleep(0.5)
            workers = [each for each in app.children(recursive=True) if not each.children()]
            if store.get(run).status in ENDED:
                break
            worker = max(workers, key=lambda each: each.cpu_times().user)
            print(
                f"step {store.get(run).step:,}: server {megabytes(app):.0f} MB, worker {megabytes(worker):.0f} MB, "
                f"page's heap {heap(session):.1f} MB",
                flush=True,
            )
        browser.close()
        store.command(run, "benchmark", "stop") if store.get(run).status not in ENDED else None
