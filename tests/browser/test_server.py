"""The server as a whole: it ends without leaving anything behind."""

import signal
import sqlite3
import urllib.request

import pytest

from playground.runs import open_store
from playground.settings import Settings
from playground.training import TrainConfig
from tests.waiting import until

from .conftest import Server


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda s: s.name)
def test_no_process_is_left_and_the_store_opens_clean(tmp_path, how):
    server = Server(tmp_path)
    store = open_store(Settings.read({"PLAYGROUND_HOME": str(tmp_path)}))
    run_id = store.create("me", TrainConfig(epochs=1000).as_json())
    until(lambda: store.get(run_id).checkpoint_step)
    feed = urllib.request.urlopen(f"{server.url}/api/runs/{run_id}/feed")  # somebody is watching
    devices = urllib.request.urlopen(f"{server.url}/api/devices/feed")
    assert feed.readline().startswith(b"event: run")
    assert devices.readline() == b"event: devices\n"
    assert server.stop(how) == []
    run = store.get(run_id)
    assert run.status == "interrupted"
    assert run.can_continue
    store.engine.dispose()
    with sqlite3.connect(tmp_path / "playground.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    for stream in (feed, devices):
        stream.close()


def test_a_killed_runner_comes_back_by_itself(server):
    store = open_store(Settings.read({"PLAYGROUND_HOME": str(server.home)}))
    run_id = store.create("me", TrainConfig(epochs=1000).as_json())
    until(lambda: store.get(run_id).checkpoint_step)
    runner = next(process for process in server.family() if "playground.runs" in process.cmdline())
    runner.kill()
    until(lambda: store.get(run_id).status == "interrupted")
    store.resume_from_checkpoint(run_id, "me")
    until(lambda: store.get(run_id).status == "running")
    store.command(run_id, "me", "stop")
    until(lambda: store.get(run_id).status == "stopped")
    store.engine.dispose()


def test_the_first_page_sets_one_cookie_that_only_the_server_reads(server):
    answer = urllib.request.urlopen(server.url + "/train")
    [cookie] = answer.headers.get_all("set-cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    again = urllib.request.Request(server.url + "/train", headers={"Cookie": cookie.split(";")[0]})
    assert urllib.request.urlopen(again).headers.get_all("set-cookie") is None


@pytest.mark.parametrize("run_id", ["nothing", "%3Cscript%3E", "%E5%AE%9F", "x" * 5000])
def test_a_feed_of_no_run_says_so_and_ends(server, run_id):
    with urllib.request.urlopen(f"{server.url}/api/runs/{run_id}/feed", timeout=10) as answer:
        assert answer.read() == b"event: gone\ndata: {}\n\n"
