"""A rerun of the page of runs with 5,000 of them, against an empty page of the same server.

python -m benchmarks.runs_page
"""

import asyncio
import random
import secrets
import statistics
import time

from sqlalchemy import insert

from benchmarks.common import Visitor, server, summary
from playground.runs import Store
from playground.runs.records import chosen_names
from playground.runs.tables import runs
from playground.training import TrainConfig

COUNT = 5000
TIMES = 40
PAGES = {
    "the newest": "",
    "sorted by name": "sort=name",
    "sorted by best, page 60": "sort=-best&page=60",
    "of one tag": "tag=good",
    "searched": "find=try 12",
    "one marked": "runs=run0",
}
LIMIT = 3


def fill(store: Store, owner: str, count: int) -> None:
    """Store so many ended runs."""
    numbers = random.Random(0)
    config = TrainConfig().as_json()
    rows = [
        {"id": f"run{i}", "owner": owner, "created": time.time() - 60 * i, "started": 0.0, "config": config}
        | {"ended": numbers.uniform(1, 99), "best": numbers.random(), "status": numbers.choice(["finished", "failed"])}
        | {"name": f"try {i}" if i % 3 else "", "tags": "\ngood\n" if i % 5 == 0 else ""}
        | chosen_names(config)
        for i in range(count)
    ]
    with store.transaction() as connection:
        connection.execute(insert(runs), rows)


async def reruns(address: str, owner: str, page: str, query: str) -> list[float]:
    """Return the seconds of each rerun of a page by one visitor."""
    async with Visitor(address, page, owner) as visitor:
        await visitor.rerun(query=query)
        return [await visitor.rerun(query=query) for _ in range(TIMES)]


if __name__ == "__main__":
    me = secrets.token_urlsafe(24)
    with server() as (address, store):
        fill(store, me, COUNT)
        wanted = {"empty page": ("empty", ""), **{name: ("runs", query) for name, query in PAGES.items()}}
        seconds: dict[str, list[float]] = {name: [] for name in wanted}
        for _ in range(3):  # in turns, so that all meet the same noise
            for name, (page, query) in wanted.items():
                seconds[name] += asyncio.run(reruns(address, me, page, query))
        empty = statistics.median(seconds["empty page"])
        for name, each in seconds.items():
            ratio = statistics.median(each) / empty
            print(f"  {COUNT} runs, {name}: {summary(each)}; {ratio:.2f} times an empty page (limit: {LIMIT})")
