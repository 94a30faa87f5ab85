"""What is in a CSV file: how it is written, and its columns in figures."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice

import numpy
import pandas

from playground.translations import N_, PlaygroundError

MOST_LINES = 100_000
MOST_COLUMNS = 200
MOST_CELLS = 2_000_000  # read in half a second
ENCODINGS = ("utf-8", "utf-8-sig", "cp932", "latin-1", "utf-16")
SEPARATORS = (",", ";", "\t", "|")
LARGEST = float(numpy.finfo("float32").max)


@dataclass(frozen=True)
class Column:
    """A column in figures.

    `texts` cells are no numbers, the first of them `example` in line `line` of the file (the line of names is 1);
    `missing` are empty; `huge` are infinite or too large for float32; `different` is how many values there are.
    """

    name: str
    missing: int
    texts: int
    huge: int
    different: int
    whole: bool
    example: str = ""
    line: int = 0

    def numeric(self, lines: int) -> bool:
        """Return whether all that is there are numbers, of `lines` cells."""
        return not self.texts and not self.huge and self.missing < lines


@dataclass(frozen=True)
class CsvFacts:
    """A CSV file in figures: how it is written, how many lines it has below the names, its columns."""

    encoding: str
    separator: str
    lines: int
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def numeric(self) -> list[str]:
        """The names of the columns that hold numbers and nothing else, apart from missing cells."""
        return [column.name for column in self.columns if column.numeric(self.lines)]


def encoding_of(contents: bytes) -> str:
    """Return which of `ENCODINGS` a text is written in, as far as its bytes tell."""
    if contents.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if contents.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if _reads_as(contents, "utf-8"):
        return "utf-8"
    # In cp932 the first of two bytes is mostly one of 0x81–0x9F, which Latin texts hardly use
    values = numpy.frombuffer(contents, "uint8")
    high, first = (values >= 0x80).sum(), ((values >= 0x81) & (values <= 0x9F)).sum()
    return "cp932" if first > 0.3 * high and _reads_as(contents, "cp932") else "latin-1"


def _reads_as(contents: bytes, encoding: str) -> bool:
    try:
        contents.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def separator_of(text: str) -> str:
    """Return which of `SEPARATORS` parts most of the first lines into the same number of columns, more than one."""

    def fitness(separator: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in _first_rows(text, separator))
        return max(((lines, width) for width, lines in widths.items() if width > 1), default=(0, 0))

    return max(SEPARATORS, key=fitness)


def _first_rows(text: str, separator: str) -> list[list[str]]:
    return [
        row for row in islice(csv.reader(io.StringIO(text[:1_000_000], newline=None), delimiter=separator), 20) if row
    ]


def look_at(contents: bytes, encoding: str = "", separator: str = "") -> CsvFacts:
    """Return the facts of a CSV file; what is not told is found out.

    Raises `PlaygroundError` where it is no text, has no table in it, or is too large.
    """
    if contents[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise PlaygroundError(N_("This is no text but an archive or a workbook. In the spreadsheet, save it as CSV."))
    encoding = encoding or encoding_of(contents)
    if b"\0" in contents and not encoding.startswith("utf-16"):
        raise PlaygroundError(N_("This is no text file: it holds zero bytes. Upload a table saved as CSV."))
    lines = max(contents.count(b"\n"), contents.count(b"\r"))
    if lines > MOST_LINES:
        raise PlaygroundError(
            N_("This file has about {lines} lines; at most {limit} can be read. Upload a part of it."),
            lines=f"{lines:,}",
            limit=f"{MOST_LINES:,}",
        )
    try:
        text = contents.decode(encoding)
    except UnicodeDecodeError as error:
        raise PlaygroundError(
            N_("It cannot be read as {encoding}: byte {place} stands for no character. Choose another encoding."),
            encoding=encoding,
            place=f"{error.start + 1:,}",
        ) from None
    try:
        separator = separator or separator_of(text)
        _check_names(_first_rows(text, separator), lines)
        table = pandas.read_csv(
            io.StringIO(text), sep=separator, index_col=False, skipinitialspace=True, low_memory=False
        )
    except (pandas.errors.ParserError, ValueError, csv.Error) as error:
        words = str(error).removeprefix("Error tokenizing data. C error: ").strip()
        raise PlaygroundError(
            N_("Its lines do not all have the same columns ({words}). Mend the line, or choose another separator."),
            words=words[:200],
        ) from None
    if len(table) < 2:
        raise PlaygroundError(N_("There are fewer than two lines of values below the names of the columns."))
    columns = tuple(_column(str(name), table[name]) for name in table.columns)
    return CsvFacts(encoding, separator, len(table), columns)


def _check_names(rows: list[list[str]], lines: int) -> None:
    """Raise `PlaygroundError` where the first of the first rows names no columns, or these are too many for `lines`."""
    if not rows:
        raise PlaygroundError(N_("The file is empty."))
    names = rows[0]
    if len(names) > MOST_COLUMNS:
        raise PlaygroundError(
            N_("It has {count} columns; at most {limit} can be read."), count=f"{len(names):,}", limit=MOST_COLUMNS
        )
    if len(names) * lines > MOST_CELLS:
        raise PlaygroundError(
            N_("It has {count} columns and about {lines} lines; at most {limit} cells can be read."),
            count=f"{len(names):,}",
            lines=f"{lines:,}",
            limit=f"{MOST_CELLS:,}",
        )
    if all(map(_is_number, names)):
        raise PlaygroundError(
            N_("The first line must hold the names of the columns; here it holds numbers: {line}."),
            line=repr(", ".join(names)[:60]),
        )
    longer = next((i for i, row in enumerate(rows, 1) if len(row) > len(names)), None)
    if longer:
        raise PlaygroundError(
            N_("Line {line} has {count} cells, but there are {names} names of columns. Is the separator right?"),
            line=longer,
            count=len(rows[longer - 1]),
            names=len(names),
        )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _cell(value: object) -> str:
    return "" if pandas.isna(value) else str(value)[:40]  # type: ignore[call-overload]


def _column(name: str, cells: "pandas.Series[float]") -> Column:
    numbers = pandas.to_numeric(cells, errors="coerce").astype("float64")
    texts = cells.notna() & numbers.isna()
    first = int(texts.to_numpy().argmax()) if texts.any() else 0
    return Column(
        name,
        missing=int(cells.isna().sum()),
        texts=int(texts.sum()),
        huge=int((numbers.abs() > LARGEST).sum()),
        different=int(cells.nunique()),
        whole=bool((numbers.dropna() % 1 == 0).all()),
        example=_cell(cells.iloc[first]) if texts.any() else "",
        line=first + 2 if texts.any() else 0,
    )
