"""A real server and a real Chromium. With REQUIRE_BROWSER=1 a missing browser is a failure, not a skip."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
HEADLESS = ["--server.headless=true"]
CHROMIUM = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
# Streamlit looks for its own server below the page's address first, on every page but the home page
STREAMLITS_OWN = ("/_stcore/health", "/_stcore/host-config")


expect.set_options(timeout=40_000)  # a browser with an empty cache on a busy machine takes seconds to load a page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run a browser test that fails once more: machines are shared. The end of the report lists those to look into."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.flaky(reruns=1))


class Server:
    """The playground as its users start it."""

    def __init__(self, home: Path, **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("localhost", 0))
            port = free.getsockname()[1]
        self.url = f"http://localhost:{port}"
        self.home = home
        with (home / "server.log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "playground/Home.py", f"--server.port={port}", *HEADLESS],
                cwd=ROOT,
                env=os.environ | {"PLAYGROUND_HOME": str(home), "PLAYGROUND_SLOTS": "2"} | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_up()

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(self.url + "/_stcore/health", timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None, self.log()
                time.sleep(0.1)
        raise AssertionError("the server did not come up:\n" + self.log())

    def log(self) -> str:
        return (self.home / "server.log").read_text()

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, with_signal: int = signal.SIGINT) -> list[psutil.Process]:
        """End the server and return what is left of its processes after five seconds."""
        family = [psutil.Process(self.process.pid), *self.family()]
        self.process.send_signal(with_signal)
        began = time.monotonic()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            return family
        left = psutil.wait_procs(family, timeout=5 - (time.monotonic() - began))[1]
        return [process for process in left if not _is_over(process)]


def _is_over(process: psutil.Process) -> bool:
    """Return whether a process has ended, even if the system's first process has not buried it yet."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("playground"))
    yield server
    server.stop()
    assert "Traceback" not in server.log(), server.log()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER=1, but there is no Chromium: install Debian's package chromium")
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


Visit = Callable[..., Page]


class Visitors:
    """Browser contexts. One that was used comes again as somebody new, who has Streamlit's megabytes in the cache."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.free: dict[tuple, list[BrowserContext]] = {}
        self.used: list[tuple[tuple, BrowserContext]] = []

    def come(self, locale: str, dark: bool, width: int, height: int) -> BrowserContext:
        kind = (locale, dark, width, height)
        waiting = self.free.setdefault(kind, [])
        context = (
            waiting.pop()
            if waiting
            else self.browser.new_context(
                locale=locale, color_scheme="dark" if dark else "light", viewport={"width": width, "height": height}
            )
        )
        self.used.append((kind, context))
        return context

    def go(self) -> None:
        """Let all of them go, and forget what they left in their browsers."""
        for kind, context in self.used:
            for page in context.pages:
                page.evaluate("localStorage.clear(), sessionStorage.clear()")
                page.close()
            context.clear_cookies()
            self.free[kind].append(context)
        self.used = []


@pytest.fixture(scope="session")
def visitors(browser) -> Visitors:
    return Visitors(browser)


@pytest.fixture
def visit(visitors, server) -> Iterator[Visit]:
    """Open a page as somebody new; at the end nothing may have gone wrong, nor left this computer."""
    complaints = []

    def open_page(
        path: str = "/", *, locale="en-US", dark=False, width=1280, height=720, page: Page | None = None
    ) -> Page:
        if page is None:
            page = visitors.come(locale, dark, width, height).new_page()
            page.set_default_timeout(40_000)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda message: _hear(message, complaints))
            page.on("request", lambda request: _follow(request.url, server, complaints))
        page.goto(server.url + path)
        page.get_by_test_id("stApp").wait_for()
        page.locator("h1").first.wait_for()
        return page

    yield open_page
    exceptions = [
        page.url
        for _kind, context in visitors.used
        for page in context.pages
        if page.get_by_test_id("stException").count()
    ]
    visitors.go()
    assert exceptions == []
    assert complaints == []


def _hear(message, complaints: list[str]) -> None:
    if message.type == "error" and not message.location.get("url", "").endswith(STREAMLITS_OWN):
        complaints.append(f"{message.text} {message.location}")


def _follow(url: str, server: Server, complaints: list[str]) -> None:
    if not url.startswith((server.url, "data:", "blob:")):
        complaints.append(f"asked for {url}")
