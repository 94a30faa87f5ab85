"""The entry: ``streamlit run playground/Home.py``. The app's routes, and what begins and ends with the server."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from playground.jobs import lanes
from playground.runs import feed as feeds
from playground.runs.store import shared_store
from playground.runs.supervisor import Supervisor
from playground.ui import assets, garbage, visitor
from playground.ui.failures import show_failure
from playground.uploads.store import sweep

state: dict[str, Any] = {}


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    import playground.ui.heavy  # noqa: F401 - once, before the first visitor

    garbage.settle("start")
    state["feed"], state["devices"] = feeds.Feed(shared_store()), feeds.DeviceFeed()
    _close_with_signals()
    sweep()
    supervisor = Supervisor()
    try:
        yield
    finally:
        lanes.close()
        supervisor.close()


def _close_with_signals() -> None:
    """End the feeds as soon as the server is told to stop: it waits for all streams before the lifespan ends."""

    def chain(number: int) -> None:
        before = signal.getsignal(number)

        def close(received: int, frame: FrameType | None) -> None:
            for each in state.values():
                each.close()
            if callable(before):
                before(received, frame)

        signal.signal(number, close)

    for number in (signal.SIGINT, signal.SIGTERM):
        chain(number)


app = st.App(
    "router.py",
    lifespan=lifespan,
    routes=[
        *feeds.routes(lambda: state["feed"], lambda: state["devices"], assets.root()),
        assets.route(),
    ],
    middleware=[Middleware(visitor.VisitorCookie)],
    on_script_error=show_failure,
)
