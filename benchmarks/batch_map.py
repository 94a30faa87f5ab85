"""What a changed setting of the DataLoader page's map costs, against a rerun of an empty page of the same server.

python -m benchmarks.batch_map
"""

import asyncio
import statistics
import time
from collections.abc import Mapping

from benchmarks.common import Visitor, server, summary
from playground.datasets.batches import batch_plan
from playground.datasets.loader_settings import LoaderSettings
from playground.datasets.unbalanced import DataChoice
from playground.ui.batch_map import HEIGHT, drawing

TIMES = 40
MAPS: Mapping[str, tuple[int, int]] = {  # samples and batch size; 60,000 in batches of one are the most there can be
    "2,000 samples": (2_000, 64),
    "60,000 samples": (60_000, 64),
    "60,000 samples, one by one": (60_000, 1),
}


async def changes(address: str, n: int, batch_size: int) -> list[float]:
    """Return the seconds of each rerun for a new seed: no plan is kept of it yet."""
    async with Visitor(address, "dataloader") as visitor:
        fixed = f"data=numbers&numbers.n={n}&batch_size={batch_size}"
        for seed in (2**31, 2**31 + 1):  # warm
            await visitor.rerun(query=f"{fixed}&seed={seed}")
        return [await visitor.rerun(query=f"{fixed}&seed={number + n + batch_size}") for number in range(TIMES)]


async def empty(address: str) -> list[float]:
    async with Visitor(address, "empty") as visitor:
        await visitor.rerun()
        return [await visitor.rerun() for _ in range(TIMES)]


def alone(n: int, batch_size: int) -> float:
    """Return the seconds for plan and picture alone, three epochs, without a page around them."""
    choice, seconds = DataChoice("numbers", (("n", n),)), []
    for seed in range(5):
        settings = LoaderSettings(batch_size=batch_size, seed=seed)
        began = time.perf_counter()
        batch_plan(choice, settings, 3)
        drawing(choice, settings, 3, HEIGHT, compact=False, accent=None)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


if __name__ == "__main__":
    for name, form in MAPS.items():
        print(f"{name}: plan and picture {1000 * alone(*form):.1f} ms")
    with server() as (address, _store):
        base = asyncio.run(empty(address)) + asyncio.run(empty(address))
        print(f"empty: {summary(base)}")
        for name, form in MAPS.items():
            seconds = asyncio.run(changes(address, *form))
            ratio = statistics.median(seconds) / statistics.median(base)
            print(f"{name}, a new seed: {summary(seconds)}; {ratio:.2f} times (limits: 2; 60,000: 1 s)")
