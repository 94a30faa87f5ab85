"""What a visitor brings, as rows: a typed text, and data sets made from uploads."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from playground.datasets.csv_facts import ENCODINGS, SEPARATORS
from playground.datasets.csv_table import LENGTH, MISSING, STANDARDIZE, CsvSeries, CsvTable
from playground.datasets.picture_folder import GREY, SIDE, PictureFolder
from playground.datasets.rows import DatasetRow
from playground.datasets.text import CHARACTERS, MOST_CHARACTERS, Characters
from playground.parameters import Parameter, Value, table
from playground.translations import N_, PlaygroundError
from playground.uploads import store

NAME = 200  # characters of the name of a column or a file
TEXT_LENGTH = replace(CHARACTERS.parameters[-1], default=10)
UPLOAD = Parameter("upload", "", "", longest=60)
TABLE_FILE = Parameter("file", "table.csv", "", longest=NAME)
PICTURES_FILE = Parameter("file", "pictures", "", longest=NAME)
SEP = Parameter("sep", ",", "", choices=SEPARATORS)
ENCODING = Parameter("encoding", "utf-8", "", choices=ENCODINGS)

OWN_TEXT = DatasetRow(
    "own text",
    Characters,
    N_("The characters of a text of your own."),
    (TEXT_LENGTH, Parameter("text", "", "", longest=MOST_CHARACTERS)),
    kind="text",
)
CSV_TABLE = DatasetRow(
    "CsvTable",
    CsvTable,
    N_("The lines of a CSV file of your own."),
    (
        UPLOAD,
        TABLE_FILE,
        Parameter("features", ("",), "", longest=NAME),
        Parameter("label", "", "", longest=NAME),
        Parameter("classes", True, "", choices=(True,)),
        MISSING,
        STANDARDIZE,
        SEP,
        ENCODING,
    ),
    kind="table",
    upload="table",
)
CSV_NUMBERS = replace(
    CSV_TABLE,
    name="CsvNumbers",
    parameters=tuple(
        replace(each, default=False, choices=(False,)) if each.name == "classes" else each
        for each in CSV_TABLE.parameters
    ),
    kind="numbers",
)
CSV_SERIES = DatasetRow(
    "CsvSeries",
    CsvSeries,
    N_("A column of a CSV file of your own, as a series."),
    (UPLOAD, TABLE_FILE, Parameter("column", "", "", longest=NAME), LENGTH, STANDARDIZE, SEP, ENCODING),
    kind="series",
    upload="table",
)
PICTURE_FOLDER = DatasetRow(
    "PictureFolder",
    PictureFolder,
    N_("Your own pictures, one folder for each class."),
    (UPLOAD, PICTURES_FILE, SIDE, GREY),
    kind="pictures",
    upload="pictures",
)
OWN = table(OWN_TEXT, CSV_TABLE, CSV_NUMBERS, CSV_SERIES, PICTURE_FOLDER)


def path_of(row: DatasetRow, upload: Value) -> Path:
    """Return where the upload that a data set is made from is kept.

    Raises `PlaygroundError` where it was deleted or has changed since.
    """
    kept = re.fullmatch(r"([0-9a-f]{32})-\d{1,20}", str(upload))
    if kept and row.upload == "table" and (found := store.table_in(kept[1])) and found.upload == upload:
        return found.path
    if kept and row.upload == "pictures" and (there := store.pictures_in(kept[1])) and there.upload == upload:
        return there.root
    raise PlaygroundError(
        N_("The upload that {name} is made from is not here any more: it was deleted, or changed. Bring it again."),
        name=row.name,
    )


def arguments(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `make` is given after the path."""
    given = {name: value for name, value in parameters.items() if name not in ("upload", "file")}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}
