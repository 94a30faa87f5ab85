"""Data sets that are fetched from the internet once, for everybody: where they are, and how they are opened."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playground.datasets.rows import DatasetRow
from playground.jobs import Work
from playground.settings import settings
from playground.translations import N_, PlaygroundError

MODULE = "playground.datasets.fetch"
DAMAGED = (RuntimeError, ValueError, EOFError, AssertionError, KeyError, TypeError, OSError)


def folder(row: DatasetRow) -> Path:
    """Return where a downloaded data set is kept, which is its `root`; while it is fetched, it lies beside it."""
    return settings().home / "datasets" / row.name


def unfinished(row: DatasetRow) -> Path:
    """Return where a data set lies while it is fetched."""
    return folder(row).with_suffix(".part")


def is_there(row: DatasetRow) -> bool:
    """Return whether a data set can be opened without a download."""
    return not row.download or folder(row).is_dir()


def download(row: DatasetRow) -> Work:
    """Return the work of fetching a data set, for the lane "downloads"."""
    return Work(MODULE, (row.name,))


def clear(row: DatasetRow) -> None:
    """Delete what is left of a download that was stopped."""
    shutil.rmtree(unfinished(row), ignore_errors=True)


def make(row: DatasetRow, parameters: Mapping[str, Any]) -> Any:
    """Return the data set of a row, from the folder that it was downloaded to where it is one of those.

    Raises `PlaygroundError` where it is not downloaded, or its files are damaged; these are deleted then.
    """
    if not row.download:
        return row.make(**parameters)
    if not is_there(row):
        raise PlaygroundError(
            N_("{name} is not on this computer yet. Download it on the page *Data sets*, or by `{command}`."),
            name=row.name,
            command=f"python -m {MODULE} {row.name}",
        )
    try:
        return row.make(root=folder(row), **parameters)
    except DAMAGED:
        shutil.rmtree(folder(row), ignore_errors=True)
        raise PlaygroundError(
            N_("The files of {name} were damaged and have been deleted. Download it again."), name=row.name
        ) from None
