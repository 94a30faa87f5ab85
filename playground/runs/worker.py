"""The process of one run: it trains, writes checkpoints, and tells the runner what happens over a pipe.

Messages to the runner are lists of events as JSON; two are added to the loop's own: ``status`` (paused, running) and
``notice`` (a warning for the reader). Messages from the runner are commands with their values; a closed pipe means
"interrupted".
"""

import contextlib
import os
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil
import torch

from playground.runs.checkpoints import PARTIAL, path_of
from playground.runs.line import Line
from playground.runs.reading import load
from playground.runs.records import LAST_WORDS
from playground.training import Checkpoint, Event, Stopped, TrainConfig, train
from playground.translations import N_, Message, PlaygroundError


def work(pipe: "Connection[Any, Any]", config: dict[str, Any], folder: Path, threads: int, step: int | None) -> None:
    """Carry out one run in this process.

    Args:
        pipe: To the runner.
        config: The run's `TrainConfig` as JSON values.
        folder: Where the checkpoints and the last words are kept.
        threads: How many cores PyTorch may use.
        step: That of the checkpoint to go on from; None to begin.
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
    line.where["step"] = step or 0
    try:
        state = None if step is None else load(path_of(folder, step), device=None)
    except PlaygroundError as error:
        line.say({"type": "failed", "message": error.message.as_json()})
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


def _save(checkpoint: Checkpoint, folder: Path, line: Line) -> None:
    """Write the checkpoint whole or not at all; a full disk does not end the run."""
    partial = folder / PARTIAL
    try:
        torch.save(checkpoint.state, partial)
        os.replace(partial, path_of(folder, checkpoint.step))
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
