"""Settings of the whole playground, from environment variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs

from playground.parameters import Parameter

CORES = os.cpu_count() or 1

NUMBERS = {
    "slots": Parameter("PLAYGROUND_SLOTS", max(1, CORES - 1), "Runs that train at the same time.", 1, 256),
    "queue": Parameter("PLAYGROUND_QUEUE", 200, "Runs that may wait, in all.", 0, 100_000),
    "queue_per_visitor": Parameter("PLAYGROUND_QUEUE_PER_VISITOR", 5, "Runs of one visitor that may wait.", 0, 100_000),
    "run_minutes": Parameter("PLAYGROUND_RUN_MINUTES", 60, "Longest time of one run.", 1, 100_000),
    "run_memory_mb": Parameter("PLAYGROUND_RUN_MEMORY_MB", 4096, "Most memory of one run.", 64, 10_000_000),
    "runs_mb": Parameter("PLAYGROUND_RUNS_MB", 20_000, "Files of all runs.", 1, 10_000_000),
    "runs_mb_per_visitor": Parameter(
        "PLAYGROUND_RUNS_MB_PER_VISITOR", 1000, "Files of one visitor's runs.", 1, 1_000_000
    ),
    "upload_mb": Parameter("PLAYGROUND_UPLOAD_MB", 100, "Uploads of one visitor.", 1, 1_000_000),
    "uploads_mb": Parameter("PLAYGROUND_UPLOADS_MB", 2000, "Uploads of all visitors.", 1, 10_000_000),
    "upload_hours": Parameter("PLAYGROUND_UPLOAD_HOURS", 24, "How long uploads are kept.", 1, 100_000),
}


@dataclass(frozen=True)
class Settings:
    """Where the playground keeps its data and how much it gives to runs and uploads."""

    home: Path
    database_url: str
    slots: int
    queue: int
    queue_per_visitor: int
    run_minutes: int
    run_memory_mb: int
    runs_mb: int
    runs_mb_per_visitor: int
    upload_mb: int
    uploads_mb: int
    upload_hours: int

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """Return the settings in `environment`; raises `PlaygroundError` where one is out of bounds."""
        home = Path(environment.get("PLAYGROUND_HOME") or platformdirs.user_data_dir("pytorch-playground", False))
        numbers = {name: _number(parameter, environment) for name, parameter in NUMBERS.items()}
        url = environment.get("PLAYGROUND_DATABASE_URL") or f"sqlite:///{home.absolute().as_posix()}/playground.db"
        return cls(home=home.absolute(), database_url=url, **numbers)

    @property
    def threads(self) -> int:
        """Threads for each run: its share of the cores that are not kept for the pages."""
        return max(1, (CORES - 1) // self.slots)

    def run_folder(self, run_id: str) -> Path:
        """Return where a run keeps its checkpoints and its last words."""
        return self.home / "runs" / run_id


def _number(parameter: Parameter, environment: Mapping[str, str]) -> int:
    text = environment.get(parameter.name, "").strip()
    value = int(text) if text.lstrip("-").isdecimal() else (text or parameter.default)
    return int(parameter.check(value))


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings.read(os.environ)
