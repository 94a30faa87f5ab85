"""The live feed: runs and devices as server-sent events.

One reader looks at the store for all browsers together, so that a hundred viewers cost one query. A run's feed begins
with its history, thinned, and goes on with what is new; each parcel's id is the place where a lost connection takes up
again (``Last-Event-ID``). Events:

* ``points``: a list of events as `Record.as_json` gives them;
* ``views``: a list of frames of the run's views, as `Frame.as_json` gives them, the oldest first; at the beginning
  the newest of each;
* ``run``: the run's status, place in the queue, step and so on, whenever one of them changes;
* ``gone``: there is no such run;
* ``end``: the run has ended and everything has been told.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from playground.devices import Sampler
from playground.runs.records import ENDED, WAITING, Frame, Record, Run
from playground.runs.store import Store
from playground.translations import PlaygroundError

POLL_SECONDS = 0.2
PING_SECONDS = 15.0  # a comment now and then shows which browsers are gone
DEVICE_SECONDS = 1.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

Parcel = tuple[dict[str, Any] | None, list[Record], list[Frame]]


class Feed:
    """Tells browsers what happens in the store, until `close`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.closing = asyncio.Event()
        self.listeners: dict[str, set[asyncio.Queue[Parcel]]] = {}
        self.states: dict[str, dict[str, Any]] = {}
        self.reader: asyncio.Task[None] | None = None
        self.starting = asyncio.Lock()

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        self.closing.set()

    async def run_events(self, run_id: str, after: int) -> AsyncIterator[str]:
        """Yield the server-sent events of one run, from the event `after` on."""
        queue: asyncio.Queue[Parcel] = asyncio.Queue()
        self.listeners.setdefault(run_id, set()).add(queue)
        try:
            run = (await self._ask(self._states, [run_id])).get(run_id)
            if run is None:
                yield message("gone", {})
                return
            self.states.setdefault(run_id, run)
            await self._start_reading()  # first, so that nothing falls between the history and what is new
            history = await self._ask(self.store.history, run_id, after)
            frames = await self._ask(self.store.last_frames, run_id)
            yield message("run", run)
            if history:
                after = history[-1].id
                yield message("points", [record.as_json() for record in history], after)
            if frames:
                yield message("views", [frame.as_json() for frame in frames])
            while not self.closing.is_set() and run["status"] not in ENDED:
                try:
                    state, records, shown = await asyncio.wait_for(queue.get(), PING_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                new = [record for record in records if record.id > after]
                if new:
                    after = new[-1].id
                    yield message("points", [record.as_json() for record in new], after)
                if shown:
                    yield message("views", [frame.as_json() for frame in shown])
                if state:
                    run = state
                    yield message("run", run)
            if not self.closing.is_set():
                yield message("end", {})
        except PlaygroundError:
            return  # the browser connects again by itself
        finally:
            self.listeners[run_id].discard(queue)
            if not self.listeners[run_id]:
                del self.listeners[run_id]
                self.states.pop(run_id, None)

    async def _start_reading(self) -> None:
        async with self.starting:
            if self.reader is None or self.reader.done():
                after = await self._ask(self.store.last_event)
                frame = await self._ask(self.store.last_frame)
                self.reader = asyncio.create_task(self._read(after, frame))

    async def _read(self, after: int, frame: int) -> None:
        """Look at the store for all listeners, as long as there are any."""
        while self.listeners and not self.closing.is_set():
            try:
                # states first, so that an end comes after all its events
                states = await self._ask(self._states, list(self.listeners))
                records = await self._ask(self.store.tail, after)
                frames = await self._ask(self.store.frames, list(self.listeners), frame)
            except PlaygroundError:
                await asyncio.sleep(1)
                continue
            after = records[-1].id if records else after
            frame = frames[-1].id if frames else frame
            for run_id in list(self.listeners):
                news = [record for record in records if record.run_id == run_id]
                shown = [each for each in frames if each.run_id == run_id]
                state = states.get(run_id)
                changed = state if state and state != self.states.get(run_id) else None
                if changed:
                    self.states[run_id] = changed
                if news or shown or changed:
                    for queue in self.listeners.get(run_id, ()):
                        queue.put_nowait((changed, news, shown))
            await asyncio.sleep(POLL_SECONDS)
        for queues in self.listeners.values():  # closing: wake everyone
            for queue in queues:
                queue.put_nowait((None, [], []))
        self.reader = None

    def _states(self, run_ids: list[str]) -> dict[str, dict[str, Any]]:
        found = self.store.some(run_ids)
        waiting = [run.id for run in found if run.status == WAITING]
        places = self.store.places(waiting) if waiting else {}
        return {run.id: _state(run, places.get(run.id)) for run in found}

    @staticmethod
    async def _ask(function: Callable[..., Any], *arguments: Any) -> Any:
        return await to_thread.run_sync(function, *arguments)


def _state(run: Run, place: int | None) -> dict[str, Any]:
    return {
        "status": run.status,
        "place": place,
        "step": run.step,
        "epoch": run.epoch,
        "total_steps": run.total_steps,
        "pace": run.pace,
        "notice": run.message is not None,
    }


def message(event: str, data: Any, event_id: int | None = None) -> str:
    """Return one server-sent event."""
    place = f"id: {event_id}\n" if event_id is not None else ""
    return f"{place}event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"


class DeviceFeed:
    """Tells browsers once a second what CPU and GPU do: one sampler for all, only while somebody watches."""

    def __init__(self) -> None:
        self.closing = asyncio.Event()
        self.sampler: Sampler | None = None
        self.sampling: asyncio.Task[None] | None = None
        self.watchers = 0
        self.changed = asyncio.Condition()
        self.sample: dict[str, Any] = {}

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        self.closing.set()

    async def events(self) -> AsyncIterator[str]:
        """Yield a ``devices`` event once a second."""
        self.watchers += 1
        if self.sampling is None or self.sampling.done():  # one that has not noticed yet that all had left goes on
            self.sampling = asyncio.create_task(self._sample())
        try:
            while not self.closing.is_set():
                async with self.changed:
                    await self.changed.wait()
                yield message("devices", self.sample)
        finally:
            self.watchers -= 1

    async def _sample(self) -> None:
        if self.sampler is None:
            self.sampler = await to_thread.run_sync(Sampler)
        while self.watchers and not self.closing.is_set():
            sample = await to_thread.run_sync(self.sampler.sample)
            self.sample = sample.as_json()
            async with self.changed:
                self.changed.notify_all()
            await asyncio.sleep(DEVICE_SECONDS)
        if self.closing.is_set():  # wake those who wait; where nobody is left, there is none
            async with self.changed:
                self.changed.notify_all()


def routes(feed: Callable[[], Feed], devices: Callable[[], DeviceFeed], prefix: str = "") -> list[Route]:
    """Return the routes of both feeds; the feeds themselves begin with the server's event loop."""

    async def run_feed(request: Request) -> StreamingResponse:
        wish = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
        after = int(wish) if wish.isdecimal() else 0
        stream = feed().run_events(request.path_params["run_id"], min(after, 2**62))
        return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)

    async def device_feed(_request: Request) -> StreamingResponse:
        return StreamingResponse(devices().events(), media_type="text/event-stream", headers=HEADERS)

    return [
        Route(f"{prefix}/api/runs/{{run_id:str}}/feed", run_feed),
        Route(f"{prefix}/api/devices/feed", device_feed),
    ]
