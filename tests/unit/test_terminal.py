import json
import os
import signal
import subprocess
import sys
import time

COMMAND = [sys.executable, "-m", "playground.training"]


def test_it_prints_one_json_object_a_line(tmp_path):
    (tmp_path / "config.json").write_text('{"epochs": 1, "model": "MLP"}')
    done = subprocess.run([*COMMAND, "config.json"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert {event["type"] for event in events} == {"started", "metrics", "epoch", "checkpoint", "finished"}
    metrics = next(event for event in events if event["type"] == "metrics")
    assert set(metrics["values"]) == {"train_loss", "learning_rate", "grad_norm", "samples_per_second"}
    assert {"step", "epoch"} <= set(metrics)
    assert events[-1]["test_score"] > 0.5


def test_a_mistake_is_a_sentence_and_no_traceback(tmp_path):
    (tmp_path / "config.json").write_text('{"epochs": -1}')
    done = subprocess.run([*COMMAND, "config.json"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "epochs is -1; it must be a whole number from 1 to 1000.\n"


def test_a_missing_file_is_a_sentence(tmp_path):
    done = subprocess.run([*COMMAND, "none.json"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert "none.json cannot be read" in done.stderr


def test_ctrl_c_stops_with_an_event(tmp_path):
    process = subprocess.Popen([*COMMAND, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdin.write('{"epochs": 1000}')
    process.stdin.close()
    json.loads(process.stdout.readline())  # it has started
    time.sleep(0.2)
    os.kill(process.pid, signal.SIGINT)
    last = process.stdout.read().splitlines()[-1]
    assert process.wait(10) == 0
    assert json.loads(last)["type"] == "stopped"
    process.stdout.close()
