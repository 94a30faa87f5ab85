"""How the runner, which does without PyTorch, names what its workers do."""

from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any


def launch(pipe: "Connection[Any, Any]", config: dict[str, Any], folder: Path, threads: int, step: int | None) -> None:
    """Carry out one run in this process, see `playground.runs.worker.work`."""
    from playground.runs.worker import work  # loaded already where there is a fork server

    work(pipe, config, folder, threads, step)


def nothing() -> None:
    """The first process of the fork server: when it ends, the server has loaded everything."""
