"""What the playground says, in English and Japanese.

The English sentence is the key; ``ja/LC_MESSAGES/playground.po`` holds its Japanese. Text that is shown at once
goes through `_`; text in a table or an error is marked with `N_` and goes through `_` (or `Message.text`) when it
is shown, so that a table, a stored run and an exception speak to every reader in the reader's language.
"""

import gettext
import io
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES: Mapping[str, str] = {"en": "English", "ja": "日本語"}
FALLBACK = "en"
FOLDER = Path(__file__).parent

_language: ContextVar[str] = ContextVar("language", default=FALLBACK)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the translations from English into `language`, read from its ``.po`` file."""
    if language == FALLBACK:
        return gettext.NullTranslations()
    with (FOLDER / language / "LC_MESSAGES" / "playground.po").open("rb") as source:
        messages = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def use(language: str) -> None:
    """Say everything from here on, in this thread or task, in `language`."""
    _language.set(language if language in LANGUAGES else FALLBACK)


def current() -> str:
    """Return the language now in use."""
    return _language.get()


def best(*wishes: str | None) -> str:
    """Return the first of the wishes (``ja``, ``ja-JP``, …) that the playground speaks, else English."""
    for wish in wishes:
        language = (wish or "").replace("_", "-").split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return FALLBACK


def _(text: str) -> str:
    """Return `text` in the language now in use."""
    return catalogue(current()).gettext(text) if text else ""


def N_(text: str) -> str:
    """Mark `text` for translation later."""
    return text


@dataclass(frozen=True)
class Message:
    """A sentence for the reader: an English template and the values that belong into it."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """Return the sentence in the language now in use."""
        return _(self.template).format(**self.values)

    def __str__(self) -> str:
        return self.template.format(**self.values)

    def as_json(self) -> dict[str, Any]:
        """Return the message as plain JSON values, for the store and the terminal."""
        return {"template": self.template, "values": dict(self.values)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Message":
        return cls(data["template"], data.get("values", {}))


class PlaygroundError(Exception):
    """Something went wrong that the reader can be told in a sentence."""

    def __init__(self, template: str, **values: Any) -> None:
        self.message = Message(template, values)
        super().__init__(str(self.message))
