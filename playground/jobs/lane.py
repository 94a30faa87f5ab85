"""A line of works, each in a process of its own, one at a time. What was done is kept and shared."""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import IO

from playground.jobs.records import Job, Status, Work
from playground.translations import N_, Message

log = logging.getLogger(__name__)


def command_of(work: Work) -> list[str]:
    """Return how the process of a work is started."""
    return [sys.executable, "-m", work.module, "--attached", *work.arguments]


class Lane:
    """The line, a thread that works it off while there is anything in it, and what was done last.

    A process may take `limit_seconds`; of the works that are over, the last `kept` are remembered.
    """

    def __init__(
        self, name: str, *, limit_seconds: float, kept: int, command: Callable[[Work], Sequence[str]] = command_of
    ) -> None:
        self.name = name
        self.limit_seconds = limit_seconds
        self.kept = kept
        self.command = command
        self.lock = threading.RLock()
        self.jobs: dict[Work, Job] = {}
        self.line: deque[Work] = deque()
        self.thread: threading.Thread | None = None
        self.current: Work | None = None
        self.process: subprocess.Popen[str] | None = None
        self.verdict: tuple[Status, Message | None] | None = None  # why the process was ended, where we ended it

    def get(self, work: Work) -> Job | None:
        """Return this work as it stands, or None where nobody asked for it or it is forgotten."""
        with self.lock:
            job = self.jobs.get(work)
            if job and job.status == "waiting":
                return replace(job, place=self.line.index(work) + 1)
            return job

    def idle(self) -> bool:
        """Return whether a work would begin at once."""
        with self.lock:
            return self.current is None and not self.line

    def ask(self, visitor: str, work: Work) -> None:
        """Put a work into the line, or join the one that is under way; a visitor's former one is given up."""
        with self.lock:
            for other in [other for other, job in self.jobs.items() if visitor in job.watchers and other != work]:
                self.stop(visitor, other)
            if self.watch(visitor, work):
                return
            self.jobs.pop(work, None)  # the newest comes last
            self.jobs[work] = Job(work, watchers=frozenset({visitor}))
            self.line.append(work)
            if self.thread is None:
                self.thread = threading.Thread(target=self._work_off, name=self.name, daemon=True)
                self.thread.start()

    def watch(self, visitor: str, work: Work) -> bool:
        """Let a work that is under way go on for this visitor too; return whether there is one."""
        with self.lock:
            job = self.jobs.get(work)
            if job is None or job.over:
                return False
            self._change(work, watchers=job.watchers | {visitor})
            return True

    def stop(self, visitor: str, work: Work) -> None:
        """Give a work up; it ends unless somebody else waits for it too. What it told so far is kept."""
        with self.lock:
            job = self.jobs.get(work)
            if job is None or visitor not in job.watchers:
                return
            self._change(work, watchers=job.watchers - {visitor})
            if job.over or len(job.watchers) > 1:
                return
            if job.status == "waiting":
                self.line.remove(work)
                self._change(work, status="stopped")
            else:
                self._end("stopped")

    def close(self) -> None:
        """End the work that is under way and forget the line."""
        with self.lock:
            self.line.clear()
            self._end("stopped")

    def _end(self, status: Status, message: Message | None = None) -> None:
        with self.lock:
            if self.current:
                self.verdict = self.verdict or (status, message)
            if self.process:
                _kill(self.process)

    def _end_late(self, process: "subprocess.Popen[str]") -> None:
        """End this process, unless another is under way by now."""
        message = Message(
            N_("It took more than its {seconds} seconds and was ended. Choose something smaller, or try again later."),
            {"seconds": f"{self.limit_seconds:g}"},
        )
        with self.lock:
            if self.process is process:
                self._end("failed", message)

    def _work_off(self) -> None:
        """Work the line off; the thread's own function."""
        while True:
            with self.lock:
                for work in [work for work, job in self.jobs.items() if job.over][: -self.kept]:
                    del self.jobs[work]
                self.current = self.line.popleft() if self.line else None
                if self.current is None:
                    self.thread = None
                    return
                self.verdict = None
                self._change(self.current, status="running")
            try:
                self._carry_out(self.current)
            except OSError as error:  # no process or no file could be had
                log.error("A process of %s could not be started", self.name, exc_info=error)
                message = Message(N_("The process for it could not be started: {words}"), {"words": str(error)})
                self._change(self.current, status="failed", message=message)

    def _carry_out(self, work: Work) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as words:
            with self.lock:
                self.process = process = subprocess.Popen(
                    self.command(work),
                    stdin=subprocess.PIPE,  # closes when this process ends, however it does: the child's sign to end
                    stdout=subprocess.PIPE,
                    stderr=words,
                    text=True,
                    encoding="utf-8",
                    start_new_session=True,  # Ctrl-C reaches this process alone, and `_kill` the child's own children
                )
                if self.verdict:  # given up before the process was there
                    _kill(process)
            limit = threading.Timer(self.limit_seconds, self._end_late, (process,))
            limit.daemon = True
            limit.start()
            try:
                with process:
                    error = self._read(work, process)
            finally:
                limit.cancel()
                with self.lock:
                    self.process, verdict = None, self.verdict
            complete = process.returncode == 0 and work.total in (0, len(self.jobs[work].lines))
            if complete:
                self._change(work, status="finished")
            else:
                status, message = verdict or ("failed", error or _died(process.returncode, words))
                self._change(work, status=status, message=message)

    def _read(self, work: Work, process: "subprocess.Popen[str]") -> Message | None:
        """Take the lines in as they come, and return the sentence that the process ended with.

        A line that is no JSON object, because its writer died over it, is left out.
        """
        assert process.stdout is not None
        for text in process.stdout:
            with suppress(ValueError):
                line = json.loads(text)
                if isinstance(line, dict) and "error" in line:
                    return Message(line["error"], line.get("values", {}))
                if isinstance(line, dict):
                    with self.lock:
                        self._change(work, lines=(*self.jobs[work].lines, line))
        return None

    def _change(self, work: Work, **values: object) -> None:
        with self.lock:
            self.jobs[work] = replace(self.jobs[work], **values)  # type: ignore[arg-type]


def _kill(process: "subprocess.Popen[str]") -> None:
    """End a process and all that it started, or the process alone where there are no groups."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _died(code: int, words: IO[str]) -> Message:
    """Return why a process ended before its end, with its last words."""
    words.seek(0)
    last = next((line.strip() for line in reversed(words.readlines()) if line.strip()), "–")
    log.warning("A process ended with code %s: %s", code, last)
    if code < 0:
        return Message(
            N_(
                "It was killed from outside (signal {code}), perhaps because memory ran out. "
                "Choose something smaller, or try again."
            ),
            {"code": -code},
        )
    return Message(
        N_("The process broke off with code {code}. Its last words: {words}"), {"code": code, "words": last[:300]}
    )
