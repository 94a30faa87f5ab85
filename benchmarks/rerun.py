"""A rerun of the `train` page against an empty page of the same server: alone, with 20 visitors, with trainings beside.

python -m benchmarks.rerun
"""

import asyncio
import statistics

from benchmarks.common import load, reruns, server, summary

LIMIT = 1.5


def compare(address: str, visitors: int, times: int) -> None:
    asyncio.run(reruns(address, "train", visitors, 3))  # warm
    empty, train = [], []
    for _ in range(3):  # in turns, so that both meet the same noise
        empty += asyncio.run(reruns(address, "empty", visitors, times))
        train += asyncio.run(reruns(address, "train", visitors, times))
    print(f"  empty: {summary(empty)}\n  train: {summary(train)}")
    print(f"  ratio of the medians: {statistics.median(train) / statistics.median(empty):.2f} (limit: {LIMIT})")


if __name__ == "__main__":
    with server(PLAYGROUND_SLOTS="2") as (address, store):
        print("one visitor")
        compare(address, 1, 60)
        print("20 visitors, each a rerun a second")
        compare(address, 20, 5)
        with load(address, store, visitors=0):
            print("20 visitors and two trainings")
            compare(address, 20, 5)
