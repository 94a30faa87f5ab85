"""Uploaded pictures are looked at one by one and put into the folders of their classes."""

import hashlib
import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from playground.translations import N_, Message, PlaygroundError
from playground.uploads.archive import files_of
from playground.uploads.limits import MOST_CLASSES, MOST_PICTURES, PICTURES
from playground.uploads.pictures import small_png
from playground.uploads.store import Report, no_space_in_words, write_report

NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


def take_in(batch: Path) -> Iterator[Report]:
    """Put the pictures of a batch (see `store.bring_in`) into their folders; give the report as it grows.

    They are put there together at the end: a batch that is stopped or goes wrong leaves nothing. The batch is deleted.
    Raises `PlaygroundError` where an archive is not to be opened, or the pictures would be too many.
    """
    place, new = batch.parents[1], batch / "new"
    known = {path.name: path.parent.name for path in (place / "pictures").glob("*/*.png")}
    report = Report()
    try:
        for name, contents, label in _files(batch):
            report = _add(report, name, contents, label, new, known)
            yield report
        with no_space_in_words():
            for path in new.glob("*/*.png"):
                goal = place / "pictures" / path.parent.name / path.name
                goal.parent.mkdir(parents=True, exist_ok=True)
                path.replace(goal)
            write_report(place, report)
    finally:
        shutil.rmtree(batch, ignore_errors=True)


def class_name(text: str) -> str:
    """Return what a class is called, fit to be a folder's name on every system; empty where nothing is left."""
    return NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", text)).strip(" .")[:40].strip(" .")


def _files(batch: Path) -> Iterator[tuple[str, bytes, str]]:
    """Give name, contents and class of each file in a batch; a picture's class is the folder that it lies in."""
    manifest = json.loads((batch / "manifest.json").read_text(encoding="utf-8"))
    for i, name in enumerate(manifest["names"]):
        contents = (batch / f"{i}").read_bytes()
        inside = files_of(contents) if name.lower().endswith(".zip") else [(name, contents)]
        for path, data in inside:
            folder = PurePosixPath(path.replace("\\", "/")).parent.name
            yield path, data, class_name(folder) or class_name(manifest["label"])


def _add(report: Report, name: str, contents: bytes, label: str, new: Path, known: dict[str, str]) -> Report:
    """Return the report with one more file, which is laid into the folder `new` where it can be used.

    `known` are the pictures so far, each by a name made of its class and its contents, with its class.
    """

    def refused(reason: Message) -> Report:
        return replace(report, refused=(*report.refused, (name, reason)))

    if not name.lower().endswith(PICTURES):
        return replace(report, left_out=report.left_out + 1)
    if not label:
        return refused(Message(N_("it lies in no folder that would name its class")))
    try:
        png = small_png(contents)
    except PlaygroundError as error:
        return refused(error.message)
    file = hashlib.sha256(label.encode() + b"/" + png).hexdigest()[:16] + ".png"
    if file in known:
        return replace(report, known=report.known + 1)
    known[file] = label
    if len(known) > MOST_PICTURES or len(set(known.values())) > MOST_CLASSES:
        raise PlaygroundError(
            N_("With these it would be more than {pictures} pictures or {classes} classes. Choose fewer."),
            pictures=f"{MOST_PICTURES:,}",
            classes=MOST_CLASSES,
        )
    with no_space_in_words():
        (new / label).mkdir(parents=True, exist_ok=True)
        (new / label / file).write_bytes(png)
    return replace(report, taken=report.taken + 1)
