"""What the benchmarks share: a server with one more, empty page; visitors who speak Streamlit's protocol; load."""

import asyncio
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from playground.runs import Store, open_store
from playground.settings import Settings
from playground.training import TrainConfig
from playground.ui.visitor import COOKIE

ROOT = Path(__file__).parents[1]

HOME = """
import streamlit as st
from playground import Home as real
app = st.App("router.py", lifespan=real.lifespan, routes=real.app._user_routes, middleware=real.app._user_middleware)
"""

ROUTER = """
from pathlib import Path
from playground import catalogue
if catalogue.PAGES[-1].slug != "empty":
    catalogue.PAGES += (catalogue.PageRow("empty", "", ":material/home:", "Empty", "Nothing."),)
exec(compile(Path({router!r}).read_text(), {router!r}, "exec"))
"""


@contextmanager
def server(**environment: str) -> Iterator[tuple[str, Store]]:
    """Serve the playground with one more page, ``empty``; give its address and its store."""
    with tempfile.TemporaryDirectory() as name, socket.socket() as free:
        folder = Path(name)
        (folder / "entry").mkdir()
        (folder / "pages").mkdir()
        (folder / "entry" / "Home.py").write_text(HOME)
        router = str(ROOT / "playground" / "router.py")
        (folder / "entry" / "router.py").write_text(ROUTER.format(router=router))
        (folder / "pages" / "empty.py").write_text("")
        (folder / ".streamlit").symlink_to(ROOT / ".streamlit")
        for page in (ROOT / "pages").glob("*.py"):
            (folder / "pages" / page.name).symlink_to(page)
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
        free.close()
        home = folder / "home"
        home.mkdir()
        with (folder / "log").open("w") as log:
            command = [sys.executable, "-m", "streamlit", "run", "entry/Home.py", f"--server.port={port}"]
            process = subprocess.Popen(
                [*command, "--server.headless=true"],
                cwd=folder,
                env=os.environ | {"PLAYGROUND_HOME": str(home)} | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait(f"http://localhost:{port}/_stcore/health")
            time.sleep(12)  # the runner's fork server loads PyTorch
            store = open_store(Settings.read({"PLAYGROUND_HOME": str(home)}))
            yield f"localhost:{port}", store
            store.engine.dispose()
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not come up")


class Visitor:
    """One visit over the websocket, as the browser does it; `name` is that of a visitor who was here before."""

    def __init__(self, address: str, page: str, name: str = "") -> None:
        self.address, self.page = address, page
        self.headers = {"Cookie": f"{COOKIE}={name}"} if name else {}
        self.script = ""
        self.kept: set[str] = set()  # hashes of large elements that need not be sent again

    async def __aenter__(self) -> "Visitor":
        url = f"ws://{self.address}/_stcore/stream"
        self.socket = await websockets.connect(
            url, subprotocols=["streamlit"], max_size=None, additional_headers=self.headers
        )
        await self.rerun(self.page)
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.socket.close()

    def _acknowledge_at_once(self) -> None:
        """Do not let the server wait 40 ms until the first part of an answer is acknowledged. Chromium does not either.

        Linux forgets this wish again and again. Elsewhere there is none, and what a page costs is hidden by the wait.
        """
        if hasattr(socket, "TCP_QUICKACK"):
            connection = self.socket.transport.get_extra_info("socket")
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    async def rerun(self, page: str = "", query: str = "") -> float:
        """Run the page again and return the seconds until the script has finished and all of it has arrived."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_script_hash = self.script
        message.rerun_script.page_name = page
        message.rerun_script.cached_message_hashes.extend(self.kept)
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            self._acknowledge_at_once()
            answer = ForwardMsg.FromString(await self.socket.recv())
            if answer.WhichOneof("type") == "navigation":
                self.script = answer.navigation.page_script_hash
            if answer.metadata.cacheable:
                self.kept.add(answer.hash)
            if answer.WhichOneof("type") == "script_finished":
                return time.perf_counter() - began


async def reruns(address: str, page: str, visitors: int, times: int) -> list[float]:
    """Return the seconds of each rerun by so many visitors, each with about a second between two of them.

    They begin when all of them have the page: its first run is not a rerun. The pauses are drawn (exponential, as of
    people who know nothing of each other): with one fixed length, those who once waited together would go on to come
    at the same moment, and all would wait for all.
    """
    everybody, draw = asyncio.Barrier(visitors), random.Random(0)

    async def pause() -> None:
        await asyncio.sleep(draw.expovariate(1) if visitors > 1 else 0)

    async def visit() -> list[float]:
        async with Visitor(address, page) as visitor:
            await everybody.wait()
            seconds = []
            for _ in range(times):
                await pause()
                seconds.append(await visitor.rerun())
            return seconds

    return [each for answer in await asyncio.gather(*(visit() for _ in range(visitors))) for each in answer]


@contextmanager
def load(address: str, store: Store, visitors: int = 20, trainings: int = 2) -> Iterator[None]:
    """Let so many visitors rerun the `train` page once a second, beside so many long trainings."""
    runs = [store.create("load", TrainConfig(epochs=1000).as_json()) for _ in range(trainings)]
    ended = threading.Event()

    async def visit(number: int) -> None:
        async with Visitor(address, "train") as visitor:
            await asyncio.sleep(number / visitors)
            while not ended.is_set():
                await visitor.rerun()
                await asyncio.sleep(1)

    async def everybody() -> None:
        await asyncio.gather(*map(visit, range(visitors)))

    thread = threading.Thread(target=lambda: asyncio.run(everybody()))
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        for run_id in runs:
            store.command(run_id, "load", "stop")


def summary(seconds: Sequence[float]) -> str:
    """Return the median and the 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return f"median {1000 * statistics.median(ordered):.1f} ms, p95 {1000 * ordered[int(0.95 * len(ordered))]:.1f} ms"
