"""What of a CSV file can be learned, and what stands in the way."""

from collections.abc import Sequence

from playground.datasets.csv_facts import Column, CsvFacts
from playground.translations import N_, PlaygroundError

MOST_CLASSES = 100
FEW = 20  # different whole numbers that are taken for classes rather than for a number


def quoted(name: str) -> str:
    """Return the name of a column, or a cell, as it can stand in a sentence."""
    return f"`{name[:40].replace('`', '´')}`"


def likely_label(facts: CsvFacts) -> str:
    """Return the column that is most likely what is to be learned: the last that names classes, else the last."""
    named = [column for column in facts.columns if may_be_classes(column, facts.lines)]
    return (named or list(facts.columns))[-1].name


def may_be_classes(column: Column, lines: int) -> bool:
    """Return whether a column looks like class names: few different values for many lines."""
    few = FEW if column.numeric(lines) else MOST_CLASSES
    return 2 <= column.different <= min(few, lines / 2) and (column.whole or column.texts > 0)


def check_features(facts: CsvFacts, features: Sequence[str], label: str) -> None:
    """Raise `PlaygroundError` where there are none, or one holds what is no number."""
    if not features:
        raise PlaygroundError(N_("Choose at least one column to learn from."))
    if label in features:
        raise PlaygroundError(
            N_("{column} is what is to be foretold; it cannot be learned from as well."), column=quoted(label)
        )
    for name in features:
        check_number(facts, name)


def check_number(facts: CsvFacts, name: str) -> None:
    """Raise `PlaygroundError` where a column holds anything but numbers."""
    column = facts.column(name)
    if column.texts:
        raise PlaygroundError(
            N_(
                "{column} holds text in {count} of {lines} lines, first {example} in line {line}; a network takes "
                "numbers. Mend the file, or leave the column out."
            ),
            column=quoted(name),
            count=f"{column.texts:,}",
            lines=f"{facts.lines:,}",
            example=quoted(column.example),
            line=f"{column.line:,}",
        )
    if column.huge:
        raise PlaygroundError(
            N_("{column} holds {count} numbers that are infinite or too large for float32."),
            column=quoted(name),
            count=f"{column.huge:,}",
        )
    if column.missing == facts.lines:
        raise PlaygroundError(N_("{column} is empty in every line."), column=quoted(name))


def check_classes(facts: CsvFacts, label: str) -> None:
    """Raise `PlaygroundError` where a column does not part the lines into classes."""
    column = facts.column(label)
    if column.different < 2:
        raise PlaygroundError(
            N_("{column} is the same in every line: with one class alone there is nothing to tell apart."),
            column=quoted(label),
        )
    if column.different > MOST_CLASSES:
        raise PlaygroundError(
            N_("{column} has {count} different values; at most {limit} classes can be learned. Is it a number?"),
            column=quoted(label),
            count=f"{column.different:,}",
            limit=MOST_CLASSES,
        )
