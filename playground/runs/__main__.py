"""``python -m playground.runs``: the runner. It ends when its standard input does, so it never outlives the app."""

import logging
import os
import signal
import sys
import threading
from types import FrameType

from filelock import FileLock, Timeout

from playground.runs.runner import Runner
from playground.runs.store import open_store
from playground.settings import settings

BUSY = 3  # exit code: another runner serves this store


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s runner: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = settings()
    config.home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(config.home / "runner.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return BUSY
    with lock:
        runner = Runner(open_store(config))

        def close(_signal: int, _frame: FrameType | None) -> None:
            runner.closing.set()

        signal.signal(signal.SIGTERM, close)
        signal.signal(signal.SIGINT, close)
        threading.Thread(target=_close_with_input, args=(runner,), daemon=True).start()
        runner.run()
    return 0


def _close_with_input(runner: Runner) -> None:
    """Wait for the end of standard input: the app has ended, however it did."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    runner.closing.set()


if __name__ == "__main__":
    sys.exit(main())
