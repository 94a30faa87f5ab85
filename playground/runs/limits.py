"""What ends a run from outside: it takes too much, or its process dies. Both are told to whoever looks at the run."""

from contextlib import suppress
from pathlib import Path

import psutil

from playground.runs.records import LAST_WORDS
from playground.settings import Settings
from playground.translations import N_, Message


def too_much(pid: int | None, seconds: float, settings: Settings) -> Message | None:
    """Return why a run, whose process `pid` has worked for so many seconds, must end: None where it may go on."""
    if _takes_more(pid, settings.run_memory_mb * 2**20):
        return Message(
            N_(
                "The run took more than its {megabytes} MB of memory and was ended. "
                "Lower batch_size or the size of the model."
            ),
            {"megabytes": settings.run_memory_mb},
        )
    if seconds > settings.run_minutes * 60:
        return Message(
            N_("The run took more than its {minutes} minutes and was ended. Lower the number of epochs."),
            {"minutes": settings.run_minutes},
        )
    return None


def _takes_more(pid: int | None, limit: int) -> bool:
    """Return whether a process has more than `limit` bytes to itself, not counting what it shares with the fork server.

    To count those halts the process for a moment, so it is done only where it might matter.
    """
    try:
        process = psutil.Process(pid)
        return bool(process.memory_info().rss > limit and process.memory_full_info().uss > limit)
    except psutil.Error:
        return False


def why_it_died(code: int | None, folder: Path) -> Message:
    """Return what is known of a process that ended, with exit code `code`, before its run was over."""
    words = ""
    with suppress(OSError):
        words = (folder / LAST_WORDS).read_text("utf-8", "replace").strip()[-500:]
    values = {"code": code, "words": words or "–"}
    if code is not None and code < 0:
        return Message(
            N_(
                "The run's process was killed from outside (signal {code}), perhaps because memory ran out. "
                "Last words: {words}"
            ),
            values | {"code": -code},
        )
    return Message(N_("The run's process ended by itself with code {code}. Last words: {words}"), values)
