"""The runner: it takes queued runs from the store, gives each a process, and writes down what they report."""

import contextlib
import logging
import multiprocessing
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from playground.devices import Sampler
from playground.runs import checkpoints
from playground.runs.launch import launch, nothing
from playground.runs.limits import too_much, why_it_died
from playground.runs.records import Run
from playground.runs.store import Store
from playground.translations import N_, Message, PlaygroundError

TICK_SECONDS = 0.1
SAMPLE_SECONDS = 1.0
CLOSING_SECONDS = 3.0  # how long workers may take to save their work when the runner ends
RETRY_SECONDS = 1.0  # after the store could not be used
BIN_CHECK_SECONDS = 60.0  # between two looks for deleted runs whose time is over

PRELOAD = ["playground.runs.preload"]

INTERRUPTED = Message(
    N_("The playground was closed or broke off while this run was at work. It can go on from its last checkpoint.")
)

log = logging.getLogger(__name__)


@dataclass
class Worker:
    """A run at work: its process, and what it last told."""

    run: Run
    process: BaseProcess
    pipe: "Connection[Any, Any]"
    began: float = field(default_factory=time.monotonic)
    told: dict[str, Any] = field(default_factory=lambda: {"step": 0, "epoch": 1, "seconds": 0.0})
    told_at: float = 0.0  # 0 until the run has started
    over: bool = False
    killed: Message | None = None


class Runner:
    """Works off the queue until `closing` is set. Only one runs on a store (see `playground.runs.__main__`)."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.settings = store.settings
        self.closing = threading.Event()
        self.workers: dict[str, Worker] = {}
        self.changes: dict[str, dict[str, Any]] = {}  # not yet in the store
        self.new: dict[str, list[dict[str, Any]]] = {}
        self.frames: dict[str, list[dict[str, Any]]] = {}
        self.saved: set[str] = set()  # runs with a new checkpoint
        self.sampler = Sampler()
        self.sampled = 0.0
        self.emptied = 0.0
        forks = "forkserver" in multiprocessing.get_all_start_methods()
        self.context: Any = multiprocessing.get_context("forkserver" if forks else "spawn")
        if forks:
            self.context.set_forkserver_preload(PRELOAD)

    def run(self) -> None:
        """Work until `closing` is set, then bring all runs to a safe end."""
        self.store.interrupt_active(INTERRUPTED)
        self.store.measure()
        warm = self.context.Process(target=nothing)  # so that the first run starts as fast as any other
        warm.start()
        try:
            while not self.closing.is_set():
                try:
                    self.tick()
                except PlaygroundError as error:  # locked or full: everything is kept, and tried again
                    log.warning("%s", error)
                    self.closing.wait(RETRY_SECONDS)
        finally:
            warm.join()
            self._close()

    def tick(self) -> None:
        """Look once at the workers, the commands and the queue."""
        self.closing.wait(TICK_SECONDS)
        self._listen()
        self._sample()
        self._empty_bin()
        self._write()
        self._tidy()
        for run_id, name, value in self.store.take_commands():
            self._command(run_id, name, value)
        free = self.settings.slots - len(self.workers)
        for run in self.store.waiting(free) if free > 0 else ():
            self._start(run)
        self._write()

    def _start(self, run: Run) -> None:
        folder = self.settings.run_folder(run.id)
        step = run.checkpoint_step
        if step is not None:
            self.store.forget_after(run.id, step)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if step is not None:
                checkpoints.begin_at(folder, step)
            ours, theirs = self.context.Pipe()
            if run.pace:
                ours.send(("pace", run.pace))
            for _run_id, name, value in self.store.take_commands(run.id):
                ours.send((name, value))  # before there is a process, so that they hold from the first step on
            process = self.context.Process(
                target=launch, args=(theirs, run.config, folder, self.settings.threads, step), daemon=True
            )
            process.start()
            theirs.close()
        except OSError as error:
            message = Message(N_("The run could not be started: {words}"), {"words": str(error)})
            self._change(run.id, status="failed", ended=time.time(), message=message.as_json())
            return
        self.workers[run.id] = Worker(run, process, ours)
        self._change(run.id, status="running", started=run.started or time.time())

    def _command(self, run_id: str, name: str, value: float | None) -> None:
        worker = self.workers.get(run_id)
        if worker:
            with contextlib.suppress(OSError):
                worker.pipe.send((name, value))
        elif name == "stop" and any(run.status == "queued" for run in self.store.some([run_id])):
            self._change(run_id, status="stopped", ended=time.time())

    def _listen(self) -> None:
        """Take in what the workers say, and notice which have ended."""
        for run_id, worker in list(self.workers.items()):
            ended = not worker.process.is_alive()  # asked before the pipe is emptied, so that nothing is missed
            with contextlib.suppress(EOFError, OSError):
                while worker.pipe.poll():
                    for event in worker.pipe.recv():
                        self._note(worker, event)
            if ended:
                if not worker.over:
                    self._died(worker)
                worker.pipe.close()
                worker.process.join()
                del self.workers[run_id]

    def _note(self, worker: Worker, event: dict[str, Any]) -> None:
        """Take one event of a worker into the run's row and its records."""
        run_id, kind = worker.run.id, event["type"]
        worker.told, worker.told_at = {name: event[name] for name in worker.told}, time.monotonic()
        self._change(run_id, step=event["step"], epoch=event["epoch"])
        if kind == "started":
            self._change(run_id, total_steps=event["total_steps"])
        elif kind == "status":
            self._change(run_id, status=event["status"])
        elif kind == "epoch":
            before = self.changes[run_id].get("best", worker.run.best)
            score = event["validation_score"]
            self._change(run_id, best=score if before is None else max(before, score))
        elif kind == "checkpoint":
            self._change(run_id, checkpoint_step=event["step"])
            self.saved.add(run_id)
        elif kind == "notice":
            self._change(run_id, message=event["message"])
        elif kind in ("finished", "stopped", "failed", "interrupted"):
            worker.over = True
            self._change(run_id, status=kind, ended=time.time())
            if kind == "finished":
                self._change(run_id, test_score=event["test_score"])
            if kind == "failed":
                self._change(run_id, message=event["message"])
            if kind == "interrupted":
                self._change(run_id, message=INTERRUPTED.as_json())
        (self.frames if kind == "view" else self.new).setdefault(run_id, []).append(event)

    def _died(self, worker: Worker) -> None:
        """A worker ended without saying so: find out why, and tell."""
        message = worker.killed or why_it_died(worker.process.exitcode, self.settings.run_folder(worker.run.id))
        self._note(worker, worker.told | {"type": "failed", "message": message.as_json()})

    def _sample(self) -> None:
        """Once a second: what the machine does, for every run at work; and whether a run takes too much."""
        if not self.workers or time.monotonic() - self.sampled < SAMPLE_SECONDS:
            return
        self.sampled = time.monotonic()
        sample = self.sampler.sample().as_json()
        for worker in self.workers.values():
            if worker.told_at:
                seconds = worker.told["seconds"] + time.monotonic() - worker.told_at
                event = worker.told | {"type": "device", "seconds": seconds} | sample
                self.new.setdefault(worker.run.id, []).append(event)
            took = time.monotonic() - worker.began
            worker.killed = worker.killed or too_much(worker.process.pid, took, self.settings)
            if worker.killed:
                worker.process.kill()

    def _empty_bin(self) -> None:
        if time.monotonic() - self.emptied > BIN_CHECK_SECONDS:
            self.store.empty_bin()
            self.emptied = time.monotonic()

    def _tidy(self) -> None:
        """Keep what the runs leave on the disk within its bounds."""
        while self.saved:
            run_id = next(iter(self.saved))
            self.store.tidy(run_id)
            self.saved.discard(run_id)  # only now: where the store cannot be used, it is tried again

    def _change(self, run_id: str, **values: Any) -> None:
        self.changes.setdefault(run_id, {}).update(values)

    def _write(self) -> None:
        if self.changes or self.new or self.frames:
            self.store.write(self.changes, self.new, self.frames)
            self.changes, self.new, self.frames = {}, {}, {}

    def _close(self) -> None:
        """Ask every worker to save its work, wait a little, end the rest, and write down how it went."""
        for worker in self.workers.values():
            with contextlib.suppress(OSError):
                worker.pipe.send(("interrupt", None))
        deadline = time.monotonic() + CLOSING_SECONDS
        while self.workers and time.monotonic() < deadline:
            time.sleep(TICK_SECONDS)
            self._listen()
        for worker in self.workers.values():
            worker.process.kill()
            self._change(worker.run.id, status="interrupted", ended=time.time(), message=INTERRUPTED.as_json())
        with contextlib.suppress(PlaygroundError):
            self._write()
