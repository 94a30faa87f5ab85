"""A rerun of each page against an empty page of the same server: alone, with 20 visitors, with trainings beside.

python -m benchmarks.rerun [PAGE …]
"""

import asyncio
import statistics
import sys
from collections.abc import Sequence

from benchmarks.common import load, reruns, server, summary
from playground.catalogue import PAGES

LIMITS = {"train": 1.5}  # the others: 2


def compare(address: str, pages: Sequence[str], visitors: int, times: int) -> None:
    names = ["empty", *pages]
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for name in names:
        asyncio.run(reruns(address, name, visitors, 3))  # warm
    for _ in range(3):  # in turns, so that all meet the same noise
        for name in names:
            seconds[name] += asyncio.run(reruns(address, name, visitors, times))
    empty = statistics.median(seconds["empty"])
    print(f"  empty: {summary(seconds['empty'])}")
    for name in pages:
        ratio = statistics.median(seconds[name]) / empty
        print(f"  {name}: {summary(seconds[name])}; {ratio:.2f} times (limit: {LIMITS.get(name, 2)})")


if __name__ == "__main__":
    wanted = sys.argv[1:] or [row.slug for row in PAGES]
    with server(PLAYGROUND_SLOTS="2") as (address, store):
        print("one visitor")
        compare(address, wanted, 1, 40)
        print("20 visitors, each a rerun a second")
        compare(address, wanted, 20, 4)
        with load(address, store, visitors=0):
            print("20 visitors and two trainings")
            compare(address, wanted, 20, 4)
