"""Where uploads are kept: a folder for each visitor, bounded in bytes and in time.

```
PLAYGROUND_HOME/uploads/<visitor>/table/       table.csv, name.json
                                  pictures/    <class>/<sixteen hexadecimal digits>.png
                                  incoming/    what was just uploaded, not looked at yet
                                  single/      a picture that is asked about once, until it was looked at
                                  report.json  what became of the last upload of pictures
```
"""

import errno
import hashlib
import json
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playground.settings import settings
from playground.translations import N_, Message, PlaygroundError

MEGABYTE = 2**20


@dataclass(frozen=True)
class Table:
    """An uploaded CSV file: where it is kept and what it was called; `stamp` changes with its contents."""

    path: Path
    name: str
    stamp: int

    @property
    def upload(self) -> str:
        """Return what names just these contents, without their visitor."""
        return f"{self.path.parents[1].name}-{self.stamp}"


@dataclass(frozen=True)
class Pictures:
    """Uploaded pictures: the folder with one folder for each class, and how many each of these has."""

    root: Path
    classes: tuple[tuple[str, int], ...]
    stamp: int

    @property
    def upload(self) -> str:
        """Return what names just these pictures, without their visitor."""
        return f"{self.root.parent.name}-{self.stamp}"


@dataclass(frozen=True)
class Report:
    """What became of an upload of pictures.

    `taken` were kept, `known` were there already, `left_out` are files that are no pictures; `refused` are the names of
    those that could not be used, with the reason.
    """

    taken: int = 0
    known: int = 0
    left_out: int = 0
    refused: tuple[tuple[str, Message], ...] = ()


def home() -> Path:
    """Return the folder of all uploads."""
    return settings().home / "uploads"


def folder(visitor: str) -> Path:
    """Return a visitor's folder, which may not be there yet; its name does not give the cookie away."""
    return home() / hashlib.sha256(visitor.encode()).hexdigest()[:32]


def expires(visitor: str) -> float:
    """Return when a visitor's uploads will be deleted, in seconds since 1970: a set time after the last one."""
    return _expires(folder(visitor))


def _expires(place: Path) -> float:
    return _age_counts_from(place) + settings().upload_hours * 3600


def sweep() -> None:
    """Delete what has been kept for its time."""
    with suppress(FileNotFoundError):
        for each in home().iterdir():
            if _expires(each) < time.time():
                shutil.rmtree(each, ignore_errors=True)


def delete(visitor: str, what: str) -> None:
    """Delete a visitor's `table` or `pictures`."""
    shutil.rmtree(folder(visitor) / what, ignore_errors=True)
    if what == "pictures":
        (folder(visitor) / "report.json").unlink(missing_ok=True)


def keep_table(visitor: str, name: str, contents: bytes) -> None:
    """Keep a CSV file in the place of the former one. Raises `PlaygroundError` where there is no room for it."""
    with _room(visitor, len(contents)) as place:
        delete(visitor, "table")
        (place / "table").mkdir()
        (place / "table" / "name.json").write_text(json.dumps(name[-100:]), encoding="utf-8")
        (place / "table" / "new").write_bytes(contents)
        (place / "table" / "new").rename(place / "table" / "table.csv")


def table_of(visitor: str) -> Table | None:
    """Return the CSV file that is kept for a visitor."""
    return table_in(folder(visitor).name)


def table_in(name: str) -> Table | None:
    """Return the CSV file in the folder of uploads called `name`."""
    path = home() / name / "table" / "table.csv"
    try:
        stamp = path.stat().st_mtime_ns
        called = str(json.loads(path.with_name("name.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None
    return None if _expires(home() / name) < time.time() else Table(path, called, stamp)


def bring_in(visitor: str, files: Sequence[tuple[str, bytes]], label: str = "") -> Path:
    """Lay uploaded files down for `python -m playground.uploads` to look at; return the folder with them.

    `files` are names, perhaps with folders before them, and contents; `label` is the class of those without a folder.
    Raises `PlaygroundError` where there is no room.
    """
    with _room(visitor, sum(len(contents) for _, contents in files)) as place:
        batch = place / "incoming" / secrets.token_hex(8)
        batch.mkdir(parents=True)
        for i, (_, contents) in enumerate(files):
            (batch / f"{i}").write_bytes(contents)
        manifest = {"names": [name for name, _ in files], "label": label}
        (batch / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        return batch


def lay_down(visitor: str, contents: bytes) -> Path:
    """Lay a single picture down for `python -m playground.uploads --one` to look at; return where it is.

    Raises `PlaygroundError` where there is no room.
    """
    with _room(visitor, len(contents)) as place:
        path = place / "single" / hashlib.sha256(contents).hexdigest()[:32]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(contents)
        return path


def waiting(visitor: str) -> list[Path]:
    """Return the batches that were not looked at to the end."""
    with suppress(FileNotFoundError):
        return sorted((folder(visitor) / "incoming").iterdir())
    return []


def discard(batch: Path) -> None:
    """Delete a batch that nobody will look at any more."""
    shutil.rmtree(batch, ignore_errors=True)


def pictures_of(visitor: str) -> Pictures | None:
    """Return the pictures that are kept for a visitor, if there are any."""
    return pictures_in(folder(visitor).name)


def pictures_in(name: str) -> Pictures | None:
    """Return the pictures in the folder of uploads called `name`."""
    root = home() / name / "pictures"
    try:
        folders = sorted(each for each in root.iterdir() if any(each.glob("*.png")))
        stamp = max(each.stat().st_mtime_ns for each in folders)
        classes = tuple((each.name, sum(1 for _ in each.glob("*.png"))) for each in folders)
    except (OSError, ValueError):
        return None
    return None if _expires(home() / name) < time.time() else Pictures(root, classes, stamp)


def report_of(visitor: str) -> Report | None:
    """Return what became of the last upload of pictures."""
    try:
        data = json.loads((folder(visitor) / "report.json").read_text(encoding="utf-8"))
        refused = tuple((name, Message.from_json(reason)) for name, reason in data.pop("refused"))
        return Report(**data, refused=refused)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_report(place: Path, report: Report) -> None:
    """Write down what became of an upload, in a visitor's folder."""
    data = vars(report) | {"refused": [(name, reason.as_json()) for name, reason in report.refused]}
    (place / "report.json").write_text(json.dumps(data), encoding="utf-8")


@contextmanager
def _room(visitor: str, more: int) -> Iterator[Path]:
    """Give a visitor's folder for `more` bytes; raises `PlaygroundError` where that is too much."""
    sweep()
    place, given = folder(visitor), settings()
    if _bytes(place) + more > given.upload_mb * MEGABYTE:
        raise PlaygroundError(
            N_("Your uploads would take more than the {limit} MB that each visitor has. Delete some first."),
            limit=given.upload_mb,
        )
    if _bytes(home()) + more > given.uploads_mb * MEGABYTE:
        raise PlaygroundError(
            N_("There is no room for it: the uploads of all visitors together fill their {limit} MB. Try again later."),
            limit=given.uploads_mb,
        )
    with no_space_in_words():
        place.mkdir(parents=True, exist_ok=True)
        (place / "used").touch()
        yield place


@contextmanager
def no_space_in_words() -> Iterator[None]:
    """Turn what the disk says into a `PlaygroundError`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise PlaygroundError(N_("The disk of the computer that serves this page is full.")) from None
        raise PlaygroundError(N_("The file could not be written: {words}"), words=str(error.strerror)) from error


def _age_counts_from(place: Path) -> float:
    with suppress(FileNotFoundError):
        return (place / "used").stat().st_mtime
    with suppress(FileNotFoundError):
        return place.stat().st_mtime
    return time.time()


def _bytes(place: Path) -> int:
    """Return the bytes of all files in a folder."""
    total = 0
    for path in place.rglob("*"):
        with suppress(FileNotFoundError):  # deleted meanwhile
            total += path.stat().st_size if path.is_file() else 0
    return total
