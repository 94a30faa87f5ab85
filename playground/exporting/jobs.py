"""A network in other formats as work for another process; its files, kept within bounds until they are downloaded.

```
PLAYGROUND_HOME/exports/<key>/   weights.pt: config, weights and samples, until the process has read them
                                 state_dict.pt, exported.pt2, …: what it made
```
"""

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import torch
from torch import Tensor

from playground.asking.loading import Asked
from playground.exporting.branch import WAYS, Answered
from playground.exporting.formats import FORMATS, Format
from playground.exporting.measured import MANY, Measured
from playground.jobs import Job, Work
from playground.runs import Run
from playground.settings import settings
from playground.translations import N_, PlaygroundError
from playground.uploads.store import no_space_in_words

MODULE = "playground.exporting"
GIVEN = "weights.pt"
MOST_FOLDERS = 50
MOST_BYTES = 1_000_000_000
AT_WORK = 600  # seconds after which nobody writes into a folder any more

BRANCH = Work(MODULE, total=len(WAYS))


def work(asked: Asked, run: Run | None) -> Work:
    """Return what is to be done to convert and measure a network as it is now; it is untrained where it has no run."""
    name = f"{run.id} {run.status}" if run else asked.config.key()
    key = hashlib.sha256(f"{name} {asked.step}".encode()).hexdigest()[:32]
    return Work(MODULE, (str(_home() / key),), total=2 * len(FORMATS))


def lay_down(asked: Asked, run: Run | None) -> Work:
    """Return the work after writing what its process needs; raises `PlaygroundError`."""
    sweep()
    made = work(asked, run)
    [folder] = made.arguments
    example, fresh = samples(asked)
    given = {"config": asked.config.key(), "weights": asked.model.state_dict(), "example": example, "fresh": fresh}
    with no_space_in_words():
        os.makedirs(folder, exist_ok=True)
        torch.save(given, Path(folder) / "new")
        os.replace(Path(folder) / "new", Path(folder) / GIVEN)
    return made


def samples(asked: Asked) -> tuple[Tensor, Tensor]:
    """Return two samples that the network learned from, (2, …), and fresh ones of its test part, (MANY, …).

    Where there are fewer, they come again.
    """
    learned, _validation, test = asked.parts
    return _some(asked, learned, 2), _some(asked, test, MANY)


def _some(asked: Asked, indices: Tensor, count: int) -> Tensor:
    places = indices[torch.arange(count) % len(indices)].tolist()
    return torch.stack([asked.opened.data[place][0] for place in places])


def measured(job: Job) -> tuple[Measured, ...]:
    """Return what was measured so far."""
    return tuple(Measured.from_json(line["measured"]) for line in job.lines if "measured" in line)


def at_work(job: Job) -> Format | None:
    """Return the format that is being made."""
    if not job.lines or "begins" not in job.lines[-1]:
        return None
    return FORMATS[job.lines[-1]["begins"]]


def answered(job: Job) -> tuple[Answered, ...]:
    """Return what each way to the branch gave so far."""
    return tuple(Answered.from_json(line) for line in job.lines)


def file_of(made: Work, row: Format) -> bytes:
    """Return a file that a work made; raises `PlaygroundError` where it is gone."""
    try:
        return (Path(made.arguments[0]) / row.file).read_bytes()
    except OSError:
        raise PlaygroundError(
            N_("{file} is not kept any more, because others needed the room. Convert once more."), file=row.file
        ) from None


def sweep() -> None:
    """Delete the oldest folders where there are too many, or too many bytes in them."""
    for folder in _too_many():
        shutil.rmtree(folder, ignore_errors=True)


def _too_many() -> Iterator[Path]:
    count, total = 0, 0
    with suppress(FileNotFoundError):
        for folder in sorted(_home().iterdir(), key=_age):
            count += 1
            total += sum(path.stat().st_size for path in folder.iterdir())
            if (count >= MOST_FOLDERS or total > MOST_BYTES) and _age(folder) > AT_WORK:
                yield folder


def _age(folder: Path) -> float:
    with suppress(FileNotFoundError):
        return time.time() - folder.stat().st_mtime
    return 0.0


def _home() -> Path:
    return settings().home / "exports"
