"""Keeps a runner running as long as the app does."""

import subprocess
import sys
import threading

RESTART_SECONDS = 0.5
BUSY_SECONDS = 3.0  # another app's runner serves this store; look again later, for it may end
CLOSING_SECONDS = 5.0


class Supervisor:
    """Starts ``python -m playground.runs`` and starts it again whenever it ends, until `close`."""

    def __init__(self) -> None:
        self.closing = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._keep, name="runner supervisor", daemon=True)
        self.thread.start()

    def _keep(self) -> None:
        from playground.runs.__main__ import BUSY

        while not self.closing.is_set():
            self.process = subprocess.Popen(
                [sys.executable, "-m", "playground.runs"],
                stdin=subprocess.PIPE,  # closes when this process ends, however it does: the runner's sign to end
                start_new_session=True,  # so that Ctrl-C reaches this process alone
            )
            code = self.process.wait()
            self.closing.wait(BUSY_SECONDS if code == BUSY else RESTART_SECONDS)

    def close(self) -> None:
        """End the runner, and through it all of its workers."""
        self.closing.set()
        if self.process and self.process.stdin:
            self.process.stdin.close()
            try:
                self.process.wait(CLOSING_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.thread.join(CLOSING_SECONDS)
