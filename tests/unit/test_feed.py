"""The feed as a browser reads it."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

from playground.devices import Sampler
from playground.runs.feed import DeviceFeed, Feed
from playground.training import TrainConfig

CONFIG = TrainConfig().as_json()


def run(main):
    """Run a coroutine function in a thread of its own: Playwright keeps an event loop in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(main())).result()


def metrics(*steps: int) -> list[dict]:
    return [
        {"type": "metrics", "step": step, "epoch": 1, "seconds": float(step), "values": {"train_loss": 1.0}}
        for step in steps
    ]


def parse(text: str) -> tuple[str, object, int | None]:
    """Read one server-sent event, as the HTML standard says."""
    fields = dict(line.split(": ", 1) for line in text.strip().splitlines())
    return fields["event"], json.loads(fields["data"]), int(fields["id"]) if "id" in fields else None


async def read(stream, count: int, seconds: float = 5.0) -> list[tuple]:
    async def collect():
        found = []
        async for text in stream:
            found.append(parse(text))
            if len(found) == count:
                break
        await stream.aclose()
        return found

    return await asyncio.wait_for(collect(), seconds)


def test_an_ended_run_is_told_at_once_and_the_stream_ends(store):
    run_id = store.create("me", CONFIG)
    store.write({run_id: {"status": "finished", "step": 3}}, {run_id: metrics(1, 2, 3)})

    async def main():
        return await read(Feed(store).run_events(run_id, 0), 99)

    (first, state, _), (second, points, place), (last, _, _) = run(main)
    assert (first, second, last) == ("run", "points", "end")
    assert state["status"] == "finished"
    assert [point["step"] for point in points] == [1, 2, 3]
    assert place == store.last_event()


def test_what_is_new_follows_the_history_and_nothing_comes_twice(store):
    run_id = store.create("me", CONFIG)
    store.write({run_id: {"status": "running"}}, {run_id: metrics(1, 2)})

    async def main():
        feed = Feed(store)
        stream = feed.run_events(run_id, 0)
        begin = await read_some(stream, 2)
        store.write({}, {run_id: metrics(3)})
        await asyncio.sleep(0.5)
        store.write({run_id: {"status": "finished"}}, {run_id: metrics(4)})
        return begin, await read(stream, 99)

    async def read_some(stream, count):
        return [parse(await anext(stream)) for _ in range(count)]

    begin, rest = run(main)
    steps = [point["step"] for event, data, _ in [*begin, *rest] if event == "points" for point in data]
    assert steps == [1, 2, 3, 4]
    assert [event for event, _, _ in rest][-2:] == ["run", "end"]


def test_a_lost_connection_takes_up_where_it_was(store):
    run_id = store.create("me", CONFIG)
    store.write({run_id: {"status": "finished"}}, {run_id: metrics(1, 2, 3, 4)})
    seen = store.history(run_id)[1].id

    async def main():
        return await read(Feed(store).run_events(run_id, seen), 99)

    points = next(data for event, data, _ in run(main) if event == "points")
    assert [point["step"] for point in points] == [3, 4]


def test_a_hundred_viewers_are_served_by_one_reader(store, monkeypatch):
    run_id = store.create("me", CONFIG)
    store.write({run_id: {"status": "running"}}, {})
    looks = []
    tail = store.tail
    monkeypatch.setattr(store, "tail", lambda *args: looks.append(1) or tail(*args))

    async def main():
        feed = Feed(store)
        viewers = [asyncio.create_task(read(feed.run_events(run_id, 0), 99, 20)) for _ in range(100)]
        await asyncio.sleep(1.0)
        store.write({run_id: {"status": "finished"}}, {run_id: metrics(1)})
        return await asyncio.gather(*viewers)

    answers = run(main)
    assert all([event for event, _, _ in answer][-1] == "end" for answer in answers)
    assert all(any(event == "points" for event, _, _ in answer) for answer in answers)
    assert len(looks) < 30


def test_views_begin_with_the_newest_of_each_and_go_on_with_what_is_new(store):
    run_id = store.create("me", CONFIG)

    def frames(name: str, *seconds: float) -> dict:
        where = {"epoch": 1, "data": {}}
        return {run_id: [{"name": name, "step": int(at), "seconds": at} | where for at in seconds]}

    store.write({run_id: {"status": "running", "pace": 2.0}}, {}, frames("line", 1.0, 2.0))

    async def main():
        stream = Feed(store).run_events(run_id, 0)
        begin = [parse(await anext(stream)) for _ in range(2)]
        store.write({}, {}, frames("line", 3.0, 4.0))
        new = parse(await asyncio.wait_for(anext(stream), 5))
        await stream.aclose()
        return [*begin, new]

    (_, state, _), (first, newest, _), (second, new, _) = run(main)
    assert state["pace"] == 2.0
    assert (first, second) == ("views", "views")
    assert [frame["seconds"] for frame in newest] == [2.0]
    assert [frame["seconds"] for frame in new] == [3.0, 4.0]


def test_an_unknown_run_is_gone(store):
    async def main():
        return await read(Feed(store).run_events("nothing", 0), 99)

    assert run(main) == [("gone", {}, None)]


def test_a_waiting_run_tells_its_place(store):
    first, second = store.create("a", CONFIG), store.create("b", CONFIG)
    assert first != second

    async def main():
        return await read(Feed(store).run_events(second, 0), 1)

    [(event, state, _)] = run(main)
    assert (event, state["place"]) == ("run", 2)


def test_streams_end_when_the_server_does(store):
    run_id = store.create("me", CONFIG)
    store.write({run_id: {"status": "running"}}, {})

    async def main():
        feed, devices = Feed(store), DeviceFeed()
        run_task = asyncio.create_task(read(feed.run_events(run_id, 0), 99))
        device_task = asyncio.create_task(read(devices.events(), 99))
        await asyncio.sleep(0.6)
        feed.close()
        devices.close()
        return await asyncio.gather(run_task, device_task)

    run_events, device_events = run(main)
    assert [event for event, _, _ in run_events] == ["run"]
    assert {event for event, _, _ in device_events} <= {"devices"}


def test_devices_are_told_once_a_second_to_all_from_one_sample(store):
    async def main():
        devices = DeviceFeed()
        return await asyncio.gather(*(read(devices.events(), 2) for _ in range(3)))

    answers = run(main)
    assert answers[0] == answers[1] == answers[2]
    assert {"cpu", "memory_used", "memory_total", "gpus"} <= set(answers[0][0][1])


def test_coming_back_at_once_does_not_start_a_second_sampler(store, monkeypatch):
    taken = []
    sample = Sampler.sample
    monkeypatch.setattr(Sampler, "sample", lambda self: taken.append(1) or sample(self))

    async def main():
        devices = DeviceFeed()
        for _ in range(5):  # somebody who reloads the page again and again
            await read(devices.events(), 1)
        before = len(taken)
        await read(devices.events(), 3)
        return len(taken) - before

    assert run(main) <= 4
