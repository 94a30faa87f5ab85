"""The process of one run: it trains, writes checkpoints, and tells the runner what happens over a pipe.

Messages to the runner are lists of events as JSON; two are added to the loop's own: ``status`` (paused, running) and
``notice`` (a warning for the reader). Messages from the runner are commands with their values; a closed pipe means
"interrupted".
"""

import contextlib
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

import psutil
import torch

from playground.runs.records import CHECKPOINT, LAST_WORDS
from playground.training import Checkpoint, Control, Event, Stopped, TrainConfig, train
from playground.translations import N_, Message

FLUSH_SECONDS = 0.2  # how long an event may wait for company
VIEW_SECONDS = 1 / 12  # between two frames of a view, if they cost little
VIEW_SHARE = 0.04  # of the time that each view may take
CHECKPOINT_SECONDS = 2.0  # least time between two checkpoints
GRACE_SECONDS = 3.0  # how long a worker without a runner may take to save its work


class Line(Control):
    """The worker's end of the pipe: the runner's commands in, events out in small parcels."""

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self.pipe = pipe
        self.parcel: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self.changed = threading.Condition()
        self.paused = False
        self.steps = 0  # that may be taken in spite of the pause
        self.pace: float | None = None  # steps a second; None: as fast as can be
        self.stepped = 0.0
        self.asked: dict[str, float] = {}
        self.due: dict[str, float] = {}  # when each view is to be drawn again
        self.saved = time.monotonic()
        self.ending = ""  # why the run is to end: "stop" or "interrupt"
        self.where: dict[str, Any] = {"step": 0, "epoch": 1, "seconds": 0.0}
        threading.Thread(target=self._listen, daemon=True).start()

    def proceed(self) -> bool:
        with self.changed:
            if self._halted():
                self.say({"type": "status", "status": "paused"})
                self.changed.wait_for(lambda: not self._halted())
                if not self.ending and not self.paused:
                    self.say({"type": "status", "status": "running"})
            self.steps = max(0, self.steps - 1)
            while (left := self._seconds_to_step()) > 0:
                self.changed.wait(left)
        self.stepped = time.monotonic()
        return not self.ending

    def _halted(self) -> bool:
        return self.paused and not self.steps and not self.ending

    def _seconds_to_step(self) -> float:
        """Return how long to wait at this pace; somebody who steps by hand does not wait."""
        if self.pace is None or self.paused or self.ending:
            return 0.0
        return self.stepped + 1 / self.pace - time.monotonic()

    def changes(self) -> Mapping[str, float]:
        with self.changed:
            asked, self.asked = self.asked, {}
        return asked

    def wants_view(self, name: str, last: bool) -> bool:
        return last or self.paused or time.monotonic() >= self.due.get(name, 0.0)

    def viewed(self, name: str, seconds: float) -> None:
        self.due[name] = time.monotonic() + max(VIEW_SECONDS, seconds / VIEW_SHARE)

    def wants_checkpoint(self) -> bool:
        return time.monotonic() - self.saved > CHECKPOINT_SECONDS

    def say(self, event: dict[str, Any]) -> None:
        """Put an event into the parcel; the listening thread sends it off."""
        with self.lock:
            self.parcel.append(self.where | event)

    def send(self) -> None:
        """Send the parcel now."""
        with self.lock:
            parcel, self.parcel = self.parcel, []
            if parcel:
                with contextlib.suppress(OSError):  # the runner is gone: the checkpoint still gets written
                    self.pipe.send(parcel)

    def _listen(self) -> None:
        try:
            while True:
                if self.pipe.poll(FLUSH_SECONDS):
                    self._obey(*self.pipe.recv())
                self.send()
        except (EOFError, OSError):
            self._obey("interrupt")
            time.sleep(GRACE_SECONDS)
            os._exit(1)  # nobody is left to wait for this process

    def _obey(self, command: str, value: float | None = None) -> None:
        with self.changed:
            if command in ("stop", "interrupt"):
                self.ending = self.ending or command
            elif command in ("pause", "resume"):
                self.paused, self.steps = command == "pause", 0
            elif command == "step":
                self.paused, self.steps = True, self.steps + 1
            elif command == "pace":
                self.pace = value or None
            else:
                self.asked[command] = cast(float, value)
            self.changed.notify_all()


def work(pipe: "Connection[Any, Any]", config: dict[str, Any], folder: Path, threads: int, go_on: bool) -> None:
    """Carry out one run in this process.

    Args:
        pipe: To the runner.
        config: The run's `TrainConfig` as JSON values.
        folder: Where the checkpoint and the last words are kept.
        threads: How many cores PyTorch may use.
        go_on: Whether to go on from the checkpoint in `folder`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the runner's to hear
    _hear_last_words(folder)
    with contextlib.suppress(OSError, psutil.Error):
        process = psutil.Process()
        if sys.platform == "win32":  # pages come first
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(10)
    torch.set_num_threads(threads)
    line = Line(pipe)
    try:
        state = torch.load(folder / CHECKPOINT, weights_only=True) if go_on else None
    except (OSError, RuntimeError, EOFError, ValueError, pickle.UnpicklingError) as error:
        line.say(_failure(N_("The checkpoint cannot be read: {words}"), words=str(error)))
        line.send()
        return
    for event in train(TrainConfig.model_validate(config), line, state):
        line.where = {"step": event.step, "epoch": event.epoch, "seconds": event.seconds}
        if isinstance(event, Checkpoint):
            _save(event, folder, line)
            line.saved = time.monotonic()
        else:
            line.say(_told(event, line))
    line.send()


def _told(event: Event, line: Line) -> dict[str, Any]:
    told = event.as_json()
    if isinstance(event, Stopped) and line.ending == "interrupt":
        told["type"] = "interrupted"
    return told


def _failure(template: str, **values: Any) -> dict[str, Any]:
    return {"type": "failed", "message": Message(template, values).as_json()}


def _save(checkpoint: Checkpoint, folder: Path, line: Line) -> None:
    """Write the checkpoint whole or not at all; a full disk does not end the run."""
    partial = folder / (CHECKPOINT + ".part")
    try:
        torch.save(checkpoint.state, partial)
        os.replace(partial, folder / CHECKPOINT)
    except (OSError, RuntimeError) as error:  # torch reports a full disk as RuntimeError
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        message = Message(
            N_("The checkpoint of step {step} could not be saved ({words}); the run goes on without it."),
            {"step": checkpoint.step, "words": str(error)},
        )
        line.say({"type": "notice", "message": message.as_json()})
    else:
        line.say(checkpoint.as_json())


def _hear_last_words(folder: Path) -> None:
    """Send what this process and its libraries print on stderr to a file, for when it dies."""
    with contextlib.suppress(OSError):
        log = os.open(folder / LAST_WORDS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(log, 2)
        os.close(log)
