"""Lists to pick from: titles that differ, and what was picked where titles can change."""

from collections.abc import Callable, Container, Sequence
from typing import Any

from playground.ui.follow import when_changed


def told_apart(titles: Sequence[str]) -> list[str]:
    """Return titles of which no two are alike: Streamlit takes the first that has the chosen one."""
    return [
        f"{title} ({number})" if (number := titles[: place + 1].count(title)) > 1 else title
        for place, title in enumerate(titles)
    ]


def when_picked(widget: str, options: Container[object], use: Callable[[Any], None]) -> Callable[[], None]:
    """Return a callback for the list `widget` that gives `use` another choice than before, if it is one of `options`.

    A browser names its choice by the title it shows. Where the titles have changed meanwhile (a run has ended, the
    language is another), Streamlit knows the old one no more and hands it on as it is, as if it had been picked.
    """
    return when_changed(widget, lambda value: use(value) if value in options else None)
