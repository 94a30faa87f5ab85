"""Measurements for the page: one at a time for the whole server, so that they do not disturb each other.

What was measured is kept and shared: many who ask for the same comparison and sizes wait for one measurement.
"""

import atexit
import json
import logging
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import IO, Literal

from playground.timing.comparisons import Comparison, check, why_not
from playground.timing.measure import Point
from playground.translations import N_, Message, PlaygroundError

COMMAND = (sys.executable, "-m", "playground.timing", "--attached")
LIMIT_SECONDS = 60.0
KEPT = 64  # measurements that have ended

Status = Literal["waiting", "measuring", "finished", "stopped", "failed"]
Key = tuple[str, tuple[int, ...]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """One measurement as it stands.

    `total` is how many points there will be; `place` is the place in the line, 0 where it does not wait; `message`
    says why it failed; `watchers` are the visitors who asked for it or looked at it and have not asked for another
    since.
    """

    comparison: str
    sizes: tuple[int, ...]
    total: int
    status: Status = "waiting"
    points: tuple[Point, ...] = ()
    place: int = 0
    message: Message | None = None
    watchers: frozenset[str] = frozenset()

    @property
    def over(self) -> bool:
        return self.status not in ("waiting", "measuring")


class Jobs:
    """The line of measurements, a thread that works it off while there are any, and what was measured last."""

    def __init__(
        self, command: Sequence[str] = COMMAND, *, limit_seconds: float = LIMIT_SECONDS, kept: int = KEPT
    ) -> None:
        self.command = tuple(command)
        self.limit_seconds = limit_seconds
        self.kept = kept
        self.lock = threading.RLock()
        self.jobs: dict[Key, Job] = {}
        self.line: deque[Key] = deque()
        self.thread: threading.Thread | None = None
        self.current: Key | None = None
        self.process: subprocess.Popen[str] | None = None
        self.verdict: tuple[Status, Message | None] | None = None  # why the process was ended, where we ended it

    def get(self, comparison: Comparison, sizes: tuple[int, ...]) -> Job | None:
        """Return the last measurement of this comparison at these sizes."""
        with self.lock:
            job = self.jobs.get((comparison.name, sizes))
            if job and job.status == "waiting":
                return replace(job, place=self.line.index((job.comparison, job.sizes)) + 1)
            return job

    def idle(self) -> bool:
        """Return whether a measurement would begin at once."""
        with self.lock:
            return self.current is None and not self.line

    def ask(self, visitor: str, comparison: Comparison, sizes: tuple[int, ...]) -> None:
        """Put a measurement into the line, or join the one that is under way; a visitor's former one is given up.

        Raises `PlaygroundError` where this computer cannot measure it, or the sizes are none of the comparison's.
        """
        key = comparison.name, check(comparison, sizes)
        if obstacle := why_not(comparison):
            raise PlaygroundError(obstacle.template, **obstacle.values)
        with self.lock:
            for other in [other for other, job in self.jobs.items() if visitor in job.watchers and other != key]:
                self._leave(visitor, other)
            if self.watch(visitor, comparison, key[1]):
                return
            self.jobs.pop(key, None)  # the newest comes last
            total = len(key[1]) * len(comparison.statements)
            self.jobs[key] = Job(*key, total, watchers=frozenset({visitor}))
            self.line.append(key)
            if self.thread is None:
                self.thread = threading.Thread(target=self._work, name="measurements", daemon=True)
                self.thread.start()

    def watch(self, visitor: str, comparison: Comparison, sizes: tuple[int, ...]) -> bool:
        """Let a measurement that is under way go on for this visitor too; return whether there is one."""
        with self.lock:
            job = self.jobs.get((comparison.name, sizes))
            if job is None or job.over:
                return False
            self.jobs[comparison.name, sizes] = replace(job, watchers=job.watchers | {visitor})
            return True

    def stop(self, visitor: str, comparison: Comparison, sizes: tuple[int, ...]) -> None:
        """Give a measurement up; it ends unless somebody else waits for it too."""
        with self.lock:
            self._leave(visitor, (comparison.name, sizes))

    def close(self) -> None:
        """End the measurement that is under way and forget the line."""
        with self.lock:
            self.line.clear()
            self._end("stopped")

    def _leave(self, visitor: str, key: Key) -> None:
        job = self.jobs.get(key)
        if job is None or visitor not in job.watchers:
            return
        self.jobs[key] = job = replace(job, watchers=job.watchers - {visitor})
        if job.watchers or job.over:
            return
        if job.status == "waiting":
            self.line.remove(key)
            self.jobs[key] = replace(job, status="stopped")
        else:
            self._end("stopped")

    def _end(self, status: Status, message: Message | None = None) -> None:
        """End the measurement that is under way, if there is one; what it measured so far is kept."""
        with self.lock:
            if self.current:
                self.verdict = self.verdict or (status, message)
            if self.process:
                self.process.kill()

    def _end_late(self, process: "subprocess.Popen[str]") -> None:
        """End this process, unless another is under way by now."""
        message = Message(
            N_("The measurement took more than its {seconds} seconds and was ended. Choose a smaller n."),
            {"seconds": f"{self.limit_seconds:g}"},
        )
        with self.lock:
            if self.process is process:
                self._end("failed", message)

    def _work(self) -> None:
        """Work the line off; the thread's own function."""
        while True:
            with self.lock:
                for key in [key for key, job in self.jobs.items() if job.over][: -self.kept]:
                    del self.jobs[key]
                self.current = self.line.popleft() if self.line else None
                if self.current is None:
                    self.thread = None
                    return
                self.verdict = None
                self._change(self.current, status="measuring")
            try:
                self._carry_out(self.current)
            except OSError as error:  # no process or no file could be had
                log.error("A measurement could not be started", exc_info=error)
                message = Message(N_("The measurement could not be started: {words}"), {"words": str(error)})
                self._change(self.current, status="failed", message=message)

    def _carry_out(self, key: Key) -> None:
        comparison, sizes = key
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as words:
            with self.lock:
                self.process = process = subprocess.Popen(
                    [*self.command, comparison, ",".join(map(str, sizes))],
                    stdin=subprocess.PIPE,  # closes when this process ends, however it does: the child's sign to end
                    stdout=subprocess.PIPE,
                    stderr=words,
                    text=True,
                    encoding="utf-8",
                    start_new_session=True,  # so that Ctrl-C reaches this process alone
                )
                if self.verdict:  # given up before the process was there
                    process.kill()
            limit = threading.Timer(self.limit_seconds, self._end_late, (process,))
            limit.daemon = True
            limit.start()
            try:
                with process:
                    self._read(key, process)
            finally:
                limit.cancel()
                with self.lock:
                    self.process, verdict = None, self.verdict
            complete = process.returncode == 0 and len(self.jobs[key].points) == self.jobs[key].total
            died = None if complete or verdict else _died(process.returncode, words)
            status, message = ("finished", None) if complete else verdict or ("failed", died)
            self._change(key, status=status, message=message)

    def _read(self, key: Key, process: "subprocess.Popen[str]") -> None:
        """Take in the points as they come; a line that is none, because its writer died over it, is left out."""
        assert process.stdout is not None
        for line in process.stdout:
            with suppress(ValueError, TypeError):
                point = Point(**json.loads(line))
                with self.lock:
                    self._change(key, points=(*self.jobs[key].points, point))

    def _change(self, key: Key, **values: object) -> None:
        with self.lock:
            self.jobs[key] = replace(self.jobs[key], **values)  # type: ignore[arg-type]


def _died(code: int, words: IO[str]) -> Message:
    """Return why a measurement ended before its end, with its last words."""
    words.seek(0)
    last = next((line.strip() for line in reversed(words.readlines()) if line.strip()), "–")
    log.warning("A measurement ended with code %s: %s", code, last)
    if code < 0:
        return Message(
            N_(
                "The measurement was killed from outside (signal {code}), perhaps because memory ran out. "
                "Choose a smaller n, or measure again."
            ),
            {"code": -code},
        )
    return Message(
        N_("The measurement broke off with code {code}. Its last words: {words}"), {"code": code, "words": last[:300]}
    )


@cache
def shared_jobs() -> Jobs:
    """Return the line of this server."""
    jobs = Jobs()
    atexit.register(jobs.close)
    return jobs
