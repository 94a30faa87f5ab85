"""The checkpoints of a run on the disk: a file for each moment, named by its step, and thinned as they become many.

```
PLAYGROUND_HOME/runs/<run>/000079.pt    after 79 steps
                           000158.pt
                           last.pt      the only one, of a run made when no more than the last was kept
```
"""

import os
import shutil
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playground.runs.records import Run
from playground.settings import Settings

MOST = 8  # checkpoints of a run
SHARE = 0.25  # of a visitor's room, at most, for the checkpoints of one run; where they are large, fewer are kept
PARTIAL = "checkpoint.part"  # one that is being written
_OLD = "last.pt"


@dataclass(frozen=True)
class Kept:
    """A checkpoint on the disk: after how many steps it was made, where it is, how many bytes it has."""

    step: int
    path: Path
    bytes: int


def path_of(folder: Path, step: int) -> Path:
    """Return where the checkpoint of a step is, or is to be."""
    return folder / f"{step:06}.pt"


def kept(folder: Path, last: int | None) -> list[Kept]:
    """Return the checkpoints in a run's folder up to that of the step `last`, the last that the store knows of."""
    found = []
    with suppress(OSError):
        for each in os.scandir(folder):
            name = Path(each.name)
            step = last if each.name == _OLD else int(name.stem) if name.stem.isdecimal() else None
            if name.suffix == ".pt" and step is not None and step <= (last or 0):
                with suppress(OSError):  # deleted meanwhile
                    found.append(Kept(step, Path(each.path), each.stat().st_size))
    return sorted(found, key=lambda checkpoint: checkpoint.step)


def last_of(config: Settings, run: Run) -> Path:
    """Return where the last checkpoint of a run is; it may be gone. A later one counts, if that has come meanwhile."""
    folder, step = config.run_folder(run.id), run.checkpoint_step or 0
    path = path_of(folder, step)
    if path.exists():
        return path
    later = [each for each in folder.glob("*.pt") if each.stem.isdecimal() and int(each.stem) > step]
    return min(later, default=folder / _OLD)


def begin_at(folder: Path, step: int) -> None:
    """Make a folder ready for a run that goes on from `step`: nothing in it is later, and all have their names."""
    with suppress(FileNotFoundError):
        os.replace(folder / _OLD, path_of(folder, step))
    for each in folder.glob("*.pt"):
        if each.stem.isdecimal() and int(each.stem) > step:
            each.unlink(missing_ok=True)


def copy(folder: Path, step: int, goal: Path) -> int:
    """Copy the checkpoint of a step into another run's folder and return its bytes; raises `OSError`."""
    goal.mkdir(parents=True, exist_ok=True)
    given = path_of(folder, step)
    shutil.copyfile(given if given.exists() else folder / _OLD, path_of(goal, step))
    return path_of(goal, step).stat().st_size


def thinned(steps: Iterable[int], dear: Collection[int], most: int) -> list[int]:
    """Return at most `most` of the steps, evenly spaced as far as can be; the last one and the dear ones always stay.

    One after the other goes: always that whose neighbours, of which the first is step 0, are the closest.
    """
    left = sorted(set(steps))
    while len(left) > most:
        gaps = [
            (after - before, step)
            for before, step, after in zip((0, *left), left, left[1:], strict=False)
            if step not in dear
        ]
        if not gaps:
            break
        left.remove(min(gaps)[1])
    return left


def size_of(folder: Path) -> int:
    """Return the bytes of all files in a run's folder."""
    total = 0
    with suppress(OSError):
        for each in os.scandir(folder):
            with suppress(OSError):
                total += each.stat().st_size
    return total
