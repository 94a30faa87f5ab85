"""A worker's line to the runner: commands in, events out. To the training loop it is what steers and watches it."""

import contextlib
import os
import threading
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

from playground.training import Control
from playground.training.views import histograms

FLUSH_SECONDS = 0.2  # how long an event may wait for company
POINT_SECONDS = 0.4  # longest time between two points of the curve, if the steps are that fast
VIEW_SECONDS = 1 / 12  # between two frames of a view, if they cost little
RECENT = 0.2  # what the last frame counts in what a frame costs
LOOK_SECONDS = 1.0  # at least, between two looks at the histograms, which are all kept:
LOOK_GROWTH = 0.05  # so this share of the run's time so far, if that is longer
CHECKPOINT_SECONDS = 2.0  # least time between two checkpoints,
CHECKPOINT_GROWTH = 0.1  # or this share of the run's time so far, if that is longer,
CHECKPOINT_LONGEST = 10.0  # but no more: so much is lost at most where a worker is killed, and what is left of an epoch
GRACE_SECONDS = 3.0  # how long a worker without a runner may take to save its work


class Line(Control):
    """The worker's end of the pipe.

    A thread listens; what it hears waits under `changed` until the loop asks. Commands that were sent before the
    process began are obeyed before the first step.
    """

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self.pipe = pipe
        self.parcel: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self.changed = threading.Condition()
        self.paused = False
        self.told = "running"
        self.steps = 0  # that may be taken in spite of the pause
        self.pace: float | None = None  # steps a second; None: as fast as can be
        self.stepped = 0.0
        self.pointed = 0.0
        self.asked: dict[str, float] = {}
        self.costs: dict[str, float] = {}  # seconds that a drawing of each view takes
        self.due: dict[str, float] = {}  # when each view is to be drawn again
        self.next = 0.0  # when the next point or view is due
        self.saved = time.monotonic()
        self.ending = ""  # why the run is to end: "stop" or "interrupt"
        self.where: dict[str, Any] = {"step": 0, "epoch": 1, "seconds": 0.0}
        with contextlib.suppress(EOFError, OSError):  # the thread will hear of it too
            while pipe.poll():
                self._obey(*pipe.recv())
        threading.Thread(target=self._listen, daemon=True).start()

    def quiet(self) -> bool:
        wanted = self.ending or self.asked or self.paused or self.pace or self.told != "running"
        return not wanted and time.monotonic() < self.next

    def proceed(self) -> bool | None:
        with self.changed:
            while not self.ending and not self.asked:
                self._tell_status()
                if self.paused and self.steps:
                    self.steps -= 1
                    break
                left = None if self.paused else self._seconds_to_step()
                if left is not None and left <= 0:
                    break
                self.changed.wait(left)
            else:
                return None if self.asked else False
        self.stepped = time.monotonic()
        return True

    def ends(self) -> bool:
        return bool(self.ending)

    def _tell_status(self) -> None:
        """Tell that the run waits or goes on again; steps by hand do not end a pause."""
        status = "paused" if self.paused else "running"
        if status != self.told and not self.steps:
            self.told = status
            self.say({"type": "status", "status": status})

    def _seconds_to_step(self) -> float:
        return self.stepped + 1 / self.pace - time.monotonic() if self.pace else 0.0

    def changes(self) -> Mapping[str, float]:
        with self.changed:
            asked, self.asked = self.asked, {}
        return asked

    def by_hand(self) -> bool:
        return self.paused

    def wants_point(self) -> bool:
        return self.paused or time.monotonic() - self.pointed >= POINT_SECONDS

    def wants_view(self, name: str, last: bool) -> bool:
        return last or self.paused or time.monotonic() >= self.due.get(name, 0.0)

    def viewed(self, name: str, seconds: float, share: float) -> None:
        if name not in self.costs:  # the first drawing is dearer than all that follow, and says nothing of them
            seconds = 0.0
        before = self.costs.get(name) or seconds
        self.costs[name] = before + RECENT * (seconds - before)
        wait = max(VIEW_SECONDS, self.costs[name] / share)
        if name == histograms.NAME:
            wait = max(LOOK_SECONDS, LOOK_GROWTH * self.where["seconds"], self.costs[name] / share)
        self.due[name] = time.monotonic() + wait
        self._plan()

    def _plan(self) -> None:
        self.next = min([self.pointed + POINT_SECONDS, *self.due.values()])

    def wants_checkpoint(self) -> bool:
        apart: float = min(max(CHECKPOINT_SECONDS, CHECKPOINT_GROWTH * self.where["seconds"]), CHECKPOINT_LONGEST)
        return time.monotonic() - self.saved > apart

    def say(self, event: dict[str, Any]) -> None:
        """Put an event into the parcel; the listening thread sends it off."""
        if event["type"] == "metrics":
            self.pointed = time.monotonic()
            self._plan()
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
                self.steps = self.steps + int(value or 1) if self.paused else int(value or 1)
                self.paused = True
            elif command == "pace":
                self.pace = value or None
            elif value is not None:
                self.asked[command] = value
            self.changed.notify_all()
