"""Programs that Python cannot read: a bracket or a colon is missing, or a sign is of another alphabet."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playground.program.explain.code import Lines
from playground.program.explain.edits import USE
from playground.program.explain.records import Candidate, Change
from playground.program.records import ProgramError
from playground.translations import N_

CLOSING = {"(": ")", "[": "]", "{": "}"}
SIGNS = {"、": ",", "。": ".", "「": "[", "」": "]", "−": "-", "×": "*", "“": '"', "”": '"', "’": "'", "　": " "}


@dataclass(frozen=True)
class Line:
    """The line that Python stumbled over: where in the program it starts and ends, and where Python stopped."""

    program: str
    start: int
    end: int
    at: int

    @property
    def text(self) -> str:
        return self.program[self.start : self.end]


def readable(error: ProgramError, text: str) -> Iterator[Candidate | None]:
    """Give edits after which Python may be able to read a program."""
    words = str(error.message.values.get("words", ""))
    lines = Lines(text)
    start = lines.starts[min(error.line, len(lines.starts)) - 1]
    end = next((place for place in lines.starts if place > start), len(text))
    end = start + len(text[start:end].rstrip("\r\n"))
    line = Line(text, start, end, min(lines.at(error.line, error.column), len(text)))
    yield _half_width(text)
    for pattern, mend in REPAIRS:
        if re.search(pattern, words):
            yield from (Candidate(USE, (change,)) for change in mend(line))


def _half_width(text: str) -> Candidate | None:
    """Replace the signs of a Japanese keyboard, `（`, `，` and the wide space, by those that Python reads."""
    changes = []
    for place, sign in enumerate(text):
        plain = SIGNS.get(sign, unicodedata.normalize("NFKC", sign))
        if plain != sign and len(plain) == 1 and plain.isascii():
            changes.append(Change(place, place + 1, plain))
    return Candidate(N_("Use half-width signs: {code}"), tuple(changes)) if changes else None


def _closed(line: Line) -> Iterator[Change]:
    """Close the brackets that are open at the end of the line."""
    open_: list[str] = []
    for sign in re.sub(r"#.*|'[^'\n]*'|\"[^\"\n]*\"", "", line.program[: line.end]):
        if sign in CLOSING:
            open_.append(CLOSING[sign])
        elif open_ and sign == open_[-1]:
            open_.pop()
    end = line.start + len(line.text.rstrip())
    colon = line.text.rstrip().endswith(":")
    yield Change(end - colon, end - colon, "".join(reversed(open_)))


def _colon(line: Line) -> Iterator[Change]:
    end = line.start + len(line.text.split("#")[0].rstrip())
    yield Change(end, end, ":")


def _equals(line: Line) -> Iterator[Change]:
    for found in re.finditer(r"(?<![=!<>])=(?!=)", line.text):
        yield Change(line.start + found.start(), line.start + found.end(), "==")


def _dropped(line: Line) -> Iterator[Change]:
    for place in (line.at, line.at - 1):
        if line.program[place : place + 1] in (")", "]", "}"):
            yield Change(place, place + 1, "")


def _brackets(line: Line) -> Iterator[Change]:
    found = re.match(r"(\s*)print[ \t]+(.*?)\s*$", line.text)
    if found:
        yield Change(line.start + len(found[1]), line.end, f"print({found[2]})")


def _comma(line: Line) -> Iterator[Change]:
    for found in re.finditer(r"(?<=[\w\])])[ \t]+(?=[\w\[(-])", line.text):
        yield Change(line.start + found.start(), line.start + found.end(), ", ")


def _dedented(line: Line) -> Iterator[Change]:
    yield Change(line.start, line.start + len(line.text) - len(line.text.lstrip()), "")


def _indented(line: Line) -> Iterator[Change]:
    yield Change(line.start, line.start, "    ")


REPAIRS: tuple[tuple[str, Callable[[Line], Iterator[Change]]], ...] = (
    (r"was never closed|unexpected EOF|forgot a comma", _closed),
    (r"expected ':'", _colon),
    (r"instead of '='|cannot assign to", _equals),
    (r"unmatched|does not match", _dropped),
    (r"call to 'print'", _brackets),
    (r"forgot a comma|invalid syntax", _comma),
    (r"unexpected indent|unindent does not match", _dedented),
    (r"expected an indented block", _indented),
)
