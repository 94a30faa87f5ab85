"""``python -m playground.datasets.fetch NAME``: download a data set, all of it or nothing."""

import errno
import shutil
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError

from playground.datasets.downloads import MODULE, folder, is_there, unfinished
from playground.datasets.rows import DatasetRow
from playground.datasets.table import DATASETS
from playground.jobs import child
from playground.parameters import find
from playground.translations import N_, PlaygroundError

ARCHIVES = (".gz", ".tar", ".tgz", ".zip")
PATIENCE_SECONDS = 30.0  # for an answer, and between two pieces of a file
ROOM = 4  # times the bytes of the download, for these and what is in them
TELL_SECONDS = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    parser = child.parser(MODULE, __doc__)
    parser.add_argument("name", help=", ".join(name for name, row in DATASETS.items() if row.download))
    given = parser.parse_args(arguments)
    if given.attached:
        child.attach()
    socket.setdefaulttimeout(PATIENCE_SECONDS)
    with child.sentences():
        row = find({name: row for name, row in DATASETS.items() if row.download}, given.name, "data set")
        if not is_there(row):
            fetch(row)
    return 0


def fetch(row: DatasetRow) -> None:
    """Download both parts of a data set, check them and put them into its folder; tell the bytes so far as lines.

    torchvision checks every file by its MD5 sum and goes on to the next address where one fails. Raises
    `PlaygroundError` where it cannot be had; nothing of it remains then.
    """
    part = unfinished(row)
    shutil.rmtree(part, ignore_errors=True)  # of a process that was killed
    try:
        with _in_words(row), _progress(part):
            part.mkdir(parents=True)
            _check_room(row, part)
            for train in (True, False):
                row.make(root=part, train=train, download=True)
            for archive in _archives(part):
                archive.unlink()
            part.rename(folder(row))
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _archives(part: Path) -> list[Path]:
    return [path for path in part.rglob("*") if path.suffix in ARCHIVES]


@contextmanager
def _progress(part: Path) -> Iterator[None]:
    """While the block runs, tell twice a second how many bytes have come."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(TELL_SECONDS):
            child.tell({"bytes": sum(path.stat().st_size for path in _archives(part))})

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _check_room(row: DatasetRow, part: Path) -> None:
    free, needed = shutil.disk_usage(part).free, ROOM * row.download
    if free < needed:
        raise PlaygroundError(
            N_("{name} needs {needed} MB of disk while it is unpacked; the server has {free} MB left."),
            name=row.name,
            needed=f"{needed / 1e6:,.0f}",
            free=f"{free / 1e6:,.0f}",
        )


@contextmanager
def _in_words(row: DatasetRow) -> Iterator[None]:
    """Turn what goes wrong on the way into a `PlaygroundError`."""
    try:
        yield
    except (OSError, RuntimeError, EOFError, ValueError) as error:
        raise PlaygroundError(_template(error), name=row.name, words=_last_words(error)) from error


def _template(error: Exception) -> str:
    """Return what happened, by the kind of error or, where torchvision puts several into one, by its words."""
    words = str(error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return N_("The disk of the server became full while {name} was fetched. What had come was deleted.")
    if isinstance(error, HTTPError) or "HTTP Error" in words:
        return N_("The server that has {name} did not give it out ({words}). Try again later.")
    if isinstance(error, URLError | OSError) or "urlopen error" in words:
        return N_(
            "{name} could not be fetched: no way into the internet was found ({words}). "
            "The data sets without a download work as they are."
        )
    return N_("What came of {name} was damaged or cut off, and was deleted ({words}). Try again.")


def _last_words(error: Exception) -> str:
    lines = [line for line in str(error).splitlines() if line.strip() and not line.startswith(("Tried ", "Error "))]
    return (lines or [type(error).__name__])[-1].strip("<>")[:200]


if __name__ == "__main__":
    sys.exit(main())
