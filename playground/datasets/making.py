"""Data sets made from their rows, and the Python call that makes the same."""

import inspect
from collections.abc import Mapping
from typing import Any

from playground.datasets import downloads, own
from playground.datasets.rows import DatasetRow
from playground.parameters import Value
from playground.translations import N_, PlaygroundError

UNFIT = (RuntimeError, ValueError, KeyError, TypeError, IndexError)  # what reading data raises that hold something else


def make(row: DatasetRow, parameters: Mapping[str, Any]) -> Any:
    """Return the data set of a row: from a download or an upload, where it is made from one.

    Raises `PlaygroundError` where that is not there, or damaged, or does not hold what was chosen.
    """
    path = (own.path_of(row, parameters["upload"]),) if row.upload else ()
    try:
        data = row.make(*path, **own.arguments(parameters)) if row.upload else downloads.make(row, parameters)
    except UNFIT as error:
        if "length" in parameters and isinstance(error, RuntimeError):  # no window fits into it
            raise _too_short(row, parameters) from None
        raise PlaygroundError(
            N_("{name} cannot be made as it was chosen: {words}. Choose again."), name=row.name, words=str(error)
        ) from None
    if "length" in parameters and len(data) == 0:
        raise _too_short(row, parameters)
    return data


def _too_short(row: DatasetRow, parameters: Mapping[str, Any]) -> PlaygroundError:
    return PlaygroundError(
        N_("{name} is shorter than a window of {length} and the value after it. Lower length, or take longer data."),
        name=row.name,
        length=parameters["length"],
    )


def call(row: DatasetRow, parameters: Mapping[str, Value]) -> str:
    """Return the Python call that makes the data set where its file or folder lies beside the script."""
    given = {each.name: parameters.get(each.name, each.default) for each in row.parameters}
    if row.upload:
        defaults = {name: each.default for name, each in inspect.signature(row.make).parameters.items()}
        rest = {name: value for name, value in own.arguments(given).items() if value != defaults[name]}
        written = [repr(given["file"]), *(f"{name}={value!r}" for name, value in rest.items())]
    else:
        written = [f"{name}={value!r}" for name, value in given.items()]
    if row.download:
        written.append("download=True")
    return f"{row.make.__name__}({', '.join(written)})"
